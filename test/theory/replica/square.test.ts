/**
 * The square loss of ±1 labels is the ridge engine: y = c f* + noise of variance 1 − c²ρ, where c = E y f* /
 * ρ = 2 ∂Z0(0, ρ).
 */

import { describe, expect, it } from 'vitest';
import { labelLaw, labelNames } from '../../../src/parts/labels/signs.ts';
import { square } from '../../../src/parts/losses/square.ts';
import { channelAverages } from '../../../src/theory/replica/channel.ts';
import { solveRidgeless } from '../../../src/theory/replica/interpolation.ts';
import { solveStateEvolution } from '../../../src/theory/replica/stateEvolution.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { generator, relativeError } from '../../helpers/random.ts';
import { overlapsOf, randomClassification } from '../../helpers/stateEvolution.ts';

/** The ridge engine's problem of the same first and second moments; its ridge is λ/n. */
function asRegression(problem: ReturnType<typeof randomClassification>, ridge: number) {
  const { kernel, channel, samples, features } = problem;
  const c = 2 * channel.labels.given(channel.rho).density(0);
  const scaled = {
    ...kernel,
    targets: kernel.targets.map((v) => c * c * v),
    unlearnable: c * c * kernel.unlearnable,
  };
  const noise = 1 - c * c * channel.rho;
  return { c, risk: predictRisk(scaled, { samples, features, ridge: ridge / samples, noise }) };
}

describe('square loss', () => {
  it('is ridge regression, whatever the labels, spectrum and features', () => {
    const next = generator(31);
    for (let i = 0; i < 150; i++) {
      const problem = randomClassification(next, 'square');
      const { c, risk } = asRegression(problem, problem.ridge);
      const solution = solveStateEvolution(problem);
      expect(solution.converged, `#${i}`).toBe(true);
      const { v, q, m } = overlapsOf(problem, solution);
      // The engine's κ = λ/V̂ n and V̂ = n/(1 + V).
      const { ridge, samples } = problem;
      expect(relativeError(1 + v, (risk.kappa! * samples) / ridge), `V of #${i}`).toBeLessThan(2e-12);
      const terms = 1 + 2 * c * m + q;
      expect(Math.abs(1 - 2 * c * m + q - risk.testError!), `test error of #${i}`).toBeLessThan(
        2e-12 * terms,
      );
      // 1 − prox = (prox − ω)/V, without cancellation.
      const residual2 = (omega: number, prox: number) => ((prox - omega) / v) ** 2;
      const [train] = channelAverages(problem.channel, solution.state, [residual2]);
      expect(relativeError(train!, risk.trainError!), `training error of #${i}`).toBeLessThan(1e-11);
    }
  });

  it.each(labelNames)('of %s labels has the overlaps of the linear regression on them', (kind) => {
    const labels = labelLaw({ kind, delta: 0.3, flip: 0.1 });
    const kernel = {
      eigenvalues: [2, 0.3],
      multiplicities: [0.25, 0.75],
      rank: 1,
      targets: [0.4, 1.1],
      tail: 0,
      unlearnable: 0.2,
    };
    const rho = 1.7;
    const base = { kernel, channel: { loss: square, labels, rho }, ridge: 0.4 };
    for (const [samples, features] of [
      [0.6, Number.POSITIVE_INFINITY],
      [3, Number.POSITIVE_INFINITY],
      [1.5, 0.8],
    ] as const) {
      const problem = { ...base, samples, features };
      const { q, m } = overlapsOf(problem, solveStateEvolution(problem));
      const { c, risk } = asRegression(problem, problem.ridge);
      const kappa = risk.gammaEffective ?? risk.kappa!;
      const learned = kernel.targets.reduce(
        (sum, v, i) => sum + (v * kernel.eigenvalues[i]!) / (kernel.eigenvalues[i]! + kappa),
        0,
      );
      expect(Math.abs(m - c * learned)).toBeLessThan(2e-12);
      expect(Math.abs(q - (risk.testError! - 1 + 2 * c * c * learned))).toBeLessThan(2e-12);
    }
  });

  it('interpolates up to the rank, and is the ridgeless engine on both sides', () => {
    const next = generator(32);
    for (let i = 0; i < 60; i++) {
      const drawn = randomClassification(next, 'square');
      const { kernel, features } = drawn;
      const rank = kernel.tail > 0 ? features : Math.min(features, kernel.rank);
      const samples = rank * (1 + (next() < 0.5 ? -1 : 1) * 10 ** (-3 * next() - 0.1));
      const problem = { ...drawn, samples, ridge: 0 };
      const solution = solveRidgeless(problem, square, rank);
      expect(solution, `#${i}`).toMatchObject({ converged: true, interpolating: samples < rank });
      const { c, risk } = asRegression(problem, 0);
      const { q, m } = overlapsOf(problem, solution);
      expect(Math.abs(1 - 2 * c * m + q - risk.testError!), `#${i}`).toBeLessThan(1e-10 * (1 + q));
    }
  });
});
