/** From stored trials to what is judged: per-trial values of every quantity, and the theory that they are held against. */
import type { Claim, Level } from '../comparison/claim.ts';
import { sizedPlace } from '../models/host.ts';
import { type Model, quantityOf } from '../models/model.ts';
import { modelNamed, signatures } from '../models/registry.ts';
import { cellName, parameterCount } from '../problem/cell.ts';
import type { Point } from '../problem/parameter.ts';
import { resistance } from '../problem/rules/schedule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { testPoints } from '../simulation/measure.ts';
import { canonicalJson, type Demand, drawName, seriesKey } from '../simulation/plan.ts';
import type { Store } from '../simulation/store.ts';
import { trialColumns } from '../simulation/trial.ts';
import { surroundingsOf, theoryFrom } from '../theories/plan.ts';
import { tableTheory } from '../theories/table.ts';
import { engineName, type Place, publishedName, speaksOf, type Theory } from '../theories/theory.ts';
import { type Case, demandsOf, type SizedCase, seriesOf, sizesOf } from './cases.ts';
import { ownMeasurements } from './ownMeasurements.ts';
import { readerOf, readOff } from './readings.ts';

/** A claim, and where it comes from. */
export interface CaseClaim extends Claim {
  readonly case: Case;
  readonly quantity: string;
  /** The name of the theory that claims it. */
  readonly by: string;
  readonly from: Origin;
  /** What is told of each level. */
  readonly shown: readonly Shown[];
}

/** Where what is measured comes from. */
export type Origin = 'simulation' | 'measurements';

/** A level as results tell of it. */
export interface Shown {
  /** null: measured at the point as it stands. */
  readonly size: number | null;
  readonly sizes: Readonly<Record<string, number>>;
  readonly ratios: Point;
  readonly testPoints: number;
}

/** |n − parameters| up to which ridgeless risks have no usable mean: their variance is infinite or nearly so. */
const thresholdMargin = 8;

/** The theories of a scenario, in its order. */
export function theoriesOf(
  scenario: Pick<Scenario, 'model' | 'theories'> & Partial<Pick<Scenario, 'published'>>,
): Theory[] {
  const signature = signatures.find(({ name }) => name === scenario.model)!;
  const theories = scenario.theories.map((plan) => theoryFrom(plan, surroundingsOf(signature)));
  const { published = [] } = scenario;
  return published.length === 0
    ? theories
    : [...theories, tableTheory({ name: publishedName, rows: published })];
}

/** Claims of every theory on every case and compared quantity that the simulation measures. */
export function claimsOf(
  cases: readonly Case[],
  scenario: Scenario,
  store: Pick<Store, 'trials'>,
  backend: string,
): CaseClaim[] {
  const model = modelNamed(scenario.model);
  const quantities = scenario.comparison.quantities.filter((name) =>
    model.observables.simulated.includes(name),
  );
  const demands = new Map(
    demandsOf(cases, scenario).flatMap((demand) =>
      demand.series.map(({ cell }) => [cellName(cell), demand] as const),
    ),
  );
  const context = { model, scenario, demands, store, backend };
  const measured = cases.flatMap((item, index) =>
    quantities
      .filter((quantity) => item.sizes.length > 0 && measurable(quantity, item))
      .map((quantity) => measure(item, quantity, { ...context, id: `${index}:${quantity}` })),
  );
  return theoriesOf(scenario).flatMap((theory) =>
    [...measured, ...ownMeasurements(cases, scenario)]
      .filter(({ quantity }) => speaksOf(theory, quantity))
      .filter(
        ({ quantity, case: item }) => theory.name !== publishedName || isPublished(item, quantity, scenario),
      )
      .map((each) => makeClaim(each, theory, scenario.comparison.theoryFactor)),
  );
}

function isPublished({ point }: Case, quantity: string, { published }: Scenario): boolean {
  return published.some(
    ({ at, values }) => values[quantity] !== undefined && canonicalJson(at) === canonicalJson(point),
  );
}

/**
 * Unobserved signal sits in the bias and in the variance: only their sum is measured then. Without ridge and with as many parameters as samples
 * residuals vanish, and estimates by them are 0/0. Classifiers at λ = 0 lack what is infinite.
 */
function measurable(quantity: string, { sizes, prediction }: Case): boolean {
  if (sizes.some(({ readout }) => readout.classifier)) return quantityOf(prediction, quantity) !== null;
  if (quantity === 'gcv' || quantity === 'leaveOneOut')
    return sizes.every(({ cell, readout }) => readout.ridge > 0 || parameterCount(cell) < cell.samples);
  const whole = sizes.every(
    ({ cell }) => !cell.data && cell.blocks.every((block) => block.observed === block.count),
  );
  return whole || (quantity !== 'bias' && quantity !== 'variance');
}

interface Context {
  readonly id: string;
  readonly model: Model;
  readonly scenario: Scenario;
  /** By the names of their cells. */
  readonly demands: ReadonlyMap<string, Demand>;
  readonly store: Pick<Store, 'trials'>;
  readonly backend: string;
}

/** What was measured of a quantity at one point, whatever theories say of it. */
export interface Measured {
  readonly id: string;
  readonly case: Case;
  readonly quantity: string;
  readonly from: Origin;
  readonly levels: readonly MeasuredLevel[];
  /** Whether theory speaks of the levels themselves: nothing is extrapolated. */
  readonly exact: boolean;
  readonly untested: string | null;
}

export interface MeasuredLevel extends Omit<Level, 'theory'> {
  /** Where theories are asked of it. */
  readonly place: Place;
  /** What an exact finite-size mean adds to the limit; absent: none is known. */
  readonly shift?: number;
  readonly shown: Shown;
}

function measure(item: Case, quantity: string, context: Context): Measured {
  const means = item.sizes.map((sized) => context.model.exactMeans?.(sized)[quantity]);
  const exact = means.length > 0 && means.every((mean) => mean !== undefined);
  const levels = item.sizes.map((sized, i): MeasuredLevel => {
    const mean = exact ? means[i] : undefined;
    return {
      size: sized.size,
      effectiveSize: effectiveSize(sized),
      draw: drawName(context.demands.get(cellName(sized.cell))!),
      values: valuesOf(sized, quantity, context),
      place: sizedPlace(context.model, item.point, sized.ratios, sized.limit),
      // An exact mean lends the theory its finite-size shift, never its value.
      ...(mean ? { shift: mean.mean - mean.limit } : {}),
      shown: {
        size: sized.size,
        sizes: sizesOf(sized),
        ratios: sized.ratios,
        testPoints: testPoints(sized.cell, sized.readout.classifier !== undefined),
      },
    };
  });
  const classifies = item.sizes.some(({ readout }) => readout.classifier);
  return {
    id: context.id,
    case: item,
    quantity,
    from: 'simulation',
    levels,
    exact,
    untested: reasonNotToTest(item) ?? (classifies ? lacking(quantity, levels) : null),
  };
}

function makeClaim(measured: Measured, theory: Theory, factor: number): CaseClaim {
  const { id, case: item, quantity, from, exact } = measured;
  const stated = theory.state(quantity, item.place);
  const levels = measured.levels.map(({ place, shift = 0, shown: _, ...level }): Level => {
    const { value = Number.NaN } = theory.state(quantity, place);
    return { ...level, theory: value * factor + shift };
  });
  const said = {
    id: theory.name === engineName ? id : `${theory.name}:${id}`,
    ...{ case: item, quantity, by: theory.name, from, levels, exact },
    shown: measured.levels.map(({ shown }) => shown),
  };
  if (stated.gap !== undefined) {
    // What the engine has no limit of may have exact means all the same.
    const untested = measured.untested ?? (theory.name === engineName ? null : stated.gap);
    return { ...said, theory: null, ...(untested === null ? {} : { untested }) };
  }
  const { value, rounding, alternatives } = stated;
  return {
    ...said,
    theory: value * factor,
    ...(rounding === undefined ? {} : { rounding: rounding * factor }),
    ...(alternatives ? { alternatives: () => alternatives().map((each) => each * factor) } : {}),
    ...(measured.untested === null ? {} : { untested: measured.untested }),
  };
}

/** Some classifiers have no loss or no margin: a mean over some of the trials only would be a mean of something else. */
function lacking(quantity: string, levels: readonly Pick<Level, 'values'>[]): string | null {
  const all = levels.flatMap(({ values }) => [...values]);
  const without = all.filter(Number.isNaN).length;
  return without === 0 ? null : `${without} of ${all.length} trials have no ${quantity}`;
}

/** What every trial says of the quantity. */
function valuesOf(sized: SizedCase, quantity: string, { demands, store, backend }: Context): Float64Array {
  const { cell, readout, trials } = sized;
  const demand = demands.get(cellName(cell))!;
  const stored = store.trials(seriesKey(demand, seriesOf(sized), backend));
  const reader = readerOf(trialColumns(demand));
  return Float64Array.from({ length: trials }, (_, trial) => {
    const values = stored.get(trial);
    if (!values) throw new Error(`trial ${trial} of ${cellName(cell)} is missing from the store`);
    return readOff(reader(values), readout, quantity);
  });
}

/**
 * What the expansion in 1/size is an expansion in: a few strong directions make a problem as small as their number, so the size
 * counts by the effective dimension (tr Σ)²/tr Σ² per dimension.
 */
function effectiveSize({ cell: { blocks }, size }: SizedCase): number {
  const moment = (power: number) =>
    blocks.reduce((sum, { count, variance }) => sum + count * variance ** power, 0);
  return (size * moment(1) ** 2) / (moment(0) * moment(2));
}

/** Why means are not judged at these sizes of the point. */
export function reasonNotToTest({ sizes }: Case): string | null {
  const near = sizes.find(
    (sized) =>
      // Losses of the margin have no pole where parameters equal samples.
      !sized.limit.classifier?.loss.separates &&
      Math.abs(sized.cell.samples - freeParameters(sized)) <= thresholdMargin &&
      resistanceOf(sized) * sized.cell.samples ** 2 < 1,
  );
  return near
    ? `n = ${near.cell.samples} and ${freeParameters(near)} parameters: too near the ridgeless threshold for means, see the quantiles`
    : null;
}

/** The ridge, or what stopping early resists with. */
function resistanceOf({ readout: { ridge, schedule } }: SizedCase): number {
  return schedule ? resistance(schedule) : ridge;
}

/** Parameters, or the rank of their features where the kernel has no tail: what n has to stay away from. */
function freeParameters({ cell, limit: { kernel, training } }: SizedCase): number {
  if (kernel.tail > 0) return parameterCount(cell);
  return Math.min(parameterCount(cell), Math.round((kernel.rank / training.samples) * cell.samples));
}
