/** What the state evolution says of a classifier: errors, losses and overlaps. */

import { normalStep } from '../../numerics/normal.ts';
import type { Kernel } from '../kernel.ts';
import {
  type Channel,
  channelAverages,
  freshAverages,
  type LabelLaw,
  type MarginLoss,
  type State,
} from './channel.ts';
import { type RidgelessSolution, separableSamples, solveRidgeless } from './interpolation.ts';
import { messagePassingState } from './messagePassing.ts';
import { bayesOverlap, gibbsOverlap, hebbOverlap } from './perceptron.ts';
import { spectralMoments, targetPower } from './spectral.ts';
import { type ConvexProblem, otherSolution, type Solution, solveStateEvolution } from './stateEvolution.ts';

export type ClassificationRule = 'minimise' | 'message-passing' | 'bayes-optimal' | 'gibbs' | 'hebb';

export interface Classifier {
  readonly loss: MarginLoss;
  readonly labels: LabelLaw;
  /** What the direction of a loss without a least value tends to on separable data: the hinge. */
  readonly separator: MarginLoss;
  readonly rule: ClassificationRule;
  /** Of message passing: steps after which it stops, at least 1. */
  readonly passes?: number;
  /** b* of the teacher's f* + b*; the student has an offset then, too. Of minimisers and bayes-optimal, which knows b*. */
  readonly offset?: number;
}

/** null exactly where no finite limit exists, or the rule has no such thing. */
export interface ClassificationPrediction {
  /** P(sign f ≠ sign f*) = arccos(m/√(ρq))/π without offsets, with which both signs are those with them. */
  readonly classificationError: number | null;
  /** P(sign f ≠ y) on fresh labels, their noise included. */
  readonly labelError: number | null;
  /** E ℓ(y f) on fresh samples. */
  readonly testLoss: number | null;
  /** Mean ℓ over the training samples, without the penalty. */
  readonly trainLoss: number | null;
  /** Share of the training labels that f does not reproduce. */
  readonly trainingError: number | null;
  /** Of the limit λ → 0⁺ of losses of the margin: 1 where the training data are separable, else 0. */
  readonly separable: number | null;
  readonly V: number | null;
  /** E f². */
  readonly q: number | null;
  /** E f f*. */
  readonly m: number | null;
  /** m/ρ, the regression of f on f*. */
  readonly slope: number | null;
  /** √(q − m²/ρ), what of f has nothing to do with f*. */
  readonly deviation: number | null;
  /** b of the student f + b; null without offsets. */
  readonly offset: number | null;
  /** E f*². */
  readonly rho: number;
  /** Of λ → 0⁺ on separable data: the least y f of the direction |w|² = k. */
  readonly margin: number | null;
  /** separable: of the logistic loss at λ = 0, |w| = ∞; threshold: samples just cease to be separable, there is no limit. */
  readonly status: 'ok' | 'separable' | 'threshold' | 'not-converged';
  readonly residual: number | null;
  /** Evaluations of the equations. */
  readonly iterations: number;
}

/** Sizes counted per input dimension, as the kernel's, λ of Σ ℓ(y f) + (λ/2)|w|². */
export interface ClassificationSizes {
  readonly samples: number;
  readonly features: number;
  readonly ridge: number;
}

export function predictClassifier(
  kernel: Kernel,
  sizes: ClassificationSizes,
  classifier: Classifier,
): ClassificationPrediction {
  const predicted = predictChannel(kernel, sizes, classifier);
  return classifier.offset === 0 && predicted.q !== null ? { ...predicted, offset: 0 } : predicted;
}

function predictChannel(
  kernel: Kernel,
  sizes: ClassificationSizes,
  classifier: Classifier,
): ClassificationPrediction {
  const { separator, rule, passes = 1 } = classifier;
  const channel = channelOf(kernel, classifier);
  const problem: ConvexProblem = { kernel, channel, ...sizes };
  if (rule === 'message-passing') return predictPasses(problem, passes);
  if (rule !== 'minimise') return predictRule(problem, rule);
  if (sizes.ridge > 0) {
    const solution = solveStateEvolution(problem);
    return solution.converged ? described(problem, solution) : nothing(channel.rho, solution);
  }
  return predictRidgeless(problem, separator);
}

/** Of a teacher whose offset is 0 that of the student is 0, too, the classes being alike. */
function channelOf(kernel: Kernel, { loss, labels, offset = 0 }: Classifier): Channel {
  return { loss, labels, rho: targetPower(kernel), ...(offset === 0 ? {} : { offset }) };
}

/** Another state at which the equations of a minimiser hold, found from starts far away; null: they all lead to the same. */
export function secondState(
  kernel: Kernel,
  sizes: ClassificationSizes,
  classifier: Classifier,
): State | null {
  const { rule, separator } = classifier;
  if (rule !== 'minimise') return null;
  const problem: ConvexProblem = { kernel, channel: channelOf(kernel, classifier), ...sizes };
  const first = minimiserOf(problem, separator);
  if (!first?.converged) return null;
  return otherSolution({ ...problem, channel: first.channel }, first)?.state ?? null;
}

/** The state of a minimiser, and the loss it belongs to; null at the threshold of λ = 0, where there is none. */
export function minimiserOf(
  problem: ConvexProblem,
  separator: MarginLoss,
): (Solution & { readonly channel: Channel }) | null {
  return problem.ridge > 0
    ? { ...solveStateEvolution(problem), channel: problem.channel }
    : ridgelessSolution(problem, separator);
}

/** null at the threshold itself. */
function ridgelessSolution(problem: ConvexProblem, separator: MarginLoss): RidgelessSolution | null {
  const { kernel, features, samples, channel } = problem;
  const threshold = channel.loss.separates
    ? separableSamples(kernel, features, channel.labels, channel.offset)
    : spectralMoments(kernel, features, 0).degrees;
  return samples === threshold ? null : solveRidgeless(problem, separator, threshold);
}

function predictRidgeless(problem: ConvexProblem, separator: MarginLoss): ClassificationPrediction {
  const { channel } = problem;
  const solution = ridgelessSolution(problem, separator);
  if (solution === null) return { ...nothing(channel.rho), status: 'threshold' };
  const separable = channel.loss.separates ? Number(solution.interpolating) : null;
  if (!solution.converged) return { ...nothing(channel.rho, solution), separable };
  if (!solution.interpolating) return { ...described(problem, solution), separable };
  const margin = channel.loss.separates ? marginOf(problem, solution) : null;
  if (channel.loss.interpolates) return { ...described(problem, solution), separable, V: null, margin };
  return {
    ...nothing(channel.rho, solution),
    ...errorsOf(channel, solution.state),
    trainLoss: 0,
    trainingError: 0,
    separable,
    margin,
    status: 'separable',
  };
}

/** Everything, of a minimiser with finite q. */
function described({ channel }: ConvexProblem, solution: Solution): ClassificationPrediction {
  const { state, residual, iterations } = solution;
  const { loss, rho } = channel;
  const [trainLoss, trainingError] = channelAverages(
    channel,
    state,
    [(_, prox) => loss.value(prox), (_, prox) => (prox < 0 ? 1 : 0)],
    [state.v * loss.slope(0)],
  );
  const [testLoss] = freshAverages(channel, state, [loss.value]);
  return {
    ...errorsOf(channel, state),
    ...overlapsOf(rho, state),
    offset: state.offset ?? null,
    testLoss: testLoss!,
    trainLoss: trainLoss!,
    trainingError: trainingError!,
    separable: null,
    V: state.v,
    rho,
    margin: null,
    status: 'ok',
    residual,
    iterations,
  };
}

/** What the posterior says is the student f of slope 1 that has the teacher's offset: both are above 0 where labels 1 are likely. */
function predictRule(
  problem: ConvexProblem,
  rule: 'bayes-optimal' | 'gibbs' | 'hebb',
): ClassificationPrediction {
  const { kernel, samples, features, channel } = problem;
  const { labels, rho, offset } = channel;
  if (rule !== 'bayes-optimal' && offset !== undefined) throw new TypeError(`no offsets of the rule ${rule}`);
  if (rule === 'hebb') return ofOverlap(channel, { q: 1, t: hebbOverlap(kernel, samples, features, labels) });
  const bayes = bayesOverlap(kernel, samples, labels, offset);
  if (Number.isNaN(bayes)) return nothing(rho);
  const state =
    rule === 'gibbs'
      ? { q: rho, t: gibbsOverlap(bayes) }
      : { q: rho / (1 + 1 / (bayes * bayes)), t: bayes, ...(offset === undefined ? {} : { offset }) };
  return { ...ofOverlap(channel, state), ...overlapsOf(rho, state), offset: offset ?? null };
}

function ofOverlap(channel: Channel, state: Omit<State, 'v'>): ClassificationPrediction {
  return { ...nothing(channel.rho), ...errorsOf(channel, state), status: 'ok', residual: 0 };
}

/** Signs of the teacher without their noise. */
const clean: LabelLaw = { given: (variance) => normalStep(Math.sqrt(variance)), informative: true };

/** The two errors, which depend on the angle and, with offsets, on b/√q alone. */
function errorsOf(channel: Channel, { q, t, offset = 0 }: Omit<State, 'v'>) {
  const state = { q: 1, t, offset: offset / Math.sqrt(q) };
  const missed = (labels: LabelLaw) =>
    freshAverages({ ...channel, labels }, state, [(margin) => (margin < 0 ? 1 : 0)])[0]!;
  const classificationError = channel.offset === undefined ? Math.atan2(1, t) / Math.PI : missed(clean);
  return { classificationError, labelError: missed(channel.labels) };
}

/** q, m = t√(ρq/(1 + t²)), and what these say of f as a function of f*. */
function overlapsOf(rho: number, { q, t }: Pick<State, 'q' | 't'>) {
  const deviation = Math.sqrt(q / (1 + t * t));
  return { q, m: t * deviation * Math.sqrt(rho), slope: (t * deviation) / Math.sqrt(rho), deviation };
}

/** Of an iterate neither its response nor its training margins are those of a minimiser. */
function predictPasses({ channel, samples, ridge }: ConvexProblem, passes: number): ClassificationPrediction {
  const { loss, rho } = channel;
  const state = messagePassingState(channel, samples, ridge, passes);
  const [testLoss] = freshAverages(channel, state, [loss.value]);
  return {
    ...ofOverlap(channel, state),
    ...overlapsOf(rho, state),
    testLoss: testLoss!,
    V: state.v,
    iterations: passes,
  };
}

/**
 * The least y f of the direction |w|² = k, k features or, of the inputs themselves, their dimension, 1: √k/|w|
 * of the least |w| with y f ≥ 1. From stationarity, λ|w|² = −Σ ℓ′(u) u, and λV = κ z(κ),
 *
 *     |w|²/k = n E[(prox − ω) prox]/(k κ z(κ))
 */
function marginOf(problem: ConvexProblem, { state, kappa, channel }: RidgelessSolution): number {
  const { kernel, samples, features } = problem;
  const count = features === Number.POSITIVE_INFINITY ? 1 : features;
  const [work] = channelAverages(channel, state, [(omega, prox) => (prox - omega) * prox]);
  const { degrees } = spectralMoments(kernel, features, kappa);
  return Math.sqrt((count * kappa * degrees) / (samples * work!));
}

/** Nothing but how far the equations are from solved. */
function nothing(
  rho: number,
  { residual, iterations }: Pick<Solution, 'residual' | 'iterations'> = {
    residual: Number.NaN,
    iterations: 0,
  },
): ClassificationPrediction {
  return {
    classificationError: null,
    labelError: null,
    testLoss: null,
    trainLoss: null,
    trainingError: null,
    separable: null,
    V: null,
    q: null,
    m: null,
    slope: null,
    deviation: null,
    offset: null,
    rho,
    margin: null,
    status: 'not-converged',
    residual: Number.isFinite(residual) ? residual : null,
    iterations,
  };
}
