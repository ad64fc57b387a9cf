/** What a check simulates: planned for its claims, or as a plan of before says. */
import { InputError } from '../errors.ts';
import { drawsBy } from '../execution/trials.ts';
import { openBackend } from '../linalg/select.ts';
import { signatures } from '../models/registry.ts';
import { claimants } from '../pipeline/check.ts';
import { type PlannedSimulation, planSimulation } from '../pipeline/planning.ts';
import { powerText } from '../pipeline/power.ts';
import { rawScenario } from '../pipeline/savedResults.ts';
import { show } from '../report/table.ts';
import { plainDocument } from '../scenario/document.ts';
import { resolveScenario } from '../scenario/load.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Given } from './command.ts';
import { readSeconds, readText, textOf, unused } from './options.ts';
import { drawnBy, type External } from './simulator.ts';

/** What is planned for unless it is said. */
export const usualBudget = '60s';

/** What a check needs of a plan; of a file's own simulation nothing is foreseen. */
export type Planned = Pick<PlannedSimulation, 'simulation'> & Partial<PlannedSimulation>;

/** By what trials are drawn. */
interface Drawing {
  readonly workers: number;
  readonly blas: string;
  readonly external: External | null;
}

/** What makes the plan, which takes a while: everything that it is given is read before. */
export function readPlanning(
  scenario: Scenario,
  given: Given,
  { workers, blas, external }: Drawing,
): () => Promise<Planned> {
  const file = textOf(given, 'plan');
  const seed = textOf(given, 'seed');
  if (file !== undefined) {
    const other = ['budget', 'seed'].find((name) => given.options.has(name));
    if (other !== undefined) throw unused(other, `--plan ${file} says what is simulated`);
    const simulation = readPlan(file, scenario);
    return async () => ({ simulation });
  }
  const { simulation } = scenario;
  if (simulation !== null && !given.options.has('budget')) return async () => ({ simulation });
  const seconds = readSeconds(given, 'budget', usualBudget);
  const backend = openBackend(blas);
  return async () => {
    const planned = await planSimulation(scenario, {
      budget: seconds * workers,
      backend,
      ...(external ? { draw: drawsBy(external.program) } : {}),
      ...(seed === undefined ? {} : { seed }),
    });
    return external ? { ...planned, simulation: drawnBy(planned.simulation) } : planned;
  };
}

/** The simulation of an earlier plan, checked as a scenario's. */
function readPlan(file: string, scenario: Scenario): Scenario['simulation'] {
  let plan: unknown;
  try {
    plan = JSON.parse(readText(file));
  } catch (error) {
    throw error instanceof InputError
      ? error
      : new InputError(`${file}: not JSON; a plan.json of descent check is needed`);
  }
  const simulation = (plan as { simulation?: object } | null)?.simulation;
  if (typeof simulation !== 'object')
    throw new InputError(`${file}: there is no simulation in it; a plan.json of descent check is needed`);
  const raw = { ...rawScenario(scenario.canonical), simulation };
  return resolveScenario(scenario.name, plainDocument(raw, file), signatures).simulation;
}

export function planLine(
  scenario: Scenario,
  { seconds, expected }: Planned,
  external: Pick<External, 'command'> | null,
): string {
  const { simulation } = scenario;
  if (simulation === null) return 'nothing is simulated: no trials could test any of these claims';
  const { sizes, scales = [1], trials, labels, design } = simulation;
  const scaled =
    scales.length > 1 || scales[0] !== 1 ? `${scales.map((scale) => show(scale)).join(', ')} times ` : '';
  const at = sizes === null ? `at ${scaled}the sizes of the points` : `at sizes ${sizes.join(', ')}`;
  const cost = seconds === undefined ? '' : `; about ${seconds.toPrecision(2)} core seconds`;
  const own = claimants(scenario);
  const tested = (expected ?? []).filter(({ by, untested }) => own.has(by) && untested === null);
  const sees =
    expected === undefined
      ? ''
      : tested.length === 0
        ? '; none of it tests the claims'
        : `; will decide ${tested.filter(({ decided }) => decided).length} of ${tested.length} ${tested.length === 1 ? 'claim' : 'claims'}, ${powerText({ sees: tested.flatMap(({ sees }) => sees ?? []).sort((a, b) => a - b), untested: 0 })}`;
  const by = external ? `by ${external.command}` : `${labels} labels each, ${design}`;
  return `simulating ${trials.join(', ')} trials ${at}, ${by}${cost}${sees}`;
}
