import { describe, expect, it } from 'vitest';
import { adopt, blockSize, missingTasks, seriesKey } from '../../src/execution/plan.ts';
import type { Block } from '../../src/execution/storedLines.ts';
import type { Schedule } from '../../src/parts/schedule.ts';
import type { DrawCell } from '../../src/simulators/cell.ts';
import { direct } from '../../src/simulators/regression/direct.ts';
import type { RegressionPlan, RegressionSeries } from '../../src/simulators/regression/plan.ts';
import regression from '../../src/simulators/regression/regression.ts';
import type { TrialValues } from '../../src/simulators/simulator.ts';

const cell: DrawCell = {
  distribution: 'gaussian',
  blocks: [{ count: 10, observed: 10, variance: 1 }],
  samples: 20,
  features: { kind: 'linear' },
};
const at = (ridge: number, samples = 20): RegressionSeries => ({ cell: { ...cell, samples }, ridge });
const plan: RegressionPlan = {
  design: 'direct',
  series: [at(0), at(0.1)],
  labels: 4,
  nonlinear: false,
  seed: '1',
};
const values: TrialValues = [0, 0, 0, 0, 0, 0];

const keyOf = (of: RegressionPlan, series: RegressionSeries, backend: string) =>
  seriesKey({ simulator: regression, plan: of }, series, backend);

describe('seriesKey', () => {
  const schedule: Schedule = { kind: 'descent', steps: 3, stepSize: 0.5, momentum: 0.25 };

  it('does not depend on the order in which properties are written', () => {
    const turned: Schedule = { momentum: 0.25, stepSize: 0.5, steps: 3, kind: 'descent' };
    const key = keyOf(plan, { cell, ridge: 0, schedule }, 'embedded');
    expect(keyOf(plan, { schedule: turned, ridge: 0, cell }, 'embedded')).toBe(key);
  });

  it('tells by name what numbers depend on', () => {
    const steps = (change: Partial<Schedule>) =>
      keyOf(plan, { cell, ridge: 0, schedule: { ...schedule, ...change } as Schedule }, 'embedded');
    const keys = [
      steps({}),
      steps({ steps: 0.5, stepSize: 3 }),
      steps({ stepSize: 0.25, momentum: 0.5 }),
      steps({ stepSize: Number.POSITIVE_INFINITY }),
      steps({ stepSize: Number.NaN }),
      keyOf(plan, { cell, ridge: 0, schedule: { kind: 'flow', time: 3 } }, 'embedded'),
      keyOf(plan, { cell, ridge: 3 }, 'embedded'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(JSON.parse(keys[0]!)).toMatchObject({
      simulator: 'regression',
      design: 'direct',
      version: 1,
      series: { ridge: 0, schedule },
    });
  });
});

describe('missingTasks', () => {
  const size = blockSize({ simulator: regression, plan });
  const holding = (known: ReadonlyMap<string, readonly number[]>) => ({
    trials: (series: string) => new Map((known.get(series) ?? []).map((trial) => [trial, values])),
  });

  it('covers every trial once, in blocks set by the cell alone', () => {
    const tasks = missingTasks(
      [{ simulator: regression, plan, trials: 2 * size + 3 }],
      holding(new Map()),
      'embedded',
    );
    expect(tasks.map(({ first, count }) => [first, count]).sort((a, b) => a[0]! - b[0]!)).toEqual([
      [0, size],
      [size, size],
      [2 * size, 3],
    ]);
  });

  it('computes nothing twice: more trials, more ridges, a hole', () => {
    const known = new Map([
      [keyOf(plan, at(0), 'embedded'), [0, 1, 2, 4, 5]],
      [keyOf(plan, at(0.1), 'embedded'), [0, 1, 2, 3, 4, 5]],
    ]);
    const tasks = missingTasks(
      [{ simulator: regression, plan: { ...plan, series: [at(0), at(0.1), at(1)] }, trials: 6 }],
      holding(known),
      'embedded',
    );
    expect(
      tasks.map(({ plan: { series }, first, count }) => ({
        ridges: (series as readonly RegressionSeries[]).map(({ ridge }) => ridge),
        first,
        count,
      })),
    ).toEqual([
      { ridges: [1], first: 0, count: 6 },
      { ridges: [0], first: 3, count: 1 },
    ]);
  });

  it('computes a nested path whole, since its numbers depend on all of it', () => {
    const path: RegressionPlan = { ...plan, design: 'nested', series: [at(0, 20), at(0, 30)] };
    const known = new Map([
      [keyOf(path, at(0, 20), 'embedded'), [0, 1, 2, 3]],
      [keyOf(path, at(0, 30), 'embedded'), [0, 1]],
    ]);
    const tasks = missingTasks(
      [{ simulator: regression, plan: path, trials: 5 }],
      holding(known),
      'embedded',
    );
    expect(tasks.map(({ plan: { series }, first, count }) => [series.length, first, count])).toEqual([
      [2, 2, 3],
    ]);
  });

  it('keeps results of different backends, designs, paths, seeds and label draws apart', () => {
    const keys = [
      keyOf(plan, at(0), 'embedded'),
      keyOf(plan, at(0), 'blas'),
      keyOf({ ...plan, design: 'tridiagonal' }, at(0), 'embedded'),
      keyOf({ ...plan, design: 'crossed' }, at(0), 'embedded'),
      keyOf({ ...plan, seed: '2' }, at(0), 'embedded'),
      keyOf({ ...plan, labels: 5 }, at(0), 'embedded'),
      keyOf({ ...plan, nonlinear: true }, at(0), 'embedded'),
      keyOf(plan, at(0, 21), 'embedded'),
      keyOf({ ...plan, design: 'nested' }, at(0), 'embedded'),
      keyOf({ ...plan, design: 'nested', series: [at(0), at(0, 21)] }, at(0), 'embedded'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('adopt', () => {
  it('takes the demanded trials that are lacking, and no others', () => {
    const held = (numbers: readonly number[]) => new Map(numbers.map((n) => [n, [n, 0, 0, 0, 0, 0]]));
    const [own, other] = [held([2, 3]), held([0, 1, 2, 5, 6, 9])];
    const key = keyOf(plan, at(0), 'embedded');
    const blocks: Block[] = [];
    const store = { trials: () => own, append: (block: Block) => void blocks.push(block) };
    const from = { trials: (series: string) => (series === key ? other : new Map()) };
    adopt(
      [{ simulator: regression, plan: { ...plan, series: [at(0), at(1)] }, trials: 7 }],
      store,
      from,
      'embedded',
    );
    expect(blocks.map(({ first, rows }) => [first, rows.map(([value]) => value)])).toEqual([
      [0, [0, 1]],
      [5, [5, 6]],
    ]);
    expect(blocks[0]).toMatchObject({ series: key, columns: direct.columns });
  });
});
