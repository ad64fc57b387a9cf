/**
 * The ridge of least excess risk. Below 0 it goes down to where the smallest positive eigenvalue of the empirical kernel, the edge of its spectrum,
 * is used up: in terms of the innermost effective ridge γ, of which λ = γ (1 − z/k)(1 − z/n) is an explicit function, to the γ* at which
 * dλ/dγ = 0, where the risk diverges.
 *
 * Source: negative ridges, Kobak, Lomond & Sanchez, arXiv:1805.10939; Wu & Xu, arXiv:2006.05800.
 * Checked against: λ = γσ²/r² for isotropic linear regression (Dobriban & Wager, arXiv:1507.03003, Theorem 2.1); simulation at λ < 0.
 */
import { minimise, polish } from '../../numerics/minimum.ts';
import { solveEffectiveRidge } from '../effectiveRidge.ts';
import { type Kernel, spectralFunctions } from '../kernel.ts';
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

/** argmin over all λ that leave the problem convex. */
export function optimalSignedRidge(kernel: Kernel, training: Training): TunedRidge {
  const ridge = optimalRidge(kernel, training);
  const tuned = { ridge, prediction: predictRisk(kernel, { ...training, ridge }) };
  const { gamma: top, converged } = solveEffectiveRidge(kernel, { ...training, ridge: 0 });
  // Where γ(λ = 0) is 0, the problem is underparameterized: a negative ridge would only add variance to no bias.
  if (ridge > 0 || !converged || top === 0) return tuned;
  const bottom = lowestGamma(kernel, training, top);
  const at = (share: number) => riskBelow(kernel, training, bottom * (top / bottom) ** share);
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
function riskBelow(kernel: Kernel, training: Training, gamma: number): TunedRidge {
  const { degrees } = spectralFunctions(kernel, gamma);
  const ridgeShare = 1 - degrees / training.samples;
  const featureShare = 1 - degrees / training.features;
  const ridge = gamma * featureShare * ridgeShare;
  const solution = { gamma, ridgeShare, featureShare, converged: true, residual: 0 };
  return { ridge, prediction: predictRisk(kernel, { ...training, ridge }, solution) };
}

/** γ*, between 0 and the γ of λ = 0: below it λ(γ) falls. */
function lowestGamma(kernel: Kernel, { samples, features }: Training, top: number): number {
  const rises = (gamma: number) => {
    const { degrees, degreesDrop } = spectralFunctions(kernel, gamma);
    // dκ/dγ, and dλ/dγ over it.
    const inner = 1 - (degrees - degreesDrop) / features;
    const rest = degreesDrop === 0 ? 0 : degreesDrop / samples;
    const kt = features === Number.POSITIVE_INFINITY ? 1 : inner === 0 ? 0 : (1 - degrees / features) / inner;
    return inner > 0 && 1 - degrees / samples + kt * rest > 0;
  };
  let [low, high] = [Math.log(top) - 2 * reach, Math.log(top)];
  if (rises(Math.exp(low))) return Math.exp(low);
  for (let i = 0; i < 200 && high - low > 1e-15 * Math.abs(high) + 1e-300; i++) {
    const middle = (low + high) / 2;
    if (rises(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}
