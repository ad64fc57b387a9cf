/**
 * What interpolation makes of noise: the test error of the minimum-norm interpolator of pure noise over the noise, 1/(1 − d2(κ)/n) at z(κ) = n.
 * Its limit as n grows decides: 1 is benign, a finite limit > 1 tempered, no finite limit catastrophic.
 *
 * Source: Mallinar, Simon, Abedsoltan, Pandit, Belkin & Nakkiran, arXiv:2207.06569: eigenvalues i^−a give the limit a; Simon et al.,
 * arXiv:2110.03922, for the coefficient.
 */
import type { Kernel } from '../kernel.ts';
import { predictRisk } from '../risk.ts';

export type OverfittingClass = 'benign' | 'tempered' | 'catastrophic';

/** The coefficient on n samples, in the kernel's extensive scale; null at the threshold, where it diverges. */
export function overfittingCoefficient(kernel: Kernel, samples: number, features: number): number | null {
  const noiseOnly = { ...kernel, targets: kernel.targets.map(() => 0), unlearnable: 0 };
  return predictRisk(noiseOnly, { samples, features, ridge: 0, noise: 1 }).testError;
}

/** A limit this near to 1 counts as 1. */
const benignLimit = 1 + 1e-3;

/** The class of a limit; null: there is none that is finite. */
export function classOfLimit(limit: number | null): OverfittingClass {
  if (limit === null) return 'catastrophic';
  return limit <= benignLimit ? 'benign' : 'tempered';
}
