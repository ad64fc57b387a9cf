import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { RegressionModel } from '../../../src/models/model.ts';
import { randomFeatures } from '../../../src/models/random-features/randomFeatures.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import { samplerOf } from '../../../src/simulators/cell.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
import { predictRisk } from '../../../src/theory/risk.ts';

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

function planOf(
  model: RegressionModel<DrawCell>,
  point: Point,
  size: number,
  ridges: readonly number[],
): RegressionPlan {
  const { cell } = model.realise(point, size).series;
  const series = ridges.map((ridge) => ({ cell, ridge }));
  return { design: 'direct', series, labels: 24, nonlinear: true, seed: 'test' };
}

type Estimate = ReturnType<typeof estimate>[number];

/** Mean over trials of every value, with its standard error. */
function estimate(plan: RegressionPlan, trials: number) {
  const values = Array.from({ length: trials }, (_, trial) => runTrial(regression, backend, plan, trial));
  return plan.series.map((_, ridge) =>
    [0, 1, 2, 3, 4, 5].map((part) => {
      const sample = values.map((value) => value[ridge]![part]!);
      const mean = sample.reduce((a, b) => a + b, 0) / trials;
      const variance = sample.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials - 1);
      return { mean, error: Math.sqrt(variance / trials) };
    }),
  );
}

describe('runTrial', () => {
  it('gives the same bits whatever ran before it, and whichever ridges go along', () => {
    const plan = planOf(randomFeatures, { ...base, psi1: 1.2, psi2: 1.5 }, 24, [0, 0.1]);
    const first = runTrial(regression, backend, plan, 3);
    runTrial(regression, backend, planOf(linear, { ...base, gamma: 2 }, 30, [0.3]), 7);
    runTrial(regression, backend, plan, 4);
    expect(runTrial(regression, backend, plan, 3)).toEqual(first);
    expect(runTrial(regression, openEmbedded(), { ...plan, series: plan.series.slice(1) }, 3)).toEqual([
      first[1],
    ]);
    expect(runTrial(regression, backend, { ...plan, seed: 'other' }, 3)).not.toEqual(first);
  });

  const cases: [RegressionModel<DrawCell>, Point, number][] = [
    [linear, { ...base, gamma: 0.6 }, 120],
    [
      linear,
      { ...base, gamma: 1.7, distribution: 'sphere', blocks: '0.25:3,0.75:0.4', observedShare: 0.5 },
      120,
    ],
    [linear, { ...base, gamma: 1.7, distribution: 'rademacher' }, 120],
    [randomFeatures, { ...base, psi1: 1, psi2: 2.5, distribution: 'sphere' }, 120],
    [randomFeatures, { ...base, psi1: 4, psi2: 2, activation: 'tanh', distribution: 'rademacher' }, 80],
    [
      randomFeatures,
      { ...base, psi1: 4, psi2: 2, activation: 'sign', distribution: 'sphere', weights: 'gaussian' },
      100,
    ],
    [randomFeatures, { ...base, psi1: 1, psi2: 2.5, activation: 'erf', blocks: '0.25:3,0.75:0.4' }, 120],
    [randomFeatures, { ...base, psi1: 3, psi2: 2, activation: 'identity' }, 100],
    [randomFeatures, { ...base, psi1: 3, psi2: 0.5, activation: 'identity', distribution: 'sphere' }, 100],
    [randomFeatures, { ...base, psi1: 3, psi2: 2, activation: 'max(x, -0.5)' }, 80],
  ];

  it.each(cases.map((each) => [JSON.stringify(each[1]), ...each] as const))(
    '%s agrees with theory up to 1/size',
    (_, model, point, size) => {
      const ridges = [0, 1e-3, 0.3];
      const measured = estimate(planOf(model, point, size, ridges), 8);
      const { limit, readout } = model.realise(point, size);
      ridges.forEach((ridge, i) => {
        const [s, q, e, ts, tq, te] = measured[i] as { mean: number; error: number }[];
        const { signal, nonlinear, noise } = readout;
        const risk = signal * s!.mean + nonlinear * q!.mean + noise * e!.mean;
        const train = signal * ts!.mean + nonlinear * tq!.mean + noise * te!.mean;
        const theory = predictRisk(limit.kernel, { ...limit.training, ridge });
        const error = Math.hypot(signal * s!.error, nonlinear * q!.error, noise * e!.error);
        const trainError = Math.hypot(signal * ts!.error, nonlinear * tq!.error, noise * te!.error);
        // 8 trials: t(7) beyond 6 once in 10³; finite-size bias a few over the size.
        expect(Math.abs(risk - theory.excessRisk!)).toBeLessThan(6 * error + (4 / size) * theory.excessRisk!);
        expect(Math.abs(train - theory.trainError!)).toBeLessThan(
          6 * trainError + (4 / size) * theory.trainError! + 1e-12,
        );
      });
    },
  );

  it('measures on test points what the closed form gives, for every activation that has one', () => {
    for (const [activation, same, distribution] of [
      ['relu', 'max(x, 0)', 'gaussian'],
      ['relu', 'max(x, 0)', 'sphere'],
      ['leaky-relu', 'max(x, 0.01*x)', 'sphere'],
      ['sign', 'sign(x)', 'sphere'],
      ['sign', 'sign(x)', 'gaussian'],
      ['identity', '1*x', 'sphere'],
      ['erf', 'erf(x)', 'gaussian'],
      ['sine', 'sin(x)', 'gaussian'],
      ['cosine', 'cos(x)', 'gaussian'],
    ] as const) {
      const point = { ...base, psi1: 1, psi2: 3, distribution, blocks: '0.5:1.7,0.5:0.3' };
      // A small dimension, where a forgotten sphere factor or mean would show.
      const exact = planOf(randomFeatures, { ...point, activation }, 6, [0.05]);
      const sampled = planOf(randomFeatures, { ...point, activation: same }, 6, [0.05]);
      expect([exact, sampled].map(({ series }) => samplerOf(series[0]!.cell).testPoints)).toEqual([0, 2048]);
      const [one, two] = [exact, sampled].map(
        (plan) => estimate({ ...plan, labels: 8, seed: activation }, 300)[0]!,
      ) as [Estimate, Estimate];
      for (const part of [0, 1, 2]) {
        const difference = Math.abs(one[part]!.mean - two[part]!.mean);
        expect(difference, `${activation} ${distribution} ${part}`).toBeLessThan(
          4.5 * Math.hypot(one[part]!.error, two[part]!.error),
        );
        expect(one[part]!.error / one[part]!.mean).toBeLessThan(0.05);
      }
    }
  });

  it('has the mean of plain single label draws when it averages over many', () => {
    const plan = planOf(linear, { ...base, gamma: 0.5 }, 40, [0.1]);
    const averaged = estimate({ ...plan, seed: 'a' }, 60)[0]!;
    const plain = estimate({ ...plan, labels: 1, seed: 'b' }, 400)[0]!;
    for (const part of [0, 1, 2, 3, 4, 5]) {
      const difference = Math.abs(averaged[part]!.mean - plain[part]!.mean);
      expect(difference).toBeLessThan(4.5 * Math.hypot(averaged[part]!.error, plain[part]!.error));
    }
    // Per trial, the average over orthonormal labels varies less, as 24 draws should.
    expect(averaged[2]!.error * Math.sqrt(60)).toBeLessThan(0.5 * plain[2]!.error * Math.sqrt(400));
  });
});
