/** What is simulated to be timed: random ReLU features on the sphere. */

import type { Demand } from '../src/execution/plan.ts';
import { modelNamed } from '../src/models/registry.ts';
import type { DrawCell } from '../src/problem/cell.ts';
import type { Design, Labels } from '../src/problem/design.ts';
import type { Series } from '../src/simulators/trial.ts';

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
  return modelNamed('random-features').realise(point, size).cell;
}

export function seriesAt(cell: DrawCell, ridges: readonly number[]): Series[] {
  return ridges.map((ridge) => ({ cell, ridge }));
}

export function demandOf(
  series: readonly Series[],
  counts: {
    readonly labels: Labels;
    readonly trials: number;
    readonly seed?: string;
    readonly design?: Design;
  },
): Demand {
  return { design: 'direct', series, nonlinear: false, seed: 'bench', ...counts };
}

export const geometric = (first: number, last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first * (last / first) ** (i / Math.max(1, count - 1)));
