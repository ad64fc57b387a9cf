/**
 * What the posterior of a Gaussian teacher says at finite size: its mean, by approximate message passing, and
 * a draw from it.
 *
 * The mean needs designs of independent Gaussian entries and equal prior variances. It is message passing
 * (messagePassing.ts) with Bayes' rule for the proximal operator, and the prior for the ridge: λ = 1/prior variance.
 *
 * A draw takes any design. A label says that its margin m = y f is above a threshold of its own,
 * P(τ ≤ m) = P(y | f): 0 for signs, −∞ where a flip has made the label. Given thresholds the posterior is the
 * prior in a polytope, where one trajectory (polytope.ts) goes far; given the margins, thresholds are
 * independent. The chain that draws one after the other starts at the teacher: given the data that is a draw
 * from the posterior itself, so that the chain is in its stationary law from its first step on and only has
 * to forget where it began.
 *
 * Source: Rangan, arXiv:1010.5141, sum-product; Pakman & Paninski, arXiv:1208.4118; thresholds are the latent
 * variables of Albert & Chib 1993, J. Am. Stat. Assoc. 88, 669.
 */
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import { type BinaryLabels, type LabelSpec, labelLaw } from '../../parts/labels/signs.ts';
import type { Stream } from '../../random/stream.ts';
import { type DesignMatrix, isPrimal } from '../ridge.ts';
import { requireLabels } from './labels.ts';
import { messagePassing } from './messagePassing.ts';
import { trajectory } from './polytope.ts';
import { dot, predict } from './products.ts';

/** Half steps, of which noiseless labels of many samples take some hundreds, and others some tens. */
const passing = { damping: 0.5, iterations: 400, settled: 1e-5 };
/** Imbalance of a mean that is none. */
const unsettled = 1e-2;

/**
 * @param priorVariance  of every coefficient a of f* = Z a
 * @returns NaN where message passing has not converged
 */
export function posteriorMean(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  { labels, priorVariance }: { readonly labels: BinaryLabels; readonly priorVariance: number },
): Float64Array {
  let known = { v: Number.NaN, rule: labels.bayes(1) };
  const { coefficients, imbalance } = messagePassing(backend, design, y, {
    estimate: (margin, v) => {
      if (known.v !== v) known = { v, rule: labels.bayes(v) };
      const { mean, variance } = known.rule(margin);
      return { value: mean, slope: variance / v };
    },
    penalty: 1 / priorVariance,
    ...passing,
  });
  return imbalance < unsettled ? coefficients : coefficients.fill(Number.NaN);
}

export interface PosteriorDraw {
  readonly labels: BinaryLabels;
  /** Whether labels are the signs of f*: thresholds are 0 then. */
  readonly noiseless: boolean;
  /** a of f* = Z a, a draw from the prior. */
  readonly teacher: Float64Array;
  /** Of the prior, a coefficient each; ≥ 0. */
  readonly deviations: Float64Array;
  readonly stream: Stream;
}

/**
 * A draw of the coefficients from their posterior, which only shares the data with the teacher's.
 *
 * @param y  −1 or 1, one a sample: labels of Z·teacher
 * @throws {InputError} for rare flips (see canDraw), and noiseless labels that the teacher contradicts
 */
export function posteriorDraw(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  { labels, noiseless, teacher, deviations, stream }: PosteriorDraw,
): Float64Array {
  const { workspace } = backend;
  const { samples, parameters } = design;
  if (!labels.informative) {
    const normals = new Float64Array(parameters);
    stream.normals(normals);
    return normals.map((value, j) => deviations[j]! * value);
  }
  requireLabels(y, samples);
  requireFrequent(labels);
  return workspace.scope(() => {
    const rows = whitenedRows(backend, design, y, deviations);
    const gram = workspace.matrix(samples, samples);
    backend.gram(gram, rows);
    const sweeps = sweepsFor(labels, noiseless, samples / parameters);
    const velocities = workspace.matrix(sweeps, parameters);
    stream.normals(velocities.data);
    const speeds = workspace.matrix(sweeps, samples);
    backend.multiply(speeds, velocities, rows, { transposeB: true });
    const pushes = workspace.matrix(1, samples);
    let margins: Float64Array = predict(backend, design, teacher).map((f, i) => y[i]! * f);
    if (noiseless) requireAgreement(margins);
    let walls: Float64Array = new Float64Array(samples);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      if (!noiseless) walls = thresholds(labels, margins, gram, stream);
      const speed = speeds.data.subarray(sweep * samples, (sweep + 1) * samples);
      const end = trajectory(gram, margins, speed, walls);
      margins = end.margins;
      pushes.data.set(end.pushes);
    }
    const pushed = workspace.matrix(1, parameters);
    backend.multiply(pushed, pushes, rows);
    const last = velocities.data.subarray((sweeps - 1) * parameters);
    return deviations.map((deviation, j) => deviation * (last[j]! - pushed.data[j]!));
  });
}

/** η of flips below which the chain is slow and unmeasured: labels are let go a share η of the time. */
const rarestFlips = 0.05;

/** Whether posteriorDraw takes labels of this law: all but rare flips. */
export function canDraw(spec: LabelSpec): boolean {
  const surest = impossible(labelLaw(spec));
  return surest === 0 || surest >= rarestFlips;
}

function requireFrequent(labels: BinaryLabels): void {
  const eta = impossible(labels);
  if (eta === 0 || eta >= rarestFlips) return;
  throw new InputError(
    `labels flipped with probability ${eta}: a draw from the posterior takes 0, or ${rarestFlips} and more`,
  );
}

/** Margins below 0 by no more than rounding are as good as 0. */
const rounding = 1e-9;

function requireAgreement(margins: Float64Array): void {
  const least = -rounding * Math.sqrt(dot(margins, margins) / margins.length);
  if (margins.every((margin) => margin >= least)) return;
  throw new InputError('labels without noise must be the signs of the teacher: a draw begins there');
}

/** P(1 | f*) of the f* that most forbids it: η of flips, 0 for others. */
function impossible({ probability }: BinaryLabels): number {
  return probability(-1e300);
}

/**
 * After these the overlap with the teacher keeps some 1 % or less of what it began with above its mean, for
 * d = 50…200. Signs forget by a factor of some −0.5 a sweep at α = 0.5…30. With noise thresholds only move
 * with the margins: a factor e takes up to 1 + α/2 sweeps for α = 1…30, probit Δ = 0.01…10 and logit
 * ρ = 0.3…100; flips take 2/η besides, down to η = 0.05.
 */
function sweepsFor(labels: BinaryLabels, noiseless: boolean, alpha: number): number {
  if (noiseless) return 10;
  const eta = impossible(labels);
  return Math.ceil(10 + 3 * alpha + (eta === 0 ? 0 : 10 / eta));
}

/** Standard deviations of f that no trajectory comes to, but with probability below e^{−700}. */
const farthest = 40;
/** A margin below 0 that differs from it in nothing but its sign. */
const belowZero = -1e-300;

/** τ from their law given τ ≤ m, one a margin, by its distribution function. */
function thresholds(
  { probability }: BinaryLabels,
  margins: Float64Array,
  gram: Matrix,
  stream: Stream,
): Float64Array {
  const uniforms = new Float64Array(margins.length);
  stream.uniforms(uniforms);
  return margins.map((margin, i) => {
    const level = (1 - uniforms[i]!) * probability(margin);
    const far = Math.min(margin, -farthest * Math.sqrt(gram.data[i * (margins.length + 1)]!));
    if (!(probability(far) < level)) return Number.NEGATIVE_INFINITY;
    if (!(level < probability(margin))) return margin;
    // Where flips jump.
    if (probability(belowZero) < level && level <= probability(0)) return 0;
    return Math.min(
      margin,
      bracketedRoot((tau) => probability(tau) - level, [far, margin]),
    );
  });
}

/** Rows y z D, one a sample: their products with a = D u, u ~ N(0, 1), are the margins. */
function whitenedRows(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  deviations: Float64Array,
): Matrix {
  const { samples, parameters } = design;
  const rows = backend.workspace.matrix(samples, parameters);
  // Panels of Zᵀ have the samples along their rows.
  const transposed = isPrimal(design) === (design.wide ?? false);
  design.panels((panel, first) => {
    for (let k = 0; k < panel.data.length; k++) {
      const [down, across] = [Math.floor(k / panel.columns) + first, k % panel.columns];
      const [i, j] = transposed ? [across, down] : [down, across];
      rows.data[i * parameters + j] = y[i]! * panel.data[k]! * deviations[j]!;
    }
  });
  return rows;
}

/** Bytes of the workspace and of the arrays that a draw holds at a time; the design itself left out. */
export function posteriorBytes(n: number, p: number, spec: LabelSpec): number {
  return 8 * (n * (n + p) + (sweepsOf(n, p, spec) + 10) * (n + p));
}

/** Floating-point operations of posteriorMean, roughly. */
export function posteriorMeanOperations(n: number, p: number): number {
  return (passing.iterations / 4) * (4 * n * p + 600 * n);
}

/** Floating-point operations of a draw, roughly: a trajectory has half as many hits as there are samples. */
export function posteriorOperations(n: number, p: number, spec: LabelSpec): number {
  const sweeps = sweepsOf(n, p, spec);
  return n * n * p + sweeps * (2 * n * p + 0.5 * n * 20 * n + (spec.kind === 'sign' ? 0 : 500 * n));
}

function sweepsOf(n: number, p: number, spec: LabelSpec): number {
  return sweepsFor(labelLaw(spec), spec.kind === 'sign', n / p);
}
