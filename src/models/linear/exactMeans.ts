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
 * With an intercept b = ȳ − x̄·w the weights are those of the n − 1 contrasts of the rows, which are Gaussian and independent as rows are, and independent of
 * the means: with R of n − 1 rows in the place of n, the excess risk is R + E b² = R + (τ² + R)/n. The limit is the same.
 *
 * Under covariate shift p/(n−p−1) is tr Σ̃Σ⁻¹/(n−p−1), without an intercept, for p < n − 1.
 *
 * Source: Hastie et al., arXiv:1903.08560v5, Section 3; von Rosen 1988 for E W⁻¹.
 */

import type { RegressionProblem } from '../../theories/engine.ts';
import { beyond } from '../../theories/engine.ts';
import type { ExactMeans } from '../model.ts';

/** Least squares of Gaussian inputs on n samples; powers and eigenvalues are those of the limit, where n = 1. */
export interface LeastSquares {
  readonly samples: number;
  /** Whether an intercept is fitted. */
  readonly intercept: boolean;
  readonly problem: RegressionProblem;
}

/** Exact means by quantity at ridge 0; empty where they are not known. */
export function linearExactMeans({ samples: n, intercept, problem }: LeastSquares): ExactMeans {
  const { kernel, training, shift } = problem;
  if (training.ridge !== 0 || beyond(problem, ['shift', 'scaled']) !== null) return {};
  const p = Math.round(kernel.rank * n);
  const rows = intercept ? n - 1 : n;
  if (p > rows && !isIsotropic(problem)) return {};
  if (shift && (p > rows || intercept)) return {};
  const power = kernel.targets.reduce((sum, each) => sum + each, 0);
  const gain = shift ? meanGain(problem) : 1;
  const { unlearnable } = kernel;
  const known = {
    p,
    power,
    gain,
    noise: training.noise,
    unlearnable,
    missed: shift?.unlearnable ?? unlearnable,
  };
  const means = termsOf({ ...known, rows, lacking: 1, perMean: intercept ? 1 / n : 0 });
  const limits = termsOf({ ...known, rows: n, lacking: 0, perMean: 0 });
  return Object.fromEntries(
    Object.entries(means).map(([name, mean]) => [name, { mean, limit: limits[name as keyof typeof limits] }]),
  );
}

function isIsotropic({ kernel: { eigenvalues, multiplicities } }: RegressionProblem): boolean {
  const fitted = eigenvalues.filter((_, i) => multiplicities[i]! > 0);
  return fitted.every((eigenvalue) => eigenvalue === fitted[0]);
}

/** tr Σ̃Σ⁻¹/p. */
function meanGain({ kernel: { multiplicities, rank }, shift }: RegressionProblem): number {
  return multiplicities.reduce((sum, count, i) => sum + count * shift!.gains[i]!, 0) / rank;
}

interface Counted {
  /** Rows that the weights are fitted to. */
  readonly rows: number;
  readonly p: number;
  /** What |rows − p| lacks in the mean of the inverse Wishart matrix: 1, and 0 in the limit. */
  readonly lacking: 0 | 1;
  /** Share of all errors of a fresh label that the intercept adds: 1/n, and 0 without one. */
  readonly perMean: number;
  /** Of the target along the fitted directions. */
  readonly power: number;
  readonly noise: number;
  readonly unlearnable: number;
  /** Variance at test over that in training, mean over the fitted directions; 1 without shift. */
  readonly gain: number;
  /** Unlearnable power at test. */
  readonly missed: number;
}

function termsOf({ rows, p, lacking, perMean, power, noise, unlearnable, gain, missed }: Counted) {
  const room = Math.abs(rows - p) - lacking;
  const perNoise =
    room > 0 ? (gain * (1 + perMean) * Math.min(rows, p)) / room + perMean : Number.POSITIVE_INFINITY;
  // What there is none of adds nothing, though it diverge.
  const ofNoise = (variance: number) => (variance === 0 ? 0 : variance * perNoise);
  const forgotten = Math.max(0, 1 - rows / p);
  const signal = (1 + perMean) * power * forgotten;
  const lasting = power * forgotten ** 2;
  const bias = signal + missed;
  const variance = ofNoise(noise + unlearnable);
  // Of the n samples one degree of freedom each goes to the parameters and the intercept.
  const left = Math.max(0, rows - p) / (perMean > 0 ? rows + 1 : rows);
  return {
    excessRisk: bias + variance,
    testError: bias + variance + noise,
    trainError: (noise + unlearnable) * left,
    bias,
    variance,
    bias2: lasting + missed,
    varianceData: signal - lasting + ofNoise(unlearnable),
    varianceFeatures: 0,
    varianceInteraction: 0,
    noiseData: ofNoise(noise),
    noiseInteraction: 0,
  };
}
