/**
 * λ → 0⁺: what can be interpolated, and how. Losses of the margin that vanish from a margin on, and the
 * logistic loss, interpolate as long as the data are separable, n < n_c; the square loss as long as n is less
 * than the rank. Beyond, the minimiser is that of the loss alone.
 *
 * At the threshold the wall of the margin is as good as at 0, κ = 0, and the state evolution of the wall, q =
 * 1, is one equation for the overlap m:
 *
 *     m P(u < 0) = 2 E[∂Z0 (−ω)₊] · learned,    n_c P(u < 0) = degrees,    u a fresh sample's margin, q = 1
 *
 * With offsets the margins are those with the best b, at which the classes' (−u)₊ balance.
 * The margin of the separating direction of norm 1 is √k/|w|, |w|² of the least solution of y f ≥ 1.
 *
 * Source: Montanari, Ruan, Sohn & Yan, arXiv:1911.01544 (κ* and the error of the maximum margin); Candès & Sur,
 * arXiv:1804.09753 (h_MLE); Gardner 1988, J. Phys. A 21, 257.
 * Checked against: α_c = 2 of random labels (Cover 1965), min over ρ of Montanari et al., Gardner's integral.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import { type Kernel, trace } from '../kernel.ts';
import { bestOffset, type Channel, channelMoments, type LabelLaw, type MarginLoss } from './channel.ts';
import { spectralMoments, targetPower } from './spectral.ts';
import {
  type ConvexProblem,
  follow,
  logarithms,
  type Solution,
  solveNear,
  solveStateEvolution,
} from './stateEvolution.ts';

/** Zero from a margin on, infinite below it: V does not matter. */
export function wall(margin: number): MarginLoss {
  return {
    value: (u) => (u < margin ? Number.POSITIVE_INFINITY : 0),
    slope: () => 0,
    curvature: () => 0,
    proximal: (omega) => Math.max(margin, omega),
    shrinkage: (_, omega) => (omega < margin ? 1 : 0),
    kinks: () => [margin],
    poles: () => [],
    interpolates: true,
    separates: true,
  };
}

/**
 * Logarithms of t between which overlaps are sought: beyond, errors are below 10⁻⁶ of a turn, or above ½ less
 * that.
 */
const overlaps = [-14, 14] as const;
/** The same with offsets, where b of the last digits is not near enough to that of noiseless labels for more. */
const overlapsWithOffsets = [-14, 9] as const;

/** The direction at a threshold. */
export interface ThresholdDirection {
  /** m/√(ρq − m²); Infinity where labels are the signs of what can be learned. */
  readonly t: number;
  /** P(u < 0), the share of fresh samples on the wrong side. */
  readonly wrong: number;
  /** Relative error of the equation over m. */
  readonly residual: number;
}

/**
 * The direction in which as many samples as can be are only just separable.
 *
 * @param learned  Σ v s/(s + γ) where this share of fresh samples is on the wrong side
 * @param offset  b* of the teacher, against which the separating function has an offset, too; absent: neither
 */
export function directionAtThreshold(
  kernel: Kernel,
  labels: LabelLaw,
  learned: (wrong: number) => number,
  offset?: number,
): ThresholdDirection {
  const rho = targetPower(kernel);
  const channel: Channel = { loss: wall(0), labels, rho, ...(offset === undefined ? {} : { offset }) };
  const at = (t: number) => {
    const state = { v: 1, q: 1, t };
    const whole = offset === undefined ? state : { ...state, offset: bestOffset(channel, state) };
    return channelMoments(channel, whole);
  };
  const blind = (): ThresholdDirection => ({ t: 0, wrong: at(0).shrink, residual: 0 });
  const { eigenvalues, targets } = kernel;
  if (!labels.informative || !eigenvalues.some((s, i) => s > 0 && targets[i]! > 0)) return blind();
  // Its left-hand side is the smaller at small overlaps.
  const excess = (logT: number): number => {
    const { shrink, align } = at(Math.exp(logT));
    const factor = 0.5 * Math.log1p(Math.exp(-2 * logT));
    return Math.log((align * learned(shrink)) / (shrink * Math.sqrt(rho))) + factor;
  };
  const [low, high] = offset === undefined ? overlaps : overlapsWithOffsets;
  if (excess(low) <= 0) return blind();
  if (excess(high) >= 0) return { t: Number.POSITIVE_INFINITY, wrong: 0, residual: 0 };
  const logT = bracketedRoot(excess, [low, high]);
  const t = Math.exp(logT);
  return { t, wrong: at(t).shrink, residual: Math.abs(excess(logT)) };
}

/**
 * n_c, the most samples that a linear function of the features separates, in the kernel's extensive scale; Infinity where labels are the signs of
 * one.
 *
 * @param offset  as of directionAtThreshold
 */
export function separableSamples(
  kernel: Kernel,
  features: number,
  labels: LabelLaw,
  offset?: number,
): number {
  const { degrees, learned } = spectralMoments(kernel, features, 0);
  return degrees / directionAtThreshold(kernel, labels, () => learned, offset).wrong;
}

/** The limit λ → 0⁺ of a problem. */
export interface RidgelessSolution extends Solution {
  /** Whether the training loss goes to its infimum: V = ∞. */
  readonly interpolating: boolean;
  /** Whose state this is: with the separator in the place of a loss without a least value. */
  readonly channel: Channel;
  /** n at which that ends. */
  readonly threshold: number;
}

/**
 * The limit λ → 0⁺; `problem.ridge` is not read. Of a loss without a least value, such as the logistic one,
 * on separable data, where |w| → ∞, the loss `separator` of the same direction stands in its place.
 */
export function solveRidgeless(
  problem: ConvexProblem,
  separator: MarginLoss,
  threshold: number,
): RidgelessSolution {
  const interpolating = problem.samples < threshold;
  const { loss } = problem.channel;
  const channel =
    interpolating && !loss.interpolates ? { ...problem.channel, loss: separator } : problem.channel;
  const solution = solveAtZero({ ...problem, channel, ridge: 0 }, threshold);
  return { ...solution, interpolating, channel, threshold };
}

/** At λ = 0 from a plain start and, where that stalls, by way of other problems. */
function solveAtZero(problem: ConvexProblem, threshold: number): Solution {
  const interpolating = problem.samples < threshold;
  const plain = solveNear(problem, interpolating ? 'kappa' : 'v');
  if (plain.converged) return plain;
  const found = interpolating ? fromFew(problem, threshold) : fromRidges(problem);
  return { ...found, iterations: found.iterations + plain.iterations };
}

/** Small ridges, in units of the kernel's trace, whose solutions are starts. */
const smallRidges = [1e-3, 1e-6, 1e-9, 1e-12];

/** From the solution at the first of the small ridges that is near enough. */
function fromRidges(problem: ConvexProblem): Solution {
  let [found, spent]: [Solution | null, number] = [null, 0];
  for (const ridge of smallRidges) {
    if (found?.converged) break;
    const near = solveStateEvolution({ ...problem, ridge: ridge * trace(problem.kernel) });
    found = solveNear(problem, 'v', logarithms(near, 'v'));
    spent += near.iterations + found.iterations;
  }
  return { ...found!, iterations: spent };
}

/**
 * From so few samples that κ is beyond every eigenvalue, with x = −log(1/n − 1/n_c): q grows by powers of n
 * and of 1 − n/n_c.
 */
function fromFew(problem: ConvexProblem, threshold: number): Solution {
  const { samples, kernel } = problem;
  const size = trace(kernel);
  const first = Math.min(samples, 0.1 * threshold, (0.1 * size) / Math.max(...kernel.eigenvalues));
  const ends = [first, samples].map((n) => -Math.log(1 / n - 1 / threshold)) as [number, number];
  const at = (x: number) =>
    x === ends[1] ? problem : { ...problem, samples: 1 / (1 / threshold + Math.exp(-x)) };
  return follow(at, 'kappa', ends, [Math.log(size / first), 0, 0, 0]);
}
