import { describe, expect, it } from 'vitest';
import { metered } from '../../../src/execution/progress.ts';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { type Matrix, rowsOf, setTransposed } from '../../../src/linalg/matrix.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import { findActivation } from '../../../src/parts/features/activations.ts';
import { drawWeights, features } from '../../../src/parts/features/random.ts';
import { drawInputs } from '../../../src/parts/inputs/distributions.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import { cellName, type DrawCell, parameterCount, samplerOf } from '../../../src/simulators/cell.ts';
import { drawInputRows, drawNoises, drawTargets, openStreams } from '../../../src/simulators/draw.ts';
import { penalty } from '../../../src/simulators/regression/direct.ts';
import { fittedValues } from '../../../src/simulators/regression/fitted.ts';
import { type Along, pathName } from '../../../src/simulators/regression/path.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial, type TrialValues } from '../../../src/simulators/simulator.ts';
import { heldDesign } from '../../../src/solvers/ridge.ts';
import { trialBytes, trialOperations } from '../../helpers/trials.ts';

const backend = openEmbedded();
const { workspace } = backend;
const base: Point = {
  signal: 1,
  nonlinear: 0.5,
  noise: 0.2,
  ridge: 0,
  activation: 'relu',
  weights: 'sphere',
  distribution: 'gaussian',
  blocks: 'isotropic',
  observedShare: 1,
};

/** A path over the values of one parameter of the model. */
interface Walk {
  readonly model: RegressionModel<DrawCell>;
  readonly point: Point;
  readonly name: string;
  readonly values: readonly number[];
  readonly size: number;
}

function planOf(
  { model, point, name, values, size }: Walk,
  ridges: readonly number[],
  labels = 3,
): RegressionPlan {
  const series = values.flatMap((value) => {
    const { cell } = model.realise({ ...base, ...point, [name]: value }, size).series;
    return ridges.map((ridge) => ({ cell, ridge }));
  });
  return { design: 'nested', series, labels, nonlinear: true, seed: 'test' };
}

/** Trials of the members one by one, on leading parts of the matrices that the path draws. */
function oneByOne(plan: RegressionPlan, along: Along, trial: number): TrialValues[] {
  const cells = plan.series.map(({ cell }) => cell);
  const n = Math.max(...cells.map(({ samples }) => samples));
  const p = Math.max(...cells.map(parameterCount));
  const streams = openStreams(plan.seed, pathName(cells[0]!, along), trial);
  const common = workspace.matrix(p, n);
  drawInputs(cells[0]!.distribution, streams('inputs'), common.data, n);
  return plan.series.map(({ cell, ridge }) =>
    workspace.scope(() => {
      const own = openStreams(plan.seed, cellName(cell), trial);
      const random = cell.features.kind === 'random';
      const targets = drawTargets(backend, plan, cell, random ? streams : own);
      const noise = drawNoises(backend, plan, cell.samples, along === 'samples' ? own : streams);
      const x = random
        ? drawInputRows(backend, cell, cell.samples, streams('inputs'))
        : transposeOf(rowsOf(common, 0, parameterCount(cell)));
      const weights = random ? weightsOf(cell, streams) : null;
      const z = workspace.matrix(x.rows, parameterCount(cell));
      if (cell.features.kind === 'random')
        features(backend, z, x, weights!, findActivation(cell.features.activation));
      else z.data.set(x.data);
      const design = heldDesign(z.rows, z.columns, z.columns <= z.rows ? z : transposeOf(z));
      const drawn = { x, design, weights, streams };
      return fittedValues(backend, samplerOf(cell), drawn, { ...targets, noise }, [penalty(cell, ridge)])[0]!;
    }),
  );
}

function weightsOf(cell: DrawCell, streams: ReturnType<typeof openStreams>): Matrix {
  const { count, weights: law } = cell.features as Extract<DrawCell['features'], { kind: 'random' }>;
  const weights = workspace.matrix(
    count,
    cell.blocks.reduce((sum, block) => sum + block.count, 0),
  );
  if (law === 'orthogonal') throw new TypeError('no nested weights');
  drawWeights(weights, law, streams('weights'));
  return weights;
}

function transposeOf(matrix: Matrix): Matrix {
  const out = workspace.matrix(matrix.columns, matrix.rows);
  setTransposed(out, matrix);
  return out;
}

/** Below, near, at and above the threshold. */
const ratios = [0.4, 1.5, 1.9, 2, 2.05, 2.5, 5];
const features20 = { model: randomFeatures, point: { psi2: 2 }, name: 'psi1', values: ratios, size: 20 };
const samples20 = { model: randomFeatures, point: { psi1: 2 }, name: 'psi2', values: ratios, size: 20 };
const linear40 = { model: linear, point: {}, name: 'gamma', values: ratios.map((r) => r / 2), size: 40 };

const walks: [string, Walk, Along][] = [
  ['features of ReLU, exact risks', features20, 'parameters'],
  ['samples of ReLU, exact risks', samples20, 'samples'],
  [
    'features on the sphere in two blocks',
    { ...features20, point: { psi2: 2, distribution: 'sphere', blocks: '0.5:1.7,0.5:0.3' } },
    'parameters',
  ],
  [
    'features of tanh, on test points',
    { ...features20, point: { psi2: 2, activation: 'tanh' } },
    'parameters',
  ],
  ['samples of tanh, on test points', { ...samples20, point: { psi1: 2, activation: 'tanh' } }, 'samples'],
  [
    'features of rank d',
    { ...features20, point: { psi2: 2, activation: 'identity', distribution: 'rademacher' } },
    'parameters',
  ],
  ['samples at rank d', { ...samples20, point: { psi1: 2, activation: 'identity' } }, 'samples'],
  ['linear features', linear40, 'parameters'],
  ['linear features, signs', { ...linear40, point: { distribution: 'rademacher' } }, 'parameters'],
];

function expectSame(actual: readonly TrialValues[], expected: readonly TrialValues[], tolerance: number) {
  expect(actual.length).toBe(expected.length);
  expected.forEach((values, i) => {
    values.forEach((value, part) => {
      const difference = Math.abs(actual[i]![part]! - value);
      expect(difference, `series ${i} part ${part}: ${value}`).toBeLessThan(tolerance * value + 1e-13);
    });
  });
}

describe('a nested trial', () => {
  it.each(walks)('has members that are direct trials on leading parts: %s', (_, walk, along) => {
    for (const ridges of [[0], [1e-12, 0.05], [0, 1e-3, 0.3]]) {
      const plan = planOf(walk, ridges);
      for (const trial of [0, 5]) {
        const expected = workspace.scope(() => oneByOne(plan, along, trial));
        expectSame(runTrial(regression, backend, plan, trial), expected, 1e-9);
      }
    }
  });

  it('gives the same bits whatever ran before it and in whichever order its series are', () => {
    const plan = planOf(features20, [0, 0.1]);
    const first = runTrial(regression, backend, plan, 3);
    runTrial(regression, backend, planOf(samples20, [0.3]), 7);
    expect(
      runTrial(regression, openEmbedded(), { ...plan, series: [...plan.series].reverse() }, 3).reverse(),
    ).toEqual(first);
    expect(runTrial(regression, backend, { ...plan, seed: 'other' }, 3)).not.toEqual(first);
    expect(runTrial(regression, backend, plan, 4)).not.toEqual(first);
  });

  it.each(walks)('depends on no other member but for rounding: %s', (_, walk) => {
    const { values } = walk;
    const whole = runTrial(regression, backend, planOf(walk, [0, 0.1]), 2);
    const some = [values[1]!, values[3]!];
    const members = runTrial(regression, backend, planOf({ ...walk, values: some }, [0, 0.1]), 2);
    expectSame(members, [...whole.slice(2, 4), ...whole.slice(6, 8)], 1e-9);
  });
});

interface Estimate {
  readonly mean: number;
  readonly error: number;
}

function estimates(trials: readonly TrialValues[]): Estimate[] {
  return [0, 1, 2, 3, 4, 5].map((part) => {
    const mean = trials.reduce((sum, values) => sum + values[part]!, 0) / trials.length;
    const square = trials.reduce((sum, values) => sum + (values[part]! - mean) ** 2, 0);
    return { mean, error: Math.sqrt(square / (trials.length - 1) / trials.length) };
  });
}

describe('the mean of nested trials', () => {
  const far = [0.5, 1, 3, 5];
  it.each([
    ['features', { ...features20, values: far, size: 10 }],
    ['samples', { ...samples20, values: far, size: 10 }],
    ['linear features', { ...linear40, values: far.map((ratio) => ratio / 2), size: 20 }],
  ] as const)('is that of direct trials: %s', (_, walk) => {
    const plan = planOf(walk, [1e-2, 0.3]);
    const range = Array.from({ length: 300 }, (_, trial) => trial);
    const trials = range.map((trial) => runTrial(regression, backend, plan, trial));
    plan.series.forEach((series, i) => {
      const direct: RegressionPlan = { ...plan, design: 'direct', series: [series], seed: 'direct' };
      const apart = estimates(range.map((trial) => runTrial(regression, backend, direct, trial)[0]!));
      const together = estimates(trials.map((values) => values[i]!));
      together.forEach(({ mean, error }, part) => {
        // 144 comparisons.
        expect(Math.abs(mean - apart[part]!.mean)).toBeLessThan(4.5 * Math.hypot(error, apart[part]!.error));
        if (mean > 0) expect(error / mean).toBeLessThan(0.2);
      });
    });
  });
});

describe('the cost of a nested trial', () => {
  const shapes: [string, Walk][] = [
    ['features', { ...features20, size: 120 }],
    ['samples', { ...samples20, size: 120 }],
    ['features of tanh', { ...features20, size: 80, point: { psi2: 2, activation: 'tanh' } }],
    ['linear features', { ...linear40, size: 300 }],
  ];
  it.each(shapes)('is enough memory, and not several times what is used: %s', (_, walk) => {
    for (const [labels, ridges] of [
      [1, [0]],
      [1, [1e-3, 1e-2, 1e-1]],
      [40, [0, 1e-2]],
    ] as const) {
      const plan = planOf(walk, ridges, labels);
      const fresh = openEmbedded();
      let peak = 0;
      const matrix: typeof fresh.workspace.matrix = (rows, columns) => {
        const made = fresh.workspace.matrix(rows, columns);
        peak = Math.max(peak, made.pointer + made.data.byteLength);
        return made;
      };
      runTrial(regression, { ...fresh, workspace: { ...fresh.workspace, matrix } }, plan, 0);
      expect(peak).toBeLessThan(trialBytes(plan));
      expect(trialBytes(plan)).toBeLessThan(3 * peak + 2 ** 23);
    }
  });

  it.each(shapes)('is about the operations that are done: %s', (_, walk) => {
    for (const labels of [1, 20]) {
      const plan = planOf(walk, [0, 1e-2], labels);
      let done = 0;
      runTrial(
        regression,
        metered(openEmbedded(), trialOperations(plan), (operations) => {
          done = operations;
        }),
        plan,
        0,
      );
      expect(done / trialOperations(plan)).toBeGreaterThan(0.5);
      expect(done / trialOperations(plan)).toBeLessThanOrEqual(1);
    }
  });
});
