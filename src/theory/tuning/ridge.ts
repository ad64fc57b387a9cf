/**
 * The ridge of least excess risk. Below 0 it goes down to the edge (negative/ridge.ts), in terms of the innermost effective ridge γ, of which
 * λ = γ (1 − z/k)(1 − z/n) is an explicit function.
 *
 * Source: negative ridges, Kobak, Lomond & Sanchez, arXiv:1805.10939; Wu & Xu, arXiv:2006.05800.
 * Checked against: λ = γσ²/r² for isotropic linear regression (Dobriban & Wager, arXiv:1507.03003, Theorem 2.1); simulation at λ < 0.
 */
import { minimise, polish } from '../../numerics/minimum.ts';
import type { EffectiveRidge } from '../effectiveRidge.ts';
import { type Kernel, spectralFunctions } from '../kernel.ts';
import { edgeOf } from '../negative/ridge.ts';
import { predictRisk, type RiskPrediction, type Training } from '../risk.ts';

/** Search range of log λ relative to the kernel's largest eigenvalue: e^{±30} spans all that changes the risk. */
const reach = 30;

/**
 * argmin over λ ≥ 0 of the excess risk, of one predictor unless another one is given; 0 when no positive ridge does better than the
 * limit λ → 0⁺.
 */
export function optimalRidge(
  kernel: Kernel,
  training: Training,
  excessRisk: (training: Training) => number | null = (each) => predictRisk(kernel, each).excessRisk,
): number {
  const scale = Math.log(Math.max(...kernel.eigenvalues, kernel.tail));
  const risk = (logRidge: number) =>
    excessRisk({ ...training, ridge: Math.exp(logRidge) }) ?? Number.POSITIVE_INFINITY;
  const grid = Array.from({ length: 121 }, (_, i) => scale + (reach * (i - 60)) / 60);
  const best = polish(risk, minimise(grid, risk));
  const limit = excessRisk({ ...training, ridge: 0 }) ?? Number.POSITIVE_INFINITY;
  // Where the risk is flat to rounding the limit λ → 0⁺ is as good.
  return limit <= risk(best) * (1 + 1e-13) ? 0 : Math.exp(best);
}

/** A ridge, which may be negative, and the risk there. */
export interface TunedRidge {
  readonly ridge: number;
  readonly prediction: RiskPrediction;
}

const steps = 60;

/** Risks at a ridge, whose effective ridges may be known already. */
export type Predicting = (training: Training, solution?: EffectiveRidge) => RiskPrediction;

/** argmin over all λ that leave the problem convex, of ridge regression or another rule with its effective ridges. */
export function optimalSignedRidge(
  kernel: Kernel,
  training: Training,
  predict: Predicting = (each, solution) => predictRisk(kernel, each, solution),
): TunedRidge {
  const ridge = optimalRidge(kernel, training, (each) => predict(each).excessRisk);
  const tuned = { ridge, prediction: predict({ ...training, ridge }) };
  const { gamma: bottom, top } = edgeOf(kernel, training);
  // Where γ(λ = 0) is 0, the problem is underparameterized: a negative ridge would only add variance to no bias.
  if (ridge > 0 || !(bottom > 0)) return tuned;
  const at = (share: number) => riskBelow(kernel, training, predict, bottom * (top / bottom) ** share);
  const risk = (share: number) =>
    share <= 0 || share >= 1
      ? Number.POSITIVE_INFINITY
      : (at(share).prediction.excessRisk ?? Number.POSITIVE_INFINITY);
  const grid = Array.from({ length: steps + 1 }, (_, i) => i / steps);
  const best = at(polish(risk, minimise(grid, risk)));
  return (best.prediction.excessRisk ?? Number.POSITIVE_INFINITY) <
    (tuned.prediction.excessRisk ?? Number.POSITIVE_INFINITY) * (1 - 1e-13)
    ? best
    : tuned;
}

/** λ and the risk at a γ below that of λ = 0. */
function riskBelow(kernel: Kernel, training: Training, predict: Predicting, gamma: number): TunedRidge {
  const { degrees } = spectralFunctions(kernel, gamma);
  const ridgeShare = 1 - degrees / training.samples;
  const featureShare = 1 - degrees / training.features;
  const ridge = gamma * featureShare * ridgeShare;
  const solution = { gamma, ridgeShare, featureShare, converged: true, residual: 0 };
  return { ridge, prediction: predict({ ...training, ridge }, solution) };
}
