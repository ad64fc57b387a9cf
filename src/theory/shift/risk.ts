/**
 * Ridge regression that is tested on inputs of another covariance Σ̃ than it is trained on, f* being the same function of the inputs:
 *
 *     E (f̂ − f*)² = Σ_i v_i r_i (κ/(s_i+κ))² + ṽ_⊥ + (E_test/n) Σ_i m_i r_i (s_i/(s_i+κ))²,      r_i = s̃_i/s_i
 *
 * with κ and E_test, label noise included, of the training law, and s̃_i the mean of Σ̃ over the eigenspace i of Σ, tr P_iΣ̃/m_i: of a Σ̃ that does not
 * commute with Σ nothing else counts where the signal has no preferred direction inside eigenspaces and no common sign across them. Without random features.
 *
 * Source: Tripuraneni, Adlam & Pennington, arXiv:2111.08234; Patil, Du & Tibshirani, arXiv:2404.01233 (the best ridge may be negative).
 * Checked against: E_test − σ² at Σ̃ = Σ; deterministic equivalents of rotated pairs Σ, Σ̃; simulation.
 */
import type { EffectiveRidge } from '../effectiveRidge.ts';
import type { Kernel } from '../kernel.ts';
import { solveSigned } from '../negative/ridge.ts';
import { finite, predictRisk, riskFactors, type Training } from '../risk.ts';
import { noTerms, type Prediction } from '../variance/ensemble.ts';

/** The law of the inputs at test, as the eigenspaces of the training law see it. */
export interface Shift {
  /** r_i ≥ 0 of every eigenspace. */
  readonly gains: readonly number[];
  /** ṽ_⊥ ≥ 0, the target's power at test outside every eigenspace. */
  readonly unlearnable: number;
}

/** Risks and their terms under the law at test; training error, effective ridges and estimates of the test error are of the training law. */
export function predictShifted(
  kernel: Kernel,
  training: Training,
  shift: Shift,
  solution: EffectiveRidge = solveSigned(kernel, training),
): Prediction {
  const own = predictRisk(kernel, training, solution);
  if (own.kappa === null) return { ...own, ...noTerms };
  const { biasFactor, varianceFactor } = riskFactors(kernel, training, solution);
  const { unlearned, learned } = atTest(kernel, shift, own.kappa);
  const share = learned / training.samples;
  // E_test is what the signal alone leaves, and what noise and all that acts as noise does.
  const ofSignal = biasFactor * share;
  const perNoise = (power: number) => (power === 0 ? 0 : (1 + varianceFactor) * share * power);
  const bias2 = unlearned + shift.unlearnable;
  const [noiseData, hidden] = [perNoise(training.noise), perNoise(kernel.unlearnable)];
  const [bias, variance] = [bias2 + ofSignal, noiseData + hidden];
  return {
    ...own,
    excessRisk: finite(bias + variance),
    testError: finite(bias + variance + training.noise),
    bias: finite(bias),
    variance: finite(variance),
    bias2,
    varianceData: finite(ofSignal + hidden),
    noiseData: finite(noiseData),
    ...{ varianceFeatures: 0, varianceInteraction: 0, noiseInteraction: 0 },
    ...{ gcv: own.testError, leaveOneOut: own.testError },
  };
}

/** Σ v r (κ/(s+κ))² and Σ m r (s/(s+κ))². */
function atTest({ eigenvalues, multiplicities, targets }: Kernel, { gains }: Shift, kappa: number) {
  let unlearned = 0;
  let learned = 0;
  for (let i = 0; i < eigenvalues.length; i++) {
    const s = eigenvalues[i]!;
    unlearned += targets[i]! * gains[i]! * (kappa / (s + kappa)) ** 2;
    learned += multiplicities[i]! * gains[i]! * (s / (s + kappa)) ** 2;
  }
  return { unlearned, learned };
}
