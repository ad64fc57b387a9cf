/**
 * The average of M ridge regressions, each on a random share c = k/n of the n samples without replacement, on the same features (subagging).
 * With κ of k samples, k(1 − λ/κ) = z(κ), u = λ/κ, and E_k the test error of one of them (b2, d2, z and v_⊥ as in kernel.ts), two of them have
 *
 *     E_off = (b2 + v_⊥ + σ²)/(1 − d2/n) = E_k/(1 + (1 − c)V),      V = (d2/k)/(1 − d2/k)
 *     E_M = E_k/M + (1 − 1/M) E_off
 *
 * as they share c k samples on average; a sample that one is trained on leaves it u times the residual that it would have without. So the training error on all n
 * samples is E_k (1 − c + cu²)/M + (1 − 1/M) E_off (1 − c + cu)². At M = ∞ the test error is that of ridge regression on all samples at the ridge
 * κ(1 − z/n) (without random features).
 *
 * Source: LeJeune, Javadi & Baraniuk, arXiv:1910.04743; Patil, Du & Kuchibhotla, arXiv:2210.11445; Du, Patil & Kuchibhotla, arXiv:2304.13016.
 * Checked against: their published program (isotropic), E_M of ridge regression at the equivalent ridge, simulation.
 */
import type { Kernel } from '../kernel.ts';
import { solveSigned } from '../negative/ridge.ts';
import { predictRisk, type RiskPrediction, riskFactors, type Training } from '../risk.ts';

/** How predictors are trained and averaged. */
export interface Subsampling {
  /** c = k/n in (0, 1]. */
  readonly share: number;
  /** M ≥ 1. */
  readonly bags: number;
}

/** Of the average; κ, γ are those of each predictor, degrees of freedom the trace over n of the average's map. */
export function predictSubsampled(
  kernel: Kernel,
  training: Training,
  { share, bags }: Subsampling,
): RiskPrediction {
  const each = { ...training, samples: share * training.samples };
  const solution = solveSigned(kernel, each);
  const one = predictRisk(kernel, each, solution);
  const degreesOfFreedom = one.degreesOfFreedom === null ? null : one.degreesOfFreedom * share;
  if (one.testError === null || one.bias === null) return { ...one, trainError: null, degreesOfFreedom };
  const power = training.noise + kernel.unlearnable;
  const { varianceFactor } = riskFactors(kernel, each, solution);
  const shared = share === 1 ? 1 : 1 / (1 + (1 - share) * varianceFactor);
  const kept = 1 / bags + (1 - 1 / bags) * shared;
  const bias = (one.bias - kernel.unlearnable) * kept + kernel.unlearnable;
  const variance = power === 0 ? 0 : power * ((1 + varianceFactor) * kept - 1);
  const u = solution.ridgeShare;
  const outside = 1 - share;
  const residual = (outside + share * u * u) / bags + (1 - 1 / bags) * shared * (outside + share * u) ** 2;
  return {
    ...one,
    excessRisk: bias + variance,
    testError: bias + variance + training.noise,
    trainError: one.testError * residual,
    bias,
    variance,
    degreesOfFreedom,
  };
}
