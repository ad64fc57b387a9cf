/**
 * Boundaries of what can be separated: how many samples, how many random features, and with what margin.
 *
 * A direction of norm |w|² = k and margin μ has the wall at μ, k features or 1, the dimension of the inputs, in
 * which everything is counted. With the state evolution of stateEvolution.ts at V = ∞
 *
 *     n shrink = z(κ),        k κ shrink = μ E(μ − ω)₊,        shrink = P(ω < μ)
 *
 * so that n and κ follow from q and t, for which two equations are left. Isotropic inputs have q = 1.
 *
 * Source: Gardner 1988, J. Phys. A 21, 257; Montanari, Ruan, Sohn & Yan, arXiv:1911.01544; Candès & Sur,
 * arXiv:1804.09753.
 * Checked against: Gardner's (1 + μ²)Φ(μ) + μφ(μ) = 1/α, the least over the overlap of Montanari et al. and of
 * Candès & Sur, the margins of interpolation.ts.
 */
import { solveSystem } from '../../numerics/newton.ts';
import type { Kernel } from '../kernel.ts';
import { type Channel, channelAverages, channelMoments, type LabelLaw } from './channel.ts';
import { directionAtThreshold, type ThresholdDirection, wall } from './interpolation.ts';
import { spectralMoments, targetPower } from './spectral.ts';

/** How many samples or features it takes, per input dimension, and the direction there. */
export interface Boundary {
  /** Infinity: no number is enough. */
  readonly count: number;
  /** P(sign f ≠ sign f*), arccot(t)/π, and P(sign f ≠ y); NaN where there is no boundary, or the first has another form. */
  readonly classificationError: number;
  readonly labelError: number;
  /** Largest relative error of the equations. */
  readonly residual: number;
  readonly converged: boolean;
}

/**
 * n_c, as separableSamples, and the direction there; infinite where labels are the signs of a function that can be had. Beyond some 10⁶ samples a
 * dimension, with offsets 10⁴, it is not found.
 */
export function sampleThreshold(
  kernel: Kernel,
  features: number,
  labels: LabelLaw,
  offset?: number,
): Boundary {
  const { degrees, learned } = spectralMoments(kernel, features, 0);
  const direction = directionAtThreshold(kernel, labels, () => learned, offset);
  const count = degrees / direction.wrong;
  const outOfReach = count === Number.POSITIVE_INFINITY && !areSigns(kernel, labels, learned);
  const found = outOfReach
    ? { ...boundaryOf(direction), count: Number.NaN, residual: Number.NaN, converged: false }
    : { ...boundaryOf(direction), count };
  // The angle is not the error of functions with offsets.
  return offset === undefined ? found : { ...found, classificationError: Number.NaN };
}

/**
 * The least number of random features of the kernel on which n samples are separable; infinite where its rank
 * is too low.
 */
export function featureThreshold(kernel: Kernel, samples: number, labels: LabelLaw): Boundary {
  const direction = directionAtThreshold(
    kernel,
    labels,
    (wrong) => spectralMoments(kernel, samples * wrong, 0).learned,
  );
  const found = boundaryOf(direction);
  // Beyond some 10⁶ samples a dimension the overlap is out of reach.
  if (direction.wrong === 0) return { ...found, count: Number.NaN, converged: false };
  const count = samples * direction.wrong;
  const enough = kernel.tail > 0 || count < kernel.rank;
  return { ...found, count: enough ? count : Number.POSITIVE_INFINITY };
}

const tolerance = 1e-12;

function boundaryOf({ t, wrong, residual }: ThresholdDirection): Omit<Boundary, 'count'> {
  return { classificationError: errorOf(t), labelError: wrong, residual, converged: residual <= tolerance };
}

/** Whether labels are the signs of what is learned, without any noise. */
function areSigns(kernel: Kernel, labels: LabelLaw, learned: number): boolean {
  const whole = Math.abs(learned / targetPower(kernel) - 1) < 1e-14;
  return whole && labels.given(0).probability(Number.MIN_VALUE) === 1;
}

/** Whether the student can have any overlap with the teacher. */
function canLearn({ eigenvalues, targets }: Kernel, labels: LabelLaw): boolean {
  return labels.informative && eigenvalues.some((s, i) => s > 0 && targets[i]! > 0);
}

function errorOf(t: number): number {
  return Math.atan2(1, t) / Math.PI;
}

/** Ratio of margins of which one's solution is the other's start; from `last` on a plain start must do. */
const continuation = { factor: 10, last: 0.1 };

/**
 * The most samples that a direction of norm |w|² = k separates with margin μ. Margins < 0 are another problem,
 * which is not convex.
 *
 * @param margin  μ > 0, in units of f
 */
export function marginCapacity(kernel: Kernel, features: number, labels: LabelLaw, margin: number): Boundary {
  const rho = targetPower(kernel);
  const sides = (x: readonly number[], mu: number) =>
    sidesAt(kernel, features, { loss: wall(mu), labels, rho }, x, mu);
  const solve = (mu: number, start: readonly number[]) =>
    solveSystem((x) => sides(x, mu).equations, start, { tolerance, maximumSteps: 40, longestStep: 1.5 });
  const plain = canLearn(kernel, labels) ? [0, 0] : [0];
  const from = (mu: number): ReturnType<typeof solve> => {
    const root = solve(mu, plain);
    if (root.converged || mu > continuation.last) return root;
    const near = from(continuation.factor * mu);
    return near.converged ? solve(mu, near.x) : near;
  };
  const { x, residual, converged } = from(margin);
  const { samples, state } = sides(x, margin);
  const labelError = channelMoments({ loss: wall(0), labels, rho }, state).shrink;
  return { count: samples, classificationError: errorOf(state.t), labelError, residual, converged };
}

/** n at logarithms of q and t, and what the equations of stateEvolution.ts make of these, over them. */
function sidesAt(kernel: Kernel, features: number, channel: Channel, x: readonly number[], margin: number) {
  const state = { v: Number.POSITIVE_INFINITY, q: Math.exp(x[0]!), t: x.length > 1 ? Math.exp(x[1]!) : 0 };
  const count = features === Number.POSITIVE_INFINITY ? 1 : features;
  const { shrink, align, pull2 } = channelMoments(channel, state);
  const [gap] = channelAverages(channel, state, [(omega, prox) => prox - omega]);
  const moments = spectralMoments(kernel, features, (margin * gap!) / (count * shrink));
  const { degrees, degrees2, learned, spread } = moments;
  const samples = degrees / shrink;
  const aligned = (samples * align * learned) ** 2 / channel.rho;
  const rest = samples * pull2 * degrees2 + (samples * align) ** 2 * spread;
  const power = Math.log((rest + aligned) / (degrees * degrees)) - x[0]!;
  const equations = x.length > 1 ? [power, 0.5 * Math.log(aligned / rest) - x[1]!] : [power];
  return { samples, state, equations };
}
