/**
 * Exact finite-n means of least squares on Gaussian inputs, from the mean of the inverse Wishart matrix:
 * with τ² = σ² + unlearnable power and p fitted parameters,
 *
 *     p < n − 1:  variance = τ² p/(n−p−1), any covariance;             limit τ² γ/(1−γ)
 *     p > n + 1:  variance = τ² n/(p−n−1), bias = r²(1−n/p), isotropic;  limit τ²/(γ−1), r²(1−1/γ)
 *
 * and the training error is τ²(1 − p/n), 0 beyond the threshold. Nonlinear targets are excluded: they are not Gaussian noise.
 *
 * Source: Hastie et al., arXiv:1903.08560v5, Section 3; von Rosen 1988 for E W⁻¹.
 */
import { parameterCount } from '../../problem/cell.ts';
import type { ExactMean, Realisation, SimulatedQuantity } from '../model.ts';

/** Exact means by quantity at ridge 0 where they exist; empty elsewhere. */
export function linearExactMeans(realisation: Realisation): Partial<Record<SimulatedQuantity, ExactMean>> {
  const { cell, readout, limit } = realisation;
  const n = cell.samples;
  const p = parameterCount(cell);
  const isotropic = cell.blocks.every((block) => block.variance === 1);
  if (cell.distribution !== 'gaussian' || readout.ridge !== 0 || readout.schedule || readout.nonlinear !== 0)
    return {};
  const unlearnable = limit.kernel.unlearnable;
  const tau2 = readout.noise + unlearnable;
  if (p < n - 1) {
    return assemble(
      { mean: 0, limit: 0 },
      { mean: (tau2 * p) / (n - p - 1), limit: (tau2 * p) / (n - p) },
      unlearnable,
      readout.noise,
      tau2 * (1 - p / n),
    );
  }
  if (p > n + 1 && isotropic) {
    const bias = (readout.signal - unlearnable) * (1 - n / p);
    return assemble(
      { mean: bias, limit: bias },
      { mean: (tau2 * n) / (p - n - 1), limit: (tau2 * n) / (p - n) },
      unlearnable,
      readout.noise,
      0,
    );
  }
  return {};
}

function assemble(
  signalBias: ExactMean,
  variance: ExactMean,
  unlearnable: number,
  noise: number,
  train: number,
) {
  const bias = plus(signalBias, unlearnable);
  const excessRisk = { mean: bias.mean + variance.mean, limit: bias.limit + variance.limit };
  return {
    excessRisk,
    testError: plus(excessRisk, noise),
    trainError: { mean: train, limit: train },
    bias,
    variance,
  };
}

function plus(value: ExactMean, shift: number): ExactMean {
  return { mean: value.mean + shift, limit: value.limit + shift };
}
