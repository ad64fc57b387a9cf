/** The sizes at which a scenario can be simulated, and the ways to draw it there. */
import { InputError } from '../errors.ts';
import { modelNamed, signatureOf } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import type { Scenario, Simulation } from '../scenario/scenario.ts';
import { type Case, demandsOf, resized } from './cases.ts';
import { costAlike, type Draws, operationsOf } from './pilot.ts';

/** A way to draw. */
export type Way = Pick<Simulation, 'design' | 'labels'>;

/** A size, or a scale of the points' own, and what is drawn there in each of the ways; null where that is refused. */
export interface Step {
  readonly size: number;
  /** Whether it is a scale. */
  readonly absolute: boolean;
  /** The smallest size among the points, as the model counts it. */
  readonly least: number;
  readonly draws: readonly (Draws | null)[];
  /** Points whose means are not judged at this size, and why. */
  readonly untested: ReadonlyMap<Point, string>;
}

/** Ways to draw, the cheapest first: the first that the scenario can be drawn in is the best. */
const usualDesigns: readonly string[] = ['tridiagonal', 'direct', 'crossed', 'bagged'];
/** Label vectors that are tried. */
const labelChoices = [64, 8, 'exact'] as const;
/** Sizes that are tried: all divide by 6, and ratios of 2, 3 and 4 are among them. */
const sizeGrid = Array.from({ length: 15 }, (_, k) => [12 * 2 ** k, 18 * 2 ** k]).flat();

/** Scales that are tried of absolute sizes: with an explicit spectrum the whole ones. */
const scaleGrid = [8, 6, 4, 3, 2, 1.5]
  .map((divisor) => 1 / divisor)
  .concat(Array.from({ length: 8 }, (_, k) => [2 ** k, 1.5 * 2 ** k]).flat());
/** Smaller scales of absolute sizes leave fewer samples than this. */
const fewestSamples = 12;

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
  const designs = designsFor(scenario);
  const absolute = cases.some(({ point }) => model.absoluteSize(point) !== null);
  if (scenario.comparison.claim === 'size' && !absolute)
    throw new InputError(
      'comparison.claim: size is of no size here; expected absolute sizes among the parameters, or a scenario with simulation.sizes',
    );
  const refusals: InputError[] = [];
  const steps: Step[] = [];
  let ways: readonly Way[] = [];
  for (const size of absolute ? scalesOf(scenario, cases) : sizeGrid) {
    const at = (way: Way) =>
      drawnAt(scenario, cases, { [absolute ? 'scales' : 'sizes']: [size] }, way, refusals);
    if (ways.length === 0) ways = waysAt(designs, at);
    const found = ways.map(at);
    const first = found.find((each) => each !== null);
    if (first === undefined && steps.length > 0) break;
    if (first === undefined) continue;
    const reasons = first.cases.flatMap((item) => {
      const reason = item.sizes.find(({ untested }) => untested !== null)?.untested ?? null;
      return reason === null ? [] : [[item.point, reason] as const];
    });
    const least = Math.min(...first.cases.flatMap(({ sizes }) => sizes.map((each) => each.size)));
    steps.push({
      size,
      absolute,
      least,
      draws: found.map((each) => each?.draws ?? null),
      untested: new Map(reasons),
    });
    if (operationsOf(first.draws) > mostOperations) break;
  }
  if (steps.length === 0) throw refusals.at(-1)!;
  return { ways, steps };
}

/** A ladder of these sizes, or of these scales where the sizes are absolute. */
export function ladderAt(
  [first]: readonly Step[],
  sizes: readonly number[],
): Pick<Simulation, 'sizes' | 'scales'> {
  return first!.absolute ? { sizes: null, scales: sizes } : { sizes };
}

/** Those that all points have; only their own where nothing is extrapolated. */
function scalesOf({ model: name, comparison }: Scenario, cases: readonly Case[]): readonly number[] {
  const model = modelNamed(name);
  if (comparison.claim === 'size') return [1];
  return scaleGrid.filter((scale) =>
    cases.every(({ point }) => {
      if (scale === 1) return true;
      const scaled = model.scaled?.(point, scale) ?? null;
      return scaled !== null && model.absoluteSize(scaled)! >= fewestSamples;
    }),
  );
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
  ladder: Pick<Partial<Simulation>, 'sizes' | 'scales'>,
  way: Way,
  refusals: InputError[],
): Drawn | null {
  // Of the trials nothing is used here.
  const plan = simulating(scenario, { sizes: null, ...ladder, ...way, trials: [2], seed: '' });
  try {
    const sized = resized(cases, plan);
    return { cases: sized, draws: demandsOf(sized, plan) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    refusals.push(error);
    return null;
  }
}
