/**
 * Rules of the teacher–student perceptron that are not minimisers: what the posterior knows, a draw from it,
 * and Hebb's rule. Their states are overlaps t = m/√(ρq − m²) alone: none of the errors depends on the
 * student's norm.
 *
 * Source: Engel & Van den Broeck, Statistical Mechanics of Learning (2001), ch. 2–4; Györgyi & Tishby 1990,
 * in Neural Networks and Spin Glasses (Gibbs learning); Aubin et al., arXiv:2006.06560 for noisy labels.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Kernel } from '../kernel.ts';
import { informationOf, type LabelLaw } from './channel.ts';
import { spectralMoments, targetPower } from './spectral.ts';

const overlaps = [-30, 30] as const;

/**
 * The posterior mean's overlap, for a teacher of independent Gaussian coefficients of known variances: q = m,
 * and with q̂ = n 2 E[(∂Z0)²/Z0] at slope 1,
 *
 *     q = Σ v a q̂/(1 + a q̂),   a = v/m the power of a direction:   q = q̂/(1 + q̂) for ρ = 1 and Σ = 1
 *
 * No rule has a smaller error. The features do not matter.
 *
 * @param offset  b* of the teacher, which the posterior knows
 */
export function bayesOverlap(kernel: Kernel, samples: number, labels: LabelLaw, offset?: number): number {
  if (!labels.informative) return 0;
  const { targets, multiplicities, unlearnable } = kernel;
  const channel = { labels, rho: targetPower(kernel), ...(offset === undefined ? {} : { offset }) };
  const excess = (logT: number): number => {
    const fisher = samples * informationOf(channel, Math.exp(logT));
    let q = 0;
    let rest = unlearnable;
    for (let i = 0; i < targets.length; i++) {
      const gained = (targets[i]! / multiplicities[i]!) * fisher;
      q += targets[i]! * (gained / (1 + gained));
      rest += targets[i]! / (1 + gained);
    }
    return 0.5 * Math.log(q / rest) - logT;
  };
  return Math.exp(bracketedRoot(excess, overlaps));
}

/**
 * A student drawn from the posterior has norm √ρ and overlap q with the teacher, as two such draws have with
 * each other.
 */
export function gibbsOverlap(bayes: number): number {
  // m/√(ρq) = b² of Bayes' b, and t of that.
  const t2 = bayes * bayes;
  return t2 / Math.sqrt(1 + 2 * t2);
}

/**
 * Hebb's rule w ∝ Σ y φ, the direction of every minimiser at λ → ∞: the state evolution's t with f = y, the
 * spectral side at κ = ∞.
 */
export function hebbOverlap(kernel: Kernel, samples: number, features: number, labels: LabelLaw): number {
  const rho = targetPower(kernel);
  const largest = Math.max(...kernel.eigenvalues, kernel.tail, Number.MIN_VALUE);
  const { degrees2, learned, spread } = spectralMoments(kernel, features, 1e14 * largest);
  const align = 2 * labels.given(rho).density(0);
  const aligned = (samples * align * learned) ** 2 / rho;
  return Math.sqrt(aligned / (samples * degrees2 + (samples * align) ** 2 * spread));
}
