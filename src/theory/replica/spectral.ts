/**
 * The spectral side of the state evolution: sums over the eigenspaces of the population kernel at the
 * effective ridge κ = λ/V̂ of the samples. With random features the kernel has only k of them, and γ of k(1 −
 * κ/γ) = z(γ) stands for κ; with θ = κγ′/γ
 *
 *     degrees = z(γ)              degrees2 = (1−θ) z + θ d2
 *     learned = ρ − B = Σ v s/(s+γ)
 *     spread  = ρ − 2B + b2 − learned²/ρ
 *             = Σ v (s/(s+γ) − learned/ρ)² + v_⊥ (learned/ρ)² + (1−θ) Σ v sγ/(s+γ)²
 *     degreesDrop = z − degrees2 = θ (z − d2)(γ)      learnedDrop = learned − (ρ − 2B + b2) = θ Σ v sγ/(s+γ)²
 *
 * Source: as effectiveRidge.ts and risk.ts; in Loureiro et al., arXiv:2102.08127, these are the traces in the equations
 * of V, q and m.
 */
import { solveEffectiveRidge } from '../effectiveRidge.ts';
import { type Kernel, spectralFunctions } from '../kernel.ts';

export interface SpectralMoments {
  readonly degrees: number;
  readonly degrees2: number;
  readonly learned: number;
  readonly spread: number;
  /** degrees − degrees2, summed without cancellation. */
  readonly degreesDrop: number;
  /** learned − spread − learned²/ρ, likewise. */
  readonly learnedDrop: number;
}

/** ρ = E f*²: all of the target's power. */
export function targetPower({ targets, unlearnable }: Kernel): number {
  return targets.reduce((sum, power) => sum + power, unlearnable);
}

/**
 * @param kappa  κ ≥ 0; 0: no ridge is left, and all that has an eigenvalue is learned as far as the features
 * reach
 */
export function spectralMoments(kernel: Kernel, features: number, kappa: number): SpectralMoments {
  const gamma = innerRidge(kernel, features, kappa);
  // Without any ridge all that has an eigenvalue is learned.
  if (gamma === 0)
    return { degrees: kernel.rank, degrees2: kernel.rank, degreesDrop: 0, ...learnedMoments(kernel, 0, 0) };
  const inner = spectralFunctions(kernel, gamma);
  const kt = (features * kappa) / gamma;
  const missing = kt === Number.POSITIVE_INFINITY ? 0 : inner.degreesDrop / (kt + inner.degreesDrop);
  const degrees2 = missing * inner.degrees + (1 - missing) * inner.degrees2;
  const degreesDrop = (1 - missing) * inner.degreesDrop;
  return { degrees: inner.degrees, degrees2, degreesDrop, ...learnedMoments(kernel, gamma, missing) };
}

/** Summed apart from B, of which little is left to tell where next to nothing is learned. @param missing  1 − θ */
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
  return { learned, spread, learnedDrop: (1 - missing) * mixed };
}

/** γ of k(1 − κ/γ) = z(γ): the one equation, with the features in the place of the samples. */
function innerRidge(kernel: Kernel, features: number, kappa: number): number {
  if (features === Number.POSITIVE_INFINITY) return kappa;
  return solveEffectiveRidge(kernel, { samples: features, features: Number.POSITIVE_INFINITY, ridge: kappa })
    .gamma;
}
