/**
 * Exact finite-n means of least squares on Gaussian inputs, from the mean of the inverse Wishart matrix:
 * with τ² = σ² + unlearnable power and p fitted parameters,
 *
 *     p < n − 1:  variance = τ² p/(n−p−1), any covariance;             limit τ² γ/(1−γ)
 *     p > n + 1:  variance = τ² n/(p−n−1), bias = r²(1−n/p), isotropic;  limit τ²/(γ−1), r²(1−1/γ)
 *
 * and the training error is τ²(1 − p/n), 0 beyond the threshold. The predictor averaged over data has bias² 0, and beyond r²(1−n/p)². Nonlinear
 * targets are excluded: they are not Gaussian noise.
 *
 * Source: Hastie et al., arXiv:1903.08560v5, Section 3; von Rosen 1988 for E W⁻¹.
 */
import { type DrawCell, parameterCount } from '../../simulators/cell.ts';
import type { SimulatedQuantity } from '../../simulators/regression/quantities.ts';
import type { ExactMean, RegressionRealisation } from '../model.ts';

/** Exact means by quantity at ridge 0 where they exist; empty elsewhere. */
export function linearExactMeans(
  realisation: RegressionRealisation<DrawCell>,
): Partial<Record<SimulatedQuantity, ExactMean>> {
  const { series, readout, limit } = realisation;
  const { cell } = series;
  const n = cell.samples;
  const p = parameterCount(cell);
  const isotropic = cell.blocks.every((block) => block.variance === 1);
  const trained = readout.ridge !== 0 || readout.schedule !== undefined;
  if (cell.data || cell.distribution !== 'gaussian' || trained || readout.nonlinear !== 0) return {};
  const unlearnable = limit.kernel.unlearnable;
  const tau2 = readout.noise + unlearnable;
  if (p < n - 1) {
    return assemble(
      { mean: 0, limit: 0 },
      { mean: p / (n - p - 1), limit: p / (n - p) },
      { unlearnable, noise: readout.noise, forgotten: 0, train: tau2 * (1 - p / n) },
    );
  }
  if (p > n + 1 && isotropic) {
    const bias = (readout.signal - unlearnable) * (1 - n / p);
    return assemble(
      { mean: bias, limit: bias },
      { mean: n / (p - n - 1), limit: n / (p - n) },
      { unlearnable, noise: readout.noise, forgotten: 1 - n / p, train: 0 },
    );
  }
  return {};
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

function combine({ mean, limit }: ExactMean, factor: number, shift: number): ExactMean {
  return { mean: factor * mean + shift, limit: factor * limit + shift };
}

function plus(value: ExactMean, shift: number): ExactMean {
  return combine(value, 1, shift);
}
