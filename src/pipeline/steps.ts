/** The sizes at which a scenario can be simulated, and the ways to draw it there. */
import { InputError } from '../errors.ts';
import { modelNamed, signatureOf } from '../models/registry.ts';
import type { Point } from '../problem/parameter.ts';
import type { Scenario, Simulation } from '../scenario/scenario.ts';
import { type Case, demandsOf, resized } from './cases.ts';
import { costAlike, type Draws, operationsOf } from './pilot.ts';

/** A way to draw. */
export type Way = Pick<Simulation, 'design' | 'labels'>;

/** A size, null for the points' own, and what is drawn there in each of the ways; null where that is refused. */
export interface Step {
  readonly size: number | null;
  readonly draws: readonly (Draws | null)[];
  /** Points whose means are not judged at this size, and why. */
  readonly untested: ReadonlyMap<Point, string>;
}

/** Ways to draw, the cheapest first: the first that the scenario can be drawn in is the best. */
const usualDesigns: readonly string[] = ['tridiagonal', 'direct', 'crossed'];
/** Label vectors that are tried. */
const labelChoices = [64, 8, 'exact'] as const;
/** Sizes that are tried: all divide by 6, and ratios of 2, 3 and 4 are among them. */
const sizeGrid = Array.from({ length: 15 }, (_, k) => [12 * 2 ** k, 18 * 2 ** k]).flat();

/** The scenario with this simulation. */
export function simulating(scenario: Scenario, simulation: Simulation | null): Scenario {
  return { ...scenario, simulation, canonical: { ...scenario.canonical, simulation } };
}

/**
 * Ways that differ in what they cost, and sizes in ascending order, as far as trials of so many operations go.
 *
 * @param cases  that can be simulated
 * @throws {InputError} when they cannot be at any size
 */
export function stepsOf(
  scenario: Scenario,
  cases: readonly Case[],
  mostOperations: number,
): { readonly ways: readonly Way[]; readonly steps: readonly Step[] } {
  const model = modelNamed(scenario.model);
  const absolute = cases.some(({ point }) => model.absoluteSize(point) !== null);
  const designs = designsFor(scenario);
  const refusals: InputError[] = [];
  const steps: Step[] = [];
  let ways: readonly Way[] = [];
  for (const size of absolute ? [null] : sizeGrid) {
    const at = (way: Way) => drawnAt(scenario, cases, size, way, refusals);
    if (ways.length === 0) ways = waysAt(designs, at);
    const found = ways.map(at);
    const first = found.find((each) => each !== null);
    if (first === undefined && steps.length > 0) break;
    if (first === undefined) continue;
    const reasons = first.cases.flatMap((item) => {
      const reason = item.sizes.find(({ untested }) => untested !== null)?.untested ?? null;
      return reason === null ? [] : [[item.point, reason] as const];
    });
    steps.push({ size, draws: found.map((each) => each?.draws ?? null), untested: new Map(reasons) });
    if (operationsOf(first.draws) > mostOperations) break;
  }
  if (steps.length === 0) throw refusals.at(-1)!;
  return { ways, steps };
}

/** @throws {InputError} when no one design measures all that is compared */
function designsFor({ model, comparison }: Scenario): readonly string[] {
  const { measuredBy = {}, designs = [] } = signatureOf(model);
  const only = Object.entries(measuredBy).flatMap(([design, quantities]) =>
    comparison.quantities.some((quantity) => quantities?.includes(quantity)) ? [design] : [],
  );
  if (only.length > 1)
    throw new InputError(
      `comparison.quantities: ${comparison.quantities.join(', ')} need the designs ${only.join(' and ')}; expected those of one`,
    );
  if (only.length === 1) return only;
  const usual = usualDesigns.filter((design) => designs.includes(design));
  return usual.length > 0 ? usual : designs;
}

/** Those of the first design that is not refused. */
function waysAt(designs: readonly string[], at: (way: Way) => Drawn | null): Way[] {
  for (const design of designs) {
    const possible = labelChoices
      .map((labels) => ({ way: { design, labels }, drawn: at({ design, labels }) }))
      .filter(({ drawn }) => drawn !== null);
    const different = possible.filter(({ drawn }, i) =>
      possible.slice(0, i).every((other) => !costAlike(other.drawn!.draws, drawn!.draws)),
    );
    if (different.length > 0) return different.map(({ way }) => way);
  }
  return [];
}

interface Drawn {
  readonly cases: readonly Case[];
  readonly draws: Draws;
}

function drawnAt(
  scenario: Scenario,
  cases: readonly Case[],
  size: number | null,
  way: Way,
  refusals: InputError[],
): Drawn | null {
  // Of the trials nothing is used here.
  const plan = simulating(scenario, { ...way, sizes: size === null ? null : [size], trials: [2], seed: '' });
  try {
    const sized = resized(cases, plan);
    return { cases: sized, draws: demandsOf(sized, plan) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refusals.push(error);
    return null;
  }
}
