/** What is simulated to be timed: random ReLU features on the sphere. */

import type { Demand } from '../src/execution/plan.ts';
import { randomFeatures } from '../src/models/random-features/randomFeatures.ts';
import type { Labels } from '../src/parts/design.ts';
import type { DrawCell } from '../src/simulators/cell.ts';
import type { RegressionPlan, RegressionSeries } from '../src/simulators/regression/plan.ts';
import regression from '../src/simulators/regression/regression.ts';

export function cellAt(psi1: number, psi2: number, size: number): DrawCell {
  const point = {
    psi1,
    psi2,
    signal: 1,
    nonlinear: 0,
    noise: 0,
    ridge: 0,
    activation: 'relu',
    weights: 'sphere',
    distribution: 'sphere',
    blocks: 'isotropic',
  };
  return randomFeatures.realise(point, size).series.cell;
}

export function seriesAt(cell: DrawCell, ridges: readonly number[]): RegressionSeries[] {
  return ridges.map((ridge) => ({ cell, ridge }));
}

export function demandOf(
  series: readonly RegressionSeries[],
  counts: {
    readonly labels: Labels;
    readonly trials: number;
    readonly seed?: string;
    readonly design?: string;
  },
): Demand & { readonly plan: RegressionPlan } {
  const { trials, ...settings } = counts;
  const plan = { design: 'direct', series, nonlinear: false, seed: 'bench', ...settings };
  return { simulator: regression, plan, trials };
}

export const geometric = (first: number, last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first * (last / first) ** (i / Math.max(1, count - 1)));
