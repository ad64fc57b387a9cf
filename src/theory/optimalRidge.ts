/**
 * The ridge λ ≥ 0 of least excess risk.
 *
 * Checked against: λ = γσ²/r² for isotropic linear regression (Dobriban & Wager, arXiv:1507.03003, Theorem 2.1).
 */
import { minimise } from '../numerics/minimum.ts';
import type { Kernel } from './kernel.ts';
import { predictRisk, type RiskPrediction, type Training } from './risk.ts';

/** Search range of log λ relative to the kernel's largest eigenvalue: e^{±30} spans all that changes the risk. */
const reach = 30;

/** argmin over λ ≥ 0 of the excess risk; 0 when no positive ridge does better than the limit λ → 0⁺. */
export function optimalRidge(
  kernel: Kernel,
  training: Training,
  predict: (kernel: Kernel, training: Training) => RiskPrediction = predictRisk,
): number {
  const scale = Math.log(Math.max(...kernel.eigenvalues, kernel.tail));
  const risk = (ridge: number) =>
    predict(kernel, { ...training, ridge }).excessRisk ?? Number.POSITIVE_INFINITY;
  const grid = Array.from({ length: 121 }, (_, i) => scale + (reach * (i - 60)) / 60);
  const best = Math.exp(minimise(grid, (logRidge) => risk(Math.exp(logRidge))));
  // Where the risk is flat to rounding the limit λ → 0⁺ is as good.
  return risk(0) <= risk(best) * (1 + 1e-13) ? 0 : best;
}
