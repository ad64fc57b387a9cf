import { describe, expect, it } from 'vitest';
import type { DrawCell } from '../../src/problem/cell.ts';
import { blockSize, missingTasks, seriesKey } from '../../src/simulation/plan.ts';
import type { TrialValues } from '../../src/simulation/trial.ts';

const cell: DrawCell = {
  distribution: 'gaussian',
  blocks: [{ count: 10, observed: 10, variance: 1 }],
  samples: 20,
  features: { kind: 'linear' },
};
const plan = { cell, ridges: [0, 0.1], labels: 4, nonlinear: false, seed: '1' };
const values: TrialValues = [0, 0, 0, 0, 0, 0];

describe('missingTasks', () => {
  const size = blockSize(plan);
  const holding = (known: ReadonlyMap<string, readonly number[]>) => ({
    trials: (series: string) => new Map((known.get(series) ?? []).map((trial) => [trial, values])),
  });

  it('covers every trial once, in blocks set by the cell alone', () => {
    const tasks = missingTasks([{ ...plan, trials: 2 * size + 3 }], holding(new Map()), 'embedded');
    expect(tasks.map(({ first, count }) => [first, count]).sort((a, b) => a[0]! - b[0]!)).toEqual([
      [0, size],
      [size, size],
      [2 * size, 3],
    ]);
  });

  it('computes nothing twice: more trials, more ridges, a hole', () => {
    const known = new Map([
      [seriesKey(plan, 0, 'embedded'), [0, 1, 2, 4, 5]],
      [seriesKey(plan, 0.1, 'embedded'), [0, 1, 2, 3, 4, 5]],
    ]);
    const tasks = missingTasks([{ ...plan, ridges: [0, 0.1, 1], trials: 6 }], holding(known), 'embedded');
    expect(tasks.map(({ ridges, first, count }) => ({ ridges, first, count }))).toEqual([
      { ridges: [1], first: 0, count: 6 },
      { ridges: [0], first: 3, count: 1 },
    ]);
  });

  it('keeps results of different backends, seeds and label draws apart', () => {
    const keys = [
      seriesKey(plan, 0, 'embedded'),
      seriesKey(plan, 0, 'blas'),
      seriesKey({ ...plan, seed: '2' }, 0, 'embedded'),
      seriesKey({ ...plan, labels: 5 }, 0, 'embedded'),
      seriesKey({ ...plan, nonlinear: true }, 0, 'embedded'),
      seriesKey({ ...plan, cell: { ...cell, samples: 21 } }, 0, 'embedded'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
