import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import { cellName, samplerOf } from '../../../src/simulators/cell.ts';
import {
  drawInputRows,
  drawNoises,
  drawTargets,
  labelMatrix,
  openStreams,
} from '../../../src/simulators/draw.ts';
import { penalty } from '../../../src/simulators/regression/direct.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import { decomposedQuantities } from '../../../src/simulators/regression/quantities.ts';
import { readOff } from '../../../src/simulators/regression/readings.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
import { fitRidge } from '../../../src/solvers/ridge.ts';
import { predictLimit } from '../../../src/theories/engine.ts';
import { metered } from '../../helpers/metered.ts';
import { readTrial, trialBytes } from '../../helpers/trials.ts';

const backend = openEmbedded();
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
const ridges = [0, 1e-3, 0.3];

function planOf(model: RegressionModel<DrawCell>, point: Point, size: number): RegressionPlan {
  const { cell } = model.realise(point, size).series;
  const series = ridges.map((ridge) => ({ cell, ridge }));
  return { design: 'crossed', series, labels: 12, nonlinear: true, seed: 'test' };
}

function moments(sample: readonly number[]) {
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
  const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (sample.length - 1);
  return { mean, error: Math.sqrt(variance / sample.length) };
}

describe('the crossed design', () => {
  it('gives the same bits whatever ran before it, and whichever ridges go along', () => {
    const plan = planOf(randomFeatures, { ...base, psi1: 1.2, psi2: 1.5 }, 24);
    const first = runTrial(regression, backend, plan, 3);
    runTrial(regression, backend, planOf(linear, { ...base, gamma: 2 }, 30), 7);
    expect(runTrial(regression, backend, plan, 3)).toEqual(first);
    expect(runTrial(regression, openEmbedded(), { ...plan, series: plan.series.slice(1) }, 3)).toEqual(
      first.slice(1),
    );
    expect(runTrial(regression, backend, { ...plan, seed: 'other' }, 3)).not.toEqual(first);
  });

  const cases: [RegressionModel<DrawCell>, Point, number][] = [
    [linear, { ...base, gamma: 0.6 }, 60],
    [
      linear,
      { ...base, gamma: 1.7, distribution: 'sphere', blocks: '0.25:3,0.75:0.4', observedShare: 0.5 },
      60,
    ],
    [randomFeatures, { ...base, psi1: 1, psi2: 2.5, distribution: 'sphere' }, 60],
    [randomFeatures, { ...base, psi1: 4, psi2: 2, distribution: 'sphere', weights: 'gaussian' }, 50],
    [randomFeatures, { ...base, psi1: 3, psi2: 1.5, activation: 'tanh', distribution: 'rademacher' }, 40],
    [randomFeatures, { ...base, psi1: 1, psi2: 2.5, activation: 'erf', blocks: '0.25:3,0.75:0.4' }, 60],
    [randomFeatures, { ...base, psi1: 3, psi2: 0.5, activation: 'identity', distribution: 'sphere' }, 60],
  ];

  it.each(cases.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s: every term, and ensembles, agree with theory up to 1/size',
    (_, model, point, size) => {
      const plan = planOf(model, point, size);
      const trials = Array.from({ length: 8 }, (_, trial) => readTrial(backend, plan, trial));
      const { limit, readout } = model.realise(point, size);
      ridges.forEach((ridge, i) => {
        for (const ensemble of model === linear ? [1] : [1, 4]) {
          const theory = predictLimit({ ...limit, training: { ...limit.training, ridge }, ensemble });
          for (const quantity of [...decomposedQuantities, 'excessRisk', 'trainError'] as const) {
            const values = trials.map((each) =>
              readOff(each[i]!, { ...readout, predictors: ensemble }, quantity),
            );
            const { mean, error } = moments(values);
            // 8 trials: t(7) beyond 6 once in 10³; finite-size bias a few over the size, of the term and of the whole.
            const scale = 6 * theory[quantity]! + (quantity === 'trainError' ? 1e-12 : theory.excessRisk!);
            expect(
              Math.abs(mean - theory[quantity]!),
              `${quantity}, ridge ${ridge}, K ${ensemble}`,
            ).toBeLessThan(6 * error + scale / size);
          }
        }
      });
    },
  );

  it('says of ensembles what fitting and averaging them says', () => {
    const point = { ...base, psi1: 1.5, psi2: 1.2, distribution: 'sphere', nonlinear: 0 };
    const { series, readout } = randomFeatures.realise(point, 20);
    const { cell } = series;
    const ridge = 1e-2;
    const plan: RegressionPlan = {
      ...planOf(randomFeatures, point, 20),
      series: [{ cell, ridge }],
      nonlinear: false,
    };
    const crossed = Array.from({ length: 200 }, (_, trial) => readTrial(backend, plan, trial)[0]!);
    const plain = Array.from({ length: 200 }, (_, trial) =>
      averageOfThree(cell, penalty(cell, ridge), trial),
    );
    for (const quantity of ['excessRisk', 'trainError'] as const) {
      const ours = moments(crossed.map((each) => readOff(each, { ...readout, predictors: 3 }, quantity)));
      const theirs = moments(plain.map((each) => each[quantity]));
      expect(Math.abs(ours.mean - theirs.mean), quantity).toBeLessThan(
        4 * Math.hypot(ours.error, theirs.error),
      );
      expect(theirs.error / theirs.mean).toBeLessThan(0.02);
    }
  });

  it('reserves enough memory, and at most twice what is used', () => {
    for (const [model, point, size] of cases) {
      const plan = planOf(model, point, 2 * size);
      const { backend: counted, peak } = metered(backend);
      runTrial(regression, counted, plan, 0);
      const name = `${JSON.stringify(point)}: ${peak() / 1e6} of ${trialBytes(plan) / 1e6}`;
      expect(peak(), name).toBeLessThanOrEqual(trialBytes(plan));
      expect(2 * peak(), name).toBeGreaterThan(trialBytes(plan) - 2 ** 23);
    }
  });
});

/** Three predictors of independent features on one data set, their average's risk on test points and its residuals. */
function averageOfThree(cell: RegressionPlan['series'][number]['cell'], shift: number, trial: number) {
  const { workspace } = backend;
  return workspace.scope(() => {
    const labels = { labels: 12, nonlinear: false };
    const streams = openStreams('plain', cellName(cell), trial);
    const targets = drawTargets(backend, labels, cell, streams);
    const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
    const noise = drawNoises(backend, labels, cell.samples, streams);
    const fresh = drawInputRows(backend, cell, 500, streams('testInputs'));
    const [y, wanted] = [labelMatrix(backend, x, targets, noise), labelMatrix(backend, fresh, targets, null)];
    const errors = workspace.matrix(500, y.columns);
    const residuals = workspace.matrix(x.rows, y.columns);
    errors.data.fill(0);
    residuals.data.fill(0);
    for (let k = 0; k < 3; k++) {
      const own = openStreams('plain', `${cellName(cell)} ${k}`, trial);
      const drawn = samplerOf(cell).design(backend, x, own, Number.POSITIVE_INFINITY);
      const fit = fitRidge(backend, drawn.design, y, [shift]);
      const test = samplerOf(cell).design(backend, fresh, own, Number.POSITIVE_INFINITY).design;
      backend.multiply(errors, test.whole!, fit.coefficients, { alpha: 1 / 3, beta: 1 });
      fit.residuals.data.forEach((value, i) => {
        residuals.data[i]! += value / 3;
      });
    }
    const sums = { excessRisk: 0, trainError: 0 };
    for (let i = 0; i < errors.data.length; i++) {
      const [row, column] = [Math.floor(i / y.columns), i % y.columns];
      const target = column < 12 ? wanted.data[row * wanted.columns + column]! : 0;
      sums.excessRisk += ((errors.data[i]! - target) ** 2 * (column < 12 ? 1 : 0.2)) / 12 / 500;
    }
    residuals.data.forEach((value, i) => {
      sums.trainError += (value ** 2 * (i % y.columns < 12 ? 1 : 0.2)) / 12 / x.rows;
    });
    return sums;
  });
}
