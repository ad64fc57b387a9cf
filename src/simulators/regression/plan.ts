/** What trials of regression are about, and what the regression designs share in planning them. */
import type { Labels } from '../../parts/design.ts';
import type { Schedule } from '../../parts/schedule.ts';
import { cellName, type DrawCell } from '../cell.ts';
import { type Asked, type Case, groupByDraw, type TrialPlan } from '../simulator.ts';
import type { Readout } from './readings.ts';

/** One cell fitted at one ridge, or under one schedule. */
export interface RegressionSeries<C = DrawCell> {
  readonly cell: C;
  readonly ridge: number;
  /** Absent: ridge regression. */
  readonly schedule?: Schedule;
  /** Whether an intercept is fitted, too, without penalty. */
  readonly intercept?: true;
  /** Samples of each of the predictors that are averaged; absent: all, and one predictor. */
  readonly subsample?: number;
}

/** Trials of series of one cell unless the design is nested. */
export interface RegressionPlan<C = DrawCell> extends TrialPlan<RegressionSeries<C>> {
  /** Label draws averaged within a trial; exact: signals and noise by their second moments, nonlinear targets by draws. */
  readonly labels: Labels;
  /** Whether a nonlinear target is fitted beside signal and noise. */
  readonly nonlinear: boolean;
}

export type RegressionCase<C = DrawCell> = Case<RegressionSeries<C>, Readout>;

/** One plan a draw; nonlinear targets for all of them or for none. */
export function plansByDraw<C extends { readonly samples: number }>(
  cases: readonly RegressionCase<C>[],
  { design, labels, seed }: Asked,
  { nameOf, most = leastSamples }: { readonly nameOf: (cell: C) => string; readonly most?: MostLabels<C> },
): RegressionPlan<C>[] {
  const nonlinear = cases.some(({ readout }) => readout.nonlinear > 0);
  const groups = groupByDraw(
    cases.map(({ series }) => series),
    ({ cell }) => nameOf(cell),
  );
  return groups.map((series) => ({
    design,
    series,
    labels: labels === 'exact' ? labels : Math.min(labels, most(series)),
    nonlinear,
    seed,
  }));
}

/** Label vectors beyond which more of them only repeat themselves. */
type MostLabels<C> = (series: readonly RegressionSeries<C>[]) => number;

/** n orthogonal noise vectors average over noise exactly. */
function leastSamples(series: readonly RegressionSeries<{ readonly samples: number }>[]): number {
  return Math.min(...series.map(({ cell }) => cell.samples));
}

/** Plans of one cell each. */
export function cellPlans(cases: readonly RegressionCase[], asked: Asked): RegressionPlan[] {
  return plansByDraw(cases, asked, { nameOf: cellName });
}

/** The cell of a plan that is about one. */
export function cellOf({ series }: RegressionPlan): DrawCell {
  return series[0]!.cell;
}

export function cellDraw(plan: RegressionPlan): string {
  return cellName(cellOf(plan));
}
