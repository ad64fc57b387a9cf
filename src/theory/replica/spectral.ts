/**
 * The spectral side of the state evolution: sums over the eigenspaces of the population kernel at the
 * effective ridge κ = λ/V̂ of the samples. With random features the kernel has only k of them, and γ of k(1 −
 * κ/γ) = z(γ) stands for κ; with θ = κγ′/γ
 *
 *     degrees = z(γ)              degrees2 = (1−θ) z + θ d2
 *     learned = ρ − B = Σ v s/(s+γ)
 *     spread  = ρ − 2B + b2 − learned²/ρ
 *             = Σ v (s/(s+γ) − learned/ρ)² + v_⊥ (learned/ρ)² + (1−θ) Σ v sγ/(s+γ)²
 *
 * Source: theory as in effectiveRidge.ts and risk.ts, with V̂ in the place of the samples' resolvent:
 * Loureiro et al., arXiv:2102.08127v3, eq. (2.8).
 */
import { solveEffectiveRidge } from '../effectiveRidge.ts';
import type { Kernel } from '../kernel.ts';

export interface SpectralMoments {
  readonly degrees: number;
  readonly degrees2: number;
  readonly learned: number;
  readonly spread: number;
}

/** ρ = E f*²: all of the target's power. */
export function targetPower({ targets, unlearnable }: Kernel): number {
  return targets.reduce((sum, power) => sum + power, unlearnable);
}

/** Σ m s + τ. */
export function trace({ eigenvalues, multiplicities, tail }: Kernel): number {
  return eigenvalues.reduce((sum, s, i) => sum + s * multiplicities[i]!, tail);
}

/**
 * @param kappa  κ ≥ 0; 0: no ridge is left, and all that has an eigenvalue is learned as far as the features
 * reach
 */
export function spectralMoments(kernel: Kernel, features: number, kappa: number): SpectralMoments {
  const gamma = innerRidge(kernel, features, kappa);
  const { eigenvalues, multiplicities, tail, rank } = kernel;
  let degrees = gamma > 0 ? tail / gamma : 0;
  let drop = degrees;
  let full = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    if (s === 0) continue;
    const part = s / (s + gamma);
    degrees += multiplicities[i]! * part;
    drop += (multiplicities[i]! * part * gamma) / (s + gamma);
    full += multiplicities[i]! * part * part;
  }
  if (gamma === 0) degrees = full = rank;
  const kt = gamma === 0 ? Number.POSITIVE_INFINITY : (features * kappa) / gamma;
  const missing = kt === Number.POSITIVE_INFINITY ? 0 : drop / (kt + drop);
  const degrees2 = missing * degrees + (1 - missing) * full;
  return { degrees, degrees2, ...learnedMoments(kernel, gamma, missing) };
}

/** @param missing  1 − θ */
function learnedMoments(kernel: Kernel, gamma: number, missing: number) {
  const { eigenvalues, targets, unlearnable } = kernel;
  let learned = 0;
  let mixed = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    if (s === 0) continue;
    learned += (targets[i]! * s) / (s + gamma);
    mixed += (targets[i]! * s * gamma) / ((s + gamma) * (s + gamma));
  }
  const mean = learned / targetPower(kernel);
  let spread = unlearnable * mean * mean + missing * mixed;
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    const part = s === 0 ? 0 : s / (s + gamma);
    spread += targets[i]! * (part - mean) ** 2;
  }
  return { learned, spread };
}

/** γ of k(1 − κ/γ) = z(γ): the one equation, with the features in the place of the samples. */
function innerRidge(kernel: Kernel, features: number, kappa: number): number {
  if (features === Number.POSITIVE_INFINITY) return kappa;
  return solveEffectiveRidge(kernel, { samples: features, features: Number.POSITIVE_INFINITY, ridge: kappa })
    .gamma;
}
