import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import type { DrawCell } from '../../../src/simulators/cell.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { type Reading, runTrial } from '../../../src/simulators/simulator.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { smirnov } from '../../helpers/kolmogorov.ts';
import { readTrial } from '../../helpers/trials.ts';

const backend = openEmbedded();
const cell = (n: number, p: number): DrawCell => ({
  distribution: 'gaussian',
  blocks: [{ count: p, observed: p, variance: 1 }],
  samples: n,
  features: { kind: 'linear' },
});

function planOf(
  n: number,
  p: number,
  ridges: readonly number[],
  design: string = 'tridiagonal',
): RegressionPlan {
  const series = ridges.map((ridge) => ({ cell: cell(n, p), ridge }));
  return { design, series, labels: 1, nonlinear: false, seed: design };
}

const trialsOf = (plan: RegressionPlan, count: number): Reading[][] =>
  Array.from({ length: count }, (_, trial) => readTrial(backend, plan, trial));

function summary(values: readonly number[]) {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
}

/** (mean − wanted) / standard error; rounding where nothing varies. */
function score(values: readonly number[], wanted: number): number {
  const { mean, error } = summary(values);
  return (mean - wanted) / (error + 1e-12);
}

describe('the tridiagonal design', () => {
  const ridges = [0, 0.01, 0.5];
  it.each([
    [60, 90],
    [90, 60],
    [40, 40],
  ])('has the law of trials with matrices: %i × %i', (n, p) => {
    // A label draw each for the signal's law; n orthogonal ones, an exact average, for the noise's.
    const one = planOf(n, p, ridges, 'direct');
    const single = trialsOf(one, 300);
    const averaged = trialsOf({ ...one, labels: n, seed: 'averaged' }, 200);
    const trials = trialsOf(planOf(n, p, ridges), 4000);
    ridges.forEach((ridge, r) => {
      for (const [column, source] of [
        ['riskSignal', single],
        ['trainSignal', single],
        ['riskNoise', averaged],
        ['trainNoise', averaged],
      ] as const) {
        const [theirs, ours] = [source, trials].map((all) => all.map((values) => values[r]!(column)));
        const where = `${column} at ridge ${ridge}`;
        const fixed = ours!.every((value) => value === ours![0]);
        if (fixed) for (const value of theirs!) expect(value, where).toBeCloseTo(ours![0]!, 9);
        else expect(smirnov(theirs!, ours!), where).toBeGreaterThan(1e-3);
        if (fixed || (n === p && ridge === 0)) continue;
        const [a, b] = [summary(theirs!), summary(ours!)];
        expect(Math.abs(a.mean - b.mean), where).toBeLessThan(4 * Math.hypot(a.error, b.error));
      }
      // Signal and noise of one trial belong together: their product has the same mean.
      if (n === p && ridge === 0) return;
      const [a, b] = [averaged, trials].map((all) =>
        summary(all.map((values) => values[r]!('riskSignal') * values[r]!('riskNoise'))),
      );
      expect(Math.abs(a!.mean - b!.mean)).toBeLessThan(4 * Math.hypot(a!.error, b!.error) + 1e-12);
    });
  });

  it.each([
    [12, 20],
    [20, 12],
    [5, 12],
    [1, 8],
    [30, 1],
  ])('has the exact means of small sizes, ridgeless: %i × %i', (n, p) => {
    const values = trialsOf(planOf(n, p, [0]), 20_000).map((each) => each[0]!);
    const of = (column: string) => values.map((read) => read(column));
    const [few, many] = [Math.min(n, p), Math.max(n, p)];
    expect(Math.abs(score(of('riskSignal'), Math.max(0, 1 - n / p)))).toBeLessThan(4);
    expect(Math.abs(score(of('riskNoise'), few / (many - few - 1)))).toBeLessThan(4);
    expect(Math.abs(score(of('trainNoise'), Math.max(0, 1 - p / n)))).toBeLessThan(4);
    expect(Math.max(...of('trainSignal'))).toBe(0);
    // |(1 − P)β|² has the beta law of (p − n)/2 and n/2.
    if (p > n) {
      const variance = (2 * n * (p - n)) / (p * p * (p + 2));
      const squares = of('riskSignal').map((value) => (value - 1 + n / p) ** 2);
      expect(Math.abs(score(squares, variance))).toBeLessThan(4);
    }
  });

  it.each([0.5, 0.98, 1.02, 3])('has the exact means of 10⁵ samples, ridgeless: γ = %d', (gamma) => {
    const point = {
      ...{ gamma, signal: 2, nonlinear: 0, noise: 0.7, ridge: 0 },
      ...{ distribution: 'gaussian', blocks: 'isotropic', observedShare: 1 },
    };
    const realisation = linear.realise(point, 100_000);
    const plan = { ...planOf(1, 1, [0]), series: [{ cell: realisation.series.cell, ridge: 0 }] };
    const risks = trialsOf(plan, 30).map(
      ([values]) => 2 * values!('riskSignal') + 0.7 * values!('riskNoise'),
    );
    const { mean, error } = summary(risks);
    const wanted = realisation.exactMeans!['excessRisk']!.mean;
    expect(Math.abs(mean - wanted) / error).toBeLessThan(4.5);
    expect(error / wanted).toBeLessThan(1e-3);
  });

  it.each([
    [1_000_000, 1_500_000],
    [1_000_000, 700_000],
  ])('is the theory at %i × %i, ridge and ridgeless', (n, p) => {
    const plan = planOf(n, p, [0, 1e-3, 0.1, 10]);
    const trials = trialsOf(plan, 5);
    plan.series.forEach(({ ridge }, r) => {
      const gamma = p / n;
      const kernel = {
        ...{ eigenvalues: [1], multiplicities: [gamma], rank: gamma, tail: 0, unlearnable: 0 },
        targets: [1],
      };
      const training = { samples: 1, features: Number.POSITIVE_INFINITY, ridge, noise: 1 };
      const theory = predictRisk(kernel, training);
      const risks = trials.map((values) => values[r]!('riskSignal') + values[r]!('riskNoise'));
      const trains = trials.map((values) => values[r]!('trainSignal') + values[r]!('trainNoise'));
      for (const [values, wanted] of [
        [risks, theory.excessRisk!],
        [trains, theory.trainError!],
      ] as const) {
        const { mean, error } = summary(values);
        // Five trials: t(4) beyond 9 once in 10³; a finite-size shift of a few over n.
        expect(Math.abs(mean - wanted)).toBeLessThan(9 * error + 1e-5 * wanted + 1e-15);
        expect(error).toBeLessThanOrEqual(1e-3 * wanted);
      }
    });
  });

  it('gives the same bits whichever ridges go along, whatever ran before, and for any number of labels', () => {
    const plan = planOf(5000, 7000, [0, 0.1, 3]);
    const first = runTrial(regression, backend, plan, 3);
    runTrial(regression, backend, plan, 4);
    expect(runTrial(regression, backend, { ...plan, labels: 9 }, 3)).toEqual(first);
    expect(runTrial(regression, openEmbedded(), { ...plan, series: plan.series.slice(1) }, 3)).toEqual(
      first.slice(1),
    );
    expect(runTrial(regression, backend, { ...plan, seed: 'other' }, 3)).not.toEqual(first);
  });
});
