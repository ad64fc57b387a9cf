/** What a simulation will be able to see, and how long it will take, from a pilot of a few small trials with a seed of their own. */
import { type Draw, drawsOn } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import { atRungs, rungsOf, type Scenario } from '../scenario/scenario.ts';
import { demandsOf, planCases, resized } from './cases.ts';
import { foresee, outlookOf } from './foresight.ts';
import { drawClaims, workOf } from './pilot.ts';
import { simulating } from './steps.ts';

export interface Power {
  /** Relative deviations of a theory that would be refuted with probability 0.9, of every claim that can be tested, in ascending order. */
  readonly sees: readonly number[];
  readonly untested: number;
  /** On one core. */
  readonly seconds: number;
}

/** Of all operations, what the pilot may take; and its trials of a size. */
const pilot = { share: 0.05, fewest: 4, most: 24 };

/** @returns null where the pilot would take too much of the time, or nothing is simulated */
export async function foreseePower(
  scenario: Scenario,
  backend: Backend,
  draw: Draw = drawsOn(backend),
): Promise<Power | null> {
  const { simulation } = scenario;
  if (simulation === null) return null;
  const cases = planCases(scenario);
  const all = workOf(demandsOf(cases, scenario));
  const small = rungsOf(simulation).slice(0, 2);
  const drawing = (trials: number) =>
    simulating(scenario, {
      ...atRungs(
        simulation,
        small.map((size) => ({ size, trials })),
      ),
      seed: `${simulation.seed}:pilot`,
    });
  const one = drawing(1);
  const trials = Math.min(
    pilot.most,
    Math.floor((pilot.share * all) / workOf(demandsOf(resized(cases, one), one))),
  );
  if (trials < pilot.fewest) return null;
  const drawn = drawing(trials);
  const some = resized(cases, drawn);
  // Of the trials alone: theories may take long, once.
  let seconds = 0;
  const timed: Draw = async (demand, trial) => {
    const start = performance.now();
    const rows = await draw(demand, trial);
    seconds += (performance.now() - start) / 1000;
    return rows;
  };
  const { tested, untested } = foresee(await drawClaims(some, drawn, backend, timed), drawn);
  const rate = workOf(demandsOf(some, drawn)) / seconds;
  const levels = rungsOf(simulation).map((size, l) => ({ size, trials: simulation.trials[l]! }));
  const sees = tested.map((foresight) => outlookOf(foresight, levels).sees).sort((a, b) => a - b);
  return { sees, untested: untested.length, seconds: all / rate };
}

/** For people. */
export function powerText({ sees, untested }: Omit<Power, 'seconds'>): string {
  if (sees.length === 0)
    return untested === 1 ? 'the claim cannot be tested' : `none of the ${untested} claims can be tested`;
  const percent = (value: number) => `${Number((100 * value).toPrecision(2))} %`;
  const median = sees[(sees.length - 1) >> 1]!;
  const worst = sees.at(-1)!;
  const spread = sees.length === 1 ? '' : ` (half of the ${sees.length} claims; ${percent(worst)} at worst)`;
  const rest = untested === 0 ? '' : `, ${untested} untested`;
  return `sees ${percent(median)} with power 0.9${spread}${rest}`;
}
