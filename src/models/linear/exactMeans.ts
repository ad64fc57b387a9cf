/**
 * Exact finite-n means of least squares on Gaussian inputs, from the mean of the inverse Wishart matrix:
 * with τ² = σ² + unlearnable power and p fitted parameters,
 *
 *     p < n − 1:  variance = τ² p/(n−p−1), any covariance;             limit τ² γ/(1−γ)
 *     p > n + 1:  variance = τ² n/(p−n−1), bias = r²(1−n/p), isotropic;  limit τ²/(γ−1), r²(1−1/γ)
 *
 * and the training error is τ²(1 − p/n), 0 beyond the threshold. In between the variance has no mean: its integral diverges. The predictor averaged
 * over data has bias² 0, and beyond r²(1−n/p)². Nonlinear targets are excluded: they are not Gaussian noise.
 *
 * Source: Hastie et al., arXiv:1903.08560v5, Section 3; von Rosen 1988 for E W⁻¹.
 */
import type { RegressionProblem } from '../../theories/engine.ts';
import type { ExactMean, ExactMeans } from '../model.ts';

/** Least squares of Gaussian inputs on n samples; powers and eigenvalues are those of the limit, where n = 1. */
export interface LeastSquares {
  readonly samples: number;
  readonly problem: RegressionProblem;
}

/** Exact means by quantity at ridge 0; empty where they are not known. */
export function linearExactMeans({ samples: n, problem }: LeastSquares): ExactMeans {
  const { kernel, training, schedule } = problem;
  if (training.ridge !== 0 || schedule !== undefined) return {};
  const p = Math.round(kernel.rank * n);
  const { unlearnable } = kernel;
  const powers = { unlearnable, noise: training.noise };
  if (p <= n) {
    return assemble(
      { mean: 0, limit: 0 },
      { mean: p < n - 1 ? p / (n - p - 1) : Number.POSITIVE_INFINITY, limit: p / (n - p) },
      { ...powers, forgotten: 0, train: (training.noise + unlearnable) * (1 - p / n) },
    );
  }
  if (!isIsotropic(problem)) return {};
  const bias = kernel.targets.reduce((sum, power) => sum + power, 0) * (1 - n / p);
  return assemble(
    { mean: bias, limit: bias },
    { mean: p > n + 1 ? n / (p - n - 1) : Number.POSITIVE_INFINITY, limit: n / (p - n) },
    { ...powers, forgotten: 1 - n / p, train: 0 },
  );
}

function isIsotropic({ kernel: { eigenvalues, multiplicities } }: RegressionProblem): boolean {
  const fitted = eigenvalues.filter((_, i) => multiplicities[i]! > 0);
  return fitted.every((eigenvalue) => eigenvalue === fitted[0]);
}

/** @param forgotten share of the signal that the predictor's mean over data has lost: bias² is its square, the variance what is left */
function assemble(
  signalBias: ExactMean,
  perNoise: ExactMean,
  {
    unlearnable,
    noise,
    forgotten,
    train,
  }: {
    readonly unlearnable: number;
    readonly noise: number;
    readonly forgotten: number;
    readonly train: number;
  },
) {
  const bias = plus(signalBias, unlearnable);
  const variance = combine(perNoise, noise + unlearnable, 0);
  const excessRisk = { mean: bias.mean + variance.mean, limit: bias.limit + variance.limit };
  const nothing = { mean: 0, limit: 0 };
  const lasting = signalBias.mean * forgotten;
  return {
    excessRisk,
    testError: plus(excessRisk, noise),
    trainError: { mean: train, limit: train },
    bias,
    variance,
    bias2: plus(nothing, lasting + unlearnable),
    varianceData: combine(perNoise, unlearnable, signalBias.mean - lasting),
    varianceFeatures: nothing,
    varianceInteraction: nothing,
    noiseData: combine(perNoise, noise, 0),
    noiseInteraction: nothing,
  };
}

/** factor·value + shift; what there is none of adds nothing, though it diverge. */
function combine({ mean, limit }: ExactMean, factor: number, shift: number): ExactMean {
  return factor === 0
    ? { mean: shift, limit: shift }
    : { mean: factor * mean + shift, limit: factor * limit + shift };
}

function plus(value: ExactMean, shift: number): ExactMean {
  return combine(value, 1, shift);
}
