/**
 * The plan of a run that many processes draw, in a file beside the run's results: `plan.json` holds all that they must agree on. Its
 * digest is of the resolved scenario, the versions, the backend and the keys of all that is drawn, so that a changed file or module is seen.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { blocksOf, type PlannedBlock } from '../../execution/cluster/blocks.ts';
import { replaceFile } from '../../execution/files.ts';
import { blockSize, columnsOf, seriesKey, trialOperations } from '../../execution/plan.ts';
import {
  type CanonicalLaw,
  type CanonicalScenario,
  isLaw,
  type LawScenario,
  type Scenario,
} from '../../scenario/scenario.ts';
import { canonicalJson } from '../../simulators/simulator.ts';
import { type DrawnCases, demandsOf, type SizedCase, sizedPoints } from '../cases.ts';
import { sha256 } from '../certificate.ts';
import { lawDemands, sizedLaws } from '../laws/run.ts';
import { versions as here, type Source } from '../results.ts';
import { parseJson } from '../savedResults.ts';

const format = 'descent-plan';
const version = 2;
const needed = 'a plan as descent run --executor plan or slurm writes it';

const shape = z.object({
  format: z.literal(format),
  version: z.literal(version),
  digest: z.string(),
  versions: z.object({ descent: z.string(), node: z.string() }),
  blas: z.string(),
  backend: z.string(),
  source: z.object({ scenario: z.string(), changes: z.array(z.string()) }),
  scenario: z.looseObject({ name: z.string() }),
});

export type AnyScenario = Scenario | LawScenario;

/** What draws the trials, and what they are of. */
interface Choice {
  /** As `--blas` has it, and what it is here. */
  readonly blas: string;
  readonly backend: string;
  readonly source: Source;
}

export interface RunPlan extends Choice {
  readonly digest: string;
  readonly versions: typeof here;
  readonly blocks: readonly PlannedBlock[];
}

/** A run in its folder: the plan, and what it comes to. */
export interface SharedRun {
  readonly folder: string;
  readonly plan: RunPlan;
  readonly scenario: AnyScenario;
  /** All points at all sizes, and the draws that they are read off. */
  readonly sized: readonly SizedCase[];
  readonly demands: readonly DrawnCases[];
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

export function planFile(folder: string): string {
  return join(folder, 'plan.json');
}

/**
 * The plan of a scenario that is simulated, in the folder of its results.
 *
 * @param versions  that are to draw; absent: the present ones
 */
export function planRun(
  folder: string,
  scenario: AnyScenario,
  choice: Choice,
  versions: typeof here = here,
): SharedRun {
  const { blas, backend, source } = choice;
  const { sized, demands } = drawsOf(scenario);
  const draws = demands.map((demand) => [
    ...[demand.trials, blockSize(demand), trialOperations(demand)],
    demand.plan.series.map((series) => seriesKey(demand, series, backend)),
  ]);
  const digest = sha256(canonicalJson([scenario.canonical, versions, source, draws]));
  const plan = { digest, versions, blas, backend, source, blocks: blocksOf(demands) };
  return { folder, plan, scenario, sized, demands, columns: columnsOf(demands, backend) };
}

/** Without theory. */
function drawsOf(scenario: AnyScenario): Pick<SharedRun, 'sized' | 'demands'> {
  const cases = isLaw(scenario) ? sizedLaws(scenario) : sizedPoints(scenario);
  const demands = isLaw(scenario) ? lawDemands(cases, scenario) : demandsOf(cases, scenario);
  return { sized: cases.flatMap(({ sizes }) => sizes), demands };
}

export function writePlan({ folder, plan, scenario }: SharedRun): void {
  // The blocks follow from the draws, and these from the scenario, as the digest ascertains.
  const { blocks: _, ...rest } = plan;
  replaceFile(
    planFile(folder),
    `${JSON.stringify({ format, version, ...rest, scenario: scenario.canonical })}\n`,
  );
}

/** The plan that a folder holds, unread and unchecked; null where there is none. */
export function earlierPlan(folder: string): Pick<RunPlan, 'digest' | 'versions'> | null {
  const file = planFile(folder);
  return existsSync(file) ? readShape(file) : null;
}

function readShape(file: string): z.infer<typeof shape> {
  const read = shape.safeParse(parseJson(file, readPlanText(file), needed));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new InputError(
    `${file}: ${issue!.path.join('.') || 'it'} is not as it is written; ${needed} is needed`,
  );
}

function readPlanText(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  if (existsSync(dirname(file)) && !statSync(dirname(file)).isDirectory())
    throw new InputError(
      `${dirname(file)}: this is a file; the folder of the run is needed, ${dirname(dirname(file))}`,
    );
  throw new InputError(`${dirname(file)} has no plan.json; descent run --executor plan or slurm writes one`);
}

/**
 * The run that a folder holds the plan of.
 *
 * @throws {InputError} where there is none, or what is drawn has become another since
 */
export function openRun(folder: string): SharedRun {
  const file = planFile(folder);
  const { versions, digest, scenario: canonical, ...choice } = readShape(file);
  const run = planRun(folder, restored(canonical as unknown as Canonical), choice, versions);
  if (run.scenario.name !== basename(resolve(folder)))
    throw new InputError(`${folder} was ${run.scenario.name} when it was planned; rename it back`);
  if (run.plan.digest === digest) return run;
  checkVersions(run);
  throw new InputError(
    `${file}: the scenario, or a file or module that it names, is not what it was when this was planned; ` +
      'plan it again with descent run',
  );
}

/** @throws {InputError} unless these versions are what the run was planned with: others may round differently */
export function checkVersions({
  folder,
  plan,
}: Pick<SharedRun, 'folder'> & { plan: Pick<RunPlan, 'versions'> }): void {
  for (const name of ['descent', 'node'] as const) {
    const planned = plan.versions[name];
    if (planned !== here[name])
      throw new InputError(
        `${planFile(folder)} is for ${name} ${planned}, and this is ${here[name]}, which may round differently; ` +
          'use that version, or start over with --fresh',
      );
  }
}

type Canonical = CanonicalScenario | CanonicalLaw;

/** The scenario of which this is the plain data. */
function restored(canonical: Canonical): AnyScenario {
  const { parameters, inputs, ...parts } = canonical;
  const axes = Object.entries({ ...parameters, ...inputs }).map(([name, value]) => ({
    name,
    values: [value].flat(),
  }));
  return { ...parts, axes, canonical } as AnyScenario;
}
