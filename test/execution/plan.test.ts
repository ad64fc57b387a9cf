import { describe, expect, it } from 'vitest';
import { adopt, blockSize, missingTasks, seriesKey } from '../../src/execution/plan.ts';
import type { Block } from '../../src/execution/store.ts';
import type { DrawCell } from '../../src/problem/cell.ts';
import type { Schedule } from '../../src/problem/rules/schedule.ts';
import { type Series, type TrialPlan, type TrialValues, trialColumns } from '../../src/simulators/trial.ts';

const cell: DrawCell = {
  distribution: 'gaussian',
  blocks: [{ count: 10, observed: 10, variance: 1 }],
  samples: 20,
  features: { kind: 'linear' },
};
const at = (ridge: number, samples = 20): Series => ({ cell: { ...cell, samples }, ridge });
const plan: TrialPlan = {
  design: 'direct',
  series: [at(0), at(0.1)],
  labels: 4,
  nonlinear: false,
  seed: '1',
};
const values: TrialValues = [0, 0, 0, 0, 0, 0];

describe('seriesKey', () => {
  const schedule: Schedule = { kind: 'descent', steps: 3, stepSize: 0.5, momentum: 0.25 };

  it('does not depend on the order in which properties are written', () => {
    const turned: Schedule = { momentum: 0.25, stepSize: 0.5, steps: 3, kind: 'descent' };
    const key = seriesKey(plan, { cell, ridge: 0, schedule }, 'embedded');
    expect(seriesKey(plan, { schedule: turned, ridge: 0, cell }, 'embedded')).toBe(key);
  });

  it('tells by name what numbers depend on', () => {
    const steps = (change: Partial<Schedule>) =>
      seriesKey(plan, { cell, ridge: 0, schedule: { ...schedule, ...change } as Schedule }, 'embedded');
    const keys = [
      steps({}),
      steps({ steps: 0.5, stepSize: 3 }),
      steps({ stepSize: 0.25, momentum: 0.5 }),
      steps({ stepSize: Number.POSITIVE_INFINITY }),
      steps({ stepSize: Number.NaN }),
      seriesKey(plan, { cell, ridge: 0, schedule: { kind: 'flow', time: 3 } }, 'embedded'),
      seriesKey(plan, { cell, ridge: 3 }, 'embedded'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(JSON.parse(keys[0]!)).toMatchObject({ design: 'direct', version: 1, ridge: 0, schedule });
  });
});

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
      [seriesKey(plan, at(0), 'embedded'), [0, 1, 2, 4, 5]],
      [seriesKey(plan, at(0.1), 'embedded'), [0, 1, 2, 3, 4, 5]],
    ]);
    const tasks = missingTasks(
      [{ ...plan, series: [at(0), at(0.1), at(1)], trials: 6 }],
      holding(known),
      'embedded',
    );
    expect(
      tasks.map(({ series, first, count }) => ({ ridges: series.map(({ ridge }) => ridge), first, count })),
    ).toEqual([
      { ridges: [1], first: 0, count: 6 },
      { ridges: [0], first: 3, count: 1 },
    ]);
  });

  it('computes a nested path whole, since its numbers depend on all of it', () => {
    const path: TrialPlan = { ...plan, design: 'nested', series: [at(0, 20), at(0, 30)] };
    const known = new Map([
      [seriesKey(path, at(0, 20), 'embedded'), [0, 1, 2, 3]],
      [seriesKey(path, at(0, 30), 'embedded'), [0, 1]],
    ]);
    const tasks = missingTasks([{ ...path, trials: 5 }], holding(known), 'embedded');
    expect(tasks.map(({ series, first, count }) => [series.length, first, count])).toEqual([[2, 2, 3]]);
  });

  it('keeps results of different backends, designs, paths, seeds and label draws apart', () => {
    const keys = [
      seriesKey(plan, at(0), 'embedded'),
      seriesKey(plan, at(0), 'blas'),
      seriesKey({ ...plan, design: 'tridiagonal' }, at(0), 'embedded'),
      seriesKey({ ...plan, design: 'crossed' }, at(0), 'embedded'),
      seriesKey({ ...plan, seed: '2' }, at(0), 'embedded'),
      seriesKey({ ...plan, labels: 5 }, at(0), 'embedded'),
      seriesKey({ ...plan, nonlinear: true }, at(0), 'embedded'),
      seriesKey(plan, at(0, 21), 'embedded'),
      seriesKey({ ...plan, design: 'nested' }, at(0), 'embedded'),
      seriesKey({ ...plan, design: 'nested', series: [at(0), at(0, 21)] }, at(0), 'embedded'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('adopt', () => {
  it('takes the demanded trials that are lacking, and no others', () => {
    const held = (numbers: readonly number[]) => new Map(numbers.map((n) => [n, [n, 0, 0, 0, 0, 0]]));
    const [own, other] = [held([2, 3]), held([0, 1, 2, 5, 6, 9])];
    const key = seriesKey(plan, at(0), 'embedded');
    const blocks: Block[] = [];
    const store = { trials: () => own, append: (block: Block) => void blocks.push(block) };
    const from = { trials: (series: string) => (series === key ? other : new Map()) };
    adopt([{ ...plan, series: [at(0), at(1)], trials: 7 }], store, from, 'embedded');
    expect(blocks.map(({ first, rows }) => [first, rows.map(([value]) => value)])).toEqual([
      [0, [0, 1]],
      [5, [5, 6]],
    ]);
    expect(blocks[0]).toMatchObject({ series: key, columns: trialColumns(plan) });
  });
});
