/** From stored trials to what is judged: per-trial values of every quantity, and the theory that they are held against. */
import type { Claim, Level } from '../comparison/claim.ts';
import { type Demand, drawName, seriesKey } from '../execution/plan.ts';
import type { Store } from '../execution/store.ts';
import { type Model, predictLimit, quantityOf } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import { cellName, parameterCount } from '../problem/cell.ts';
import { resistance } from '../problem/rules/schedule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { readerOf, readOff } from '../simulators/regression/readings.ts';
import { trialColumns } from '../simulators/trial.ts';
import { type Case, demandsOf, type SizedCase, seriesOf } from './cases.ts';

/** A claim, and where it comes from. */
export interface CaseClaim extends Claim {
  readonly case: Case;
  readonly quantity: string;
}

/** |n − parameters| up to which ridgeless risks have no usable mean: their variance is infinite or nearly so. */
const thresholdMargin = 8;

/** Claims of every case and compared quantity that the simulation measures. */
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
  return cases.flatMap((item, index) =>
    quantities
      .filter((quantity) => item.sizes.length > 0 && measurable(quantity, item))
      .map((quantity) =>
        makeClaim(item, quantity, { id: `${index}:${quantity}`, model, scenario, demands, store, backend }),
      ),
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

function makeClaim(item: Case, quantity: string, context: Context): CaseClaim {
  const factor = context.scenario.comparison.theoryFactor;
  const means = item.sizes.map((sized) => context.model.exactMeans?.(sized)[quantity]);
  const exact = means.length > 0 && means.every((mean) => mean !== undefined);
  const levels = item.sizes.map((sized, i): Level => {
    const limit = quantityOf(predictLimit(sized.limit), quantity);
    const theory = (limit ?? Number.NaN) * factor;
    const mean = exact ? means[i] : undefined;
    return {
      size: sized.size,
      effectiveSize: effectiveSize(sized),
      draw: drawName(context.demands.get(cellName(sized.cell))!),
      values: valuesOf(sized, quantity, context),
      // An exact mean lends the theory its finite-size shift, never its value.
      theory: mean ? theory + (mean.mean - mean.limit) : theory,
    };
  });
  const limit = quantityOf(item.prediction, quantity);
  const claim = {
    id: context.id,
    case: item,
    quantity,
    levels,
    exact,
    theory: limit === null ? null : limit * factor,
  };
  const classifies = item.sizes.some(({ readout }) => readout.classifier);
  const untested = reasonNotToTest(item) ?? (classifies ? lacking(quantity, levels) : null);
  return untested === null ? claim : { ...claim, untested };
}

/** Some classifiers have no loss or no margin: a mean over some of the trials only would be a mean of something else. */
function lacking(quantity: string, levels: readonly Level[]): string | null {
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

function reasonNotToTest({ sizes }: Case): string | null {
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
