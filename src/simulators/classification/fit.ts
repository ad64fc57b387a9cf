/** How a trial's classifiers are found, one a label vector: by minimising a loss, or by what their rule is instead. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { inputDimension, signalNorms } from '../../parts/cell.ts';
import type { ClassifierSpec } from '../../parts/classifier.ts';
import type { BinaryLabels } from '../../parts/labels/signs.ts';
import { type LossName, losses } from '../../parts/losses/loss.ts';
import type { Stream } from '../../random/stream.ts';
import { fitEach, type MarginFit } from '../../solvers/margins/fit.ts';
import { messagePassing } from '../../solvers/margins/messagePassing.ts';
import { posteriorDraw, posteriorMean } from '../../solvers/margins/posterior.ts';
import { backProject, predict } from '../../solvers/margins/products.ts';
import { proximalPoint } from '../../solvers/margins/proximal.ts';
import type { DesignMatrix } from '../../solvers/ridge.ts';
import { type DrawCell, samplerOf } from '../cell.ts';

/** A training set: f = Z a. */
export interface TrainingDraw {
  readonly cell: DrawCell;
  readonly design: DesignMatrix;
  /** The smaller Gram matrix of the design, where it is known. */
  readonly gram: Matrix | undefined;
  /** For rules that draw. */
  readonly stream: () => Stream;
}

/** A label vector, and what made it. */
export interface LabelDraw {
  readonly y: Float64Array;
  /** The teacher's coefficients of the inputs, at its power. */
  readonly teacher: Float64Array;
  readonly labels: BinaryLabels;
}

export interface ClassifierFit {
  /** a of f = Z a. */
  readonly coefficients: Float64Array;
  /** y f of the training samples. */
  readonly margins: Float64Array;
  /** Whether this is the classifier of maximum margin, at least 1; null where it is not asked for. */
  readonly hard: boolean | null;
}

/** Whether label vectors of one design are fitted in less time together than one by one. */
export function fitsTogether({ loss, rule }: ClassifierSpec, ridge: number): boolean {
  return rule === 'hebb' || (rule === 'minimise' && (loss === 'square' || (loss !== 'hinge' && ridge > 0)));
}

/** @returns null where one of them has no certificate: a mean over some of them would be a mean of something else */
export function fitClassifiers(
  backend: Backend,
  draw: TrainingDraw,
  drawn: readonly LabelDraw[],
  spec: ClassifierSpec,
  ridge: number,
): ClassifierFit[] | null {
  const { cell, design } = draw;
  // |w|² over |a|²: f = w·x/√d or w·φ/√N.
  const sampler = samplerOf(cell);
  const scale = sampler.drawn ? sampler.parameters : inputDimension(cell);
  if (spec.rule === 'minimise') return minimised(backend, draw, drawn, spec.loss, { ridge, scale });
  return drawn.map((each) => {
    const coefficients = byRule(backend, draw, each, spec, { ridge, scale });
    const margins = predict(backend, design, coefficients).map((f, i) => f * each.y[i]!);
    return { coefficients, margins, hard: null };
  });
}

/** λ, and |w|² over |a|². */
interface Penalty {
  readonly ridge: number;
  readonly scale: number;
}

function byRule(
  backend: Backend,
  draw: TrainingDraw,
  own: LabelDraw,
  { loss, rule, passes, labels: { kind } }: ClassifierSpec,
  { ridge, scale }: Penalty,
): Float64Array {
  const { cell, design, stream } = draw;
  const { y, labels, teacher } = own;
  switch (rule) {
    case 'minimise':
      throw new TypeError('a rule that is no minimum');
    case 'hebb':
      return backProject(backend, design, y).map((value) => value / scale);
    case 'message-passing':
      return passed(backend, design, y, loss, { penalty: ridge * scale, iterations: passes! });
    case 'bayes-optimal':
      return posteriorMean(backend, design, y, { labels, priorVariance: priorVariances(cell, teacher)[0]! });
    case 'gibbs': {
      const deviations = priorVariances(cell, teacher).map(Math.sqrt);
      const noiseless = kind === 'sign';
      return posteriorDraw(backend, design, y, { labels, noiseless, teacher, deviations, stream: stream() });
    }
  }
}

/** Of the teacher's coefficients, were they independent and Gaussian. */
function priorVariances({ blocks }: DrawCell, teacher: Float64Array): Float64Array {
  const power = teacher.reduce((sum, value) => sum + value * value, 0);
  const norms = signalNorms(blocks);
  const whole = norms.reduce((sum, norm) => sum + norm, 0);
  return Float64Array.from(
    blocks.flatMap(({ count }, i) => new Array<number>(count).fill((power * norms[i]!) / (whole * count))),
  );
}

/**
 * Data that cannot be separated have no hard margin: the hinge is a linear program then, of whose minimisers λ → 0⁺ takes that of least norm, which is the one at
 * every λ below some positive one (Mangasarian & Meyer 1979, SIAM J. Control Optim. 17, 745). These are tried, in shares of the mean squared norm of a row, until two have
 * the same.
 */
const leastPenalties = [1e-7, 1e-9, 1e-11];
/** Relative distance of coefficients up to which they are. */
const same = 1e-6;

function minimised(
  backend: Backend,
  { design, gram }: TrainingDraw,
  drawn: readonly LabelDraw[],
  loss: LossName,
  { ridge, scale }: Penalty,
): ClassifierFit[] | null {
  const fitWith = (kind: LossName, penalty: number, labels: Float64Array[]) =>
    fitEach(backend, design, labels, { loss: { kind, ...losses[kind] }, penalty }, gram);
  const limit = ridge === 0 && losses[loss].separates;
  const inLimit = (found: MarginFit, y: Float64Array): ClassifierFit | null => {
    if (found.status === 'separable') {
      const [separator] = fitWith('hinge', 0, [y]);
      return separator!.status === 'ok' ? { ...separator!, hard: true } : null;
    }
    if (found.status !== 'not-separable') return null;
    let last: Float64Array | null = null;
    for (const share of leastPenalties) {
      const [near] = fitWith(loss, share * scale, [y]);
      if (near!.status !== 'ok') return null;
      if (last && distance(near!.coefficients, last) <= same) return { ...near!, hard: false };
      last = near!.coefficients;
    }
    return null;
  };
  const ys = drawn.map(({ y }) => y);
  const fits = fitWith(loss, ridge * scale, ys).map((found, k) => {
    if (found.status === 'ok') return { ...found, hard: limit ? isHard(loss, found.margins) : null };
    return limit ? inLimit(found, ys[k]!) : null;
  });
  return fits.includes(null) ? null : (fits as ClassifierFit[]);
}

function distance(a: Float64Array, b: Float64Array): number {
  const square = (sum: number, value: number) => sum + value * value;
  return Math.sqrt(a.map((value, j) => value - b[j]!).reduce(square, 0) / b.reduce(square, 0));
}

/** The logistic loss has a minimum where data cannot be separated only. */
function isHard(loss: LossName, margins: Float64Array): boolean {
  return loss !== 'logistic' && margins.every((margin) => margin > 1 - 1e-6);
}

function passed(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  loss: LossName,
  given: { readonly penalty: number; readonly iterations: number },
): Float64Array {
  const estimate = (margin: number, v: number) => proximalPoint(losses[loss], margin, v);
  return messagePassing(backend, design, y, { estimate, ...given }).coefficients;
}
