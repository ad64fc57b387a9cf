/**
 * Risks of ridge regression from the effective ridges: the sample-level formulas
 *
 *     E_test  = (b2(κ) + σ²) / (1 − d2(κ)/n),      E_train = (λ/κ)² E_test
 *
 * with the random-features composition z(κ) = z(γ(κ)), B(κ) = B(γ(κ)), γ'(κ) = k/(k − d2(γ)) carried out so that every
 * sum has positive terms. With w = z(γ) − d2(γ) and θ = kt/(kt + w) = κγ'/γ:
 *
 *     d2(κ) = (1−θ) z(γ) + θ d2(γ)        1 − d2(κ)/n = u + θw/n
 *     b2(κ) = (1−θ) B(γ) + θ b2(γ)
 *
 * Source: as effectiveRidge.ts; Mei–Montanari, arXiv:1908.05355v5, Theorem 1 for bias and variance.
 */
import type { EffectiveRidge, Sizes } from './effectiveRidge.ts';
import { degreesError, type Kernel, spectralFunctions } from './kernel.ts';
import { solveSigned } from './negative/ridge.ts';

/** below-edge: the ridge is so negative that K/n + λ is not positive definite. */
export type Status = 'ok' | 'diverges' | 'below-edge' | 'not-converged';

/** Asymptotic quantities in units of y² (mean squares, no ½, no penalty); null exactly where no finite limit exists. */
export interface RiskPrediction {
  /** E(f̂−f*)² on fresh inputs; includes v_⊥, not the label noise. */
  readonly excessRisk: number | null;
  /** excessRisk + noise. */
  readonly testError: number | null;
  /** Mean squared residual on the training set. */
  readonly trainError: number | null;
  /** b2-part/(1 − d2/n) + v_⊥: what noiseless, fully linear labels would leave, plus v_⊥. */
  readonly bias: number | null;
  /** (σ² + v_⊥) (d2/n)/(1 − d2/n). */
  readonly variance: number | null;
  readonly kappa: number | null;
  /** γ; null without random features. */
  readonly gammaEffective: number | null;
  /** z(κ)/n. */
  readonly degreesOfFreedom: number | null;
  readonly status: Status;
  /** Relative residual of the κ equation, with what the kernel's spectrum leaves uncertain in it. */
  readonly residual: number | null;
}

/** Sizes and label noise of one training problem. */
export interface Training extends Sizes {
  readonly noise: number;
}

/** A solution of a larger residual is none. */
const largestResidual = 1e-6;

/** Asymptotic risk of ridge regression (λ = 0: minimum norm, the limit λ → 0) on n samples of a kernel's problem. */
export function predictRisk(
  kernel: Kernel,
  training: Training,
  solution: EffectiveRidge = solveSigned(kernel, training),
): RiskPrediction {
  const { samples } = training;
  if (solution.beyond) return { ...unconverged(Number.NaN), status: 'below-edge' };
  const uncertain = solution.gamma !== 0 ? degreesError(kernel, samples, solution.gamma) / samples : 0;
  const residual = solution.residual + uncertain;
  if (!(solution.converged && residual < largestResidual)) return unconverged(residual);
  const parts = riskFactors(kernel, training, solution);
  const noise = training.noise + kernel.unlearnable;
  const bias = parts.biasFactor + kernel.unlearnable;
  const variance = noise === 0 ? 0 : noise * parts.varianceFactor;
  const u = solution.ridgeShare;
  return {
    excessRisk: finite(bias + variance),
    testError: finite(bias + variance + training.noise),
    // At a threshold u vanishes at least as fast as 1 − d2(κ)/n does, so u² E_test → 0 there.
    trainError: u === 0 ? 0 : finite(u * u * (bias + variance + training.noise)),
    bias: finite(bias),
    variance: finite(variance),
    kappa: solution.gamma * solution.featureShare,
    gammaEffective: training.features === Number.POSITIVE_INFINITY ? null : solution.gamma,
    degreesOfFreedom: parts.degrees / training.samples,
    status: Number.isFinite(bias + variance) ? 'ok' : 'diverges',
    residual,
  };
}

/** What the target's and the noise's powers are multiplied by in bias and variance. */
export interface RiskFactors {
  /** (b2(κ) − v_⊥) / (1 − d2(κ)/n): what signal alone leaves; Infinity where it diverges. */
  readonly biasFactor: number;
  /** (d2(κ)/n) / (1 − d2(κ)/n): risk per unit of noise; Infinity where it diverges. */
  readonly varianceFactor: number;
  /** z(κ). */
  readonly degrees: number;
}

/** Of a converged solution, a threshold included. */
export function riskFactors(kernel: Kernel, training: Training, solution: EffectiveRidge): RiskFactors {
  return solution.gamma !== 0 ? interior(kernel, training, solution) : rankLimit(kernel, training, solution);
}

function interior(
  kernel: Kernel,
  training: Training,
  { gamma, ridgeShare, featureShare }: EffectiveRidge,
): RiskFactors {
  const inner = spectralFunctions(kernel, gamma);
  const kt = training.features * featureShare;
  const theta = kt === Number.POSITIVE_INFINITY ? 1 : kt / (kt + inner.degreesDrop);
  const rest = kt === Number.POSITIVE_INFINITY ? 0 : inner.degreesDrop / (kt + inner.degreesDrop);
  const unlearned2 = rest * inner.unlearned + theta * inner.unlearned2;
  const degrees2 = rest * inner.degrees + theta * inner.degrees2;
  const denominator = ridgeShare + (theta * inner.degreesDrop) / training.samples;
  return {
    biasFactor: unlearned2 === 0 ? 0 : unlearned2 / denominator,
    varianceFactor: degrees2 / training.samples / denominator,
    degrees: inner.degrees,
  };
}

/**
 * γ → 0 (λ = 0, no tail, rank ≤ n, k), to first order in γ: w = γH, B = γΣv/s, kt = k − rank + γH, nu = n − rank + γH
 * with H = Σm/s. Only at n = rank does order γ survive: there it divides out of the bias, and the variance diverges.
 */
function rankLimit(
  kernel: Kernel,
  training: Training,
  { ridgeShare, featureShare }: EffectiveRidge,
): RiskFactors {
  const { eigenvalues, multiplicities, targets, rank } = kernel;
  let unseen = 0;
  let targetOverEigenvalue = 0;
  let countOverEigenvalue = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    if (eigenvalues[i] === 0) unseen += targets[i]!;
    else {
      targetOverEigenvalue += targets[i]! / eigenvalues[i]!;
      countOverEigenvalue += multiplicities[i]! / eigenvalues[i]!;
    }
  }
  if (ridgeShare > 0) {
    return {
      biasFactor: unseen / ridgeShare,
      varianceFactor: rank / training.samples / ridgeShare,
      degrees: rank,
    };
  }
  const theta = featureShare > 0 ? 1 : 0.5;
  const firstOrder = ((1 - theta) * targetOverEigenvalue) / (countOverEigenvalue * (1 + theta));
  return {
    biasFactor: unseen > 0 ? Number.POSITIVE_INFINITY : firstOrder * training.samples,
    varianceFactor: Number.POSITIVE_INFINITY,
    degrees: rank,
  };
}

/** null where there is no limit. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Nothing but how far the equation is from solved. */
export function unconverged(residual: number): RiskPrediction {
  return {
    excessRisk: null,
    testError: null,
    trainError: null,
    bias: null,
    variance: null,
    kappa: null,
    gammaEffective: null,
    degreesOfFreedom: null,
    status: 'not-converged',
    residual: Number.isFinite(residual) ? residual : null,
  };
}
