/** How a trial's classifier is found: by minimising a loss, or by what its rule is instead. */
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import { inputDimension, signalNorms } from '../../problem/cell.ts';
import type { ClassifierSpec } from '../../problem/classifier.ts';
import type { BinaryLabels } from '../../problem/labels/signs.ts';
import { type LossName, losses } from '../../problem/losses/loss.ts';
import { fitMargins } from '../../problem/rules/margins/fit.ts';
import { messagePassing } from '../../problem/rules/margins/messagePassing.ts';
import { posteriorDraw, posteriorMean } from '../../problem/rules/margins/posterior.ts';
import { backProject, predict } from '../../problem/rules/margins/products.ts';
import { proximalPoint } from '../../problem/rules/margins/proximal.ts';
import type { DesignMatrix } from '../../problem/rules/ridge.ts';
import type { Stream } from '../../random/stream.ts';
import { type DrawCell, samplerOf } from '../cell.ts';

/** A training set: f = Z a, and what made its labels. */
export interface LabelledDraw {
  readonly cell: DrawCell;
  readonly design: DesignMatrix;
  readonly y: Float64Array;
  readonly labels: BinaryLabels;
  /** The teacher's coefficients of the inputs, at its power. */
  readonly teacher: Float64Array;
  /** For rules that draw. */
  readonly stream: () => Stream;
}

export interface ClassifierFit {
  /** a of f = Z a. */
  readonly coefficients: Float64Array;
  /** y f of the training samples. */
  readonly margins: Float64Array;
  /** Whether this is the classifier of maximum margin, at least 1; null where it is not asked for. */
  readonly hard: boolean | null;
}

export function fitClassifier(
  backend: Backend,
  draw: LabelledDraw,
  { loss, rule, passes, labels: { kind } }: ClassifierSpec,
  ridge: number,
): ClassifierFit {
  const { cell, design, y } = draw;
  // |w|² over |a|²: f = w·x/√d or w·φ/√N.
  const sampler = samplerOf(cell);
  const scale = sampler.drawn ? sampler.parameters : inputDimension(cell);
  const uncertified = (coefficients: Float64Array): ClassifierFit => ({
    coefficients,
    margins: predict(backend, design, coefficients).map((f, i) => f * y[i]!),
    hard: null,
  });
  switch (rule) {
    case 'minimise':
      return minimised(backend, draw, loss, { ridge, scale });
    case 'hebb':
      return uncertified(backProject(backend, design, y).map((value) => value / scale));
    case 'message-passing':
      return uncertified(passed(backend, draw, loss, { penalty: ridge * scale, iterations: passes! }));
    case 'bayes-optimal':
      return uncertified(
        posteriorMean(backend, design, y, { labels: draw.labels, priorVariance: priorVariances(draw)[0]! }),
      );
    case 'gibbs':
      return uncertified(drawn(backend, draw, kind === 'sign'));
  }
}

/** Of the teacher's coefficients, were they independent and Gaussian. */
function priorVariances({ cell: { blocks }, teacher }: LabelledDraw): Float64Array {
  const power = teacher.reduce((sum, value) => sum + value * value, 0);
  const norms = signalNorms(blocks);
  const whole = norms.reduce((sum, norm) => sum + norm, 0);
  return Float64Array.from(
    blocks.flatMap(({ count }, i) => new Array<number>(count).fill((power * norms[i]!) / (whole * count))),
  );
}

function drawn(backend: Backend, draw: LabelledDraw, noiseless: boolean): Float64Array {
  const { design, y, labels, teacher, stream } = draw;
  const deviations = priorVariances(draw).map(Math.sqrt);
  return posteriorDraw(backend, design, y, { labels, noiseless, teacher, deviations, stream: stream() });
}

/** Data that cannot be separated have no hard margin: their limit λ → 0⁺ is approached at this share of the mean squared norm of a row. */
const leastPenalty = 1e-7;

function minimised(
  backend: Backend,
  { design, y }: LabelledDraw,
  loss: LossName,
  { ridge, scale }: { readonly ridge: number; readonly scale: number },
): ClassifierFit {
  const fitWith = (kind: LossName, penalty: number) =>
    fitMargins(backend, design, y, { loss: { kind, ...losses[kind] }, penalty });
  const limit = ridge === 0 && losses[loss].separates;
  const found = fitWith(loss, ridge * scale);
  if (found.status === 'ok') return { ...found, hard: limit ? isHard(loss, found.margins) : null };
  if (limit && found.status === 'separable') {
    const separator = fitWith('hinge', 0);
    if (separator.status === 'ok') return { ...separator, hard: true };
  }
  if (limit && found.status === 'not-separable') {
    const near = fitWith(loss, leastPenalty * scale);
    if (near.status === 'ok') return { ...near, hard: false };
  }
  throw new InputError(
    `a fit of ${loss} at ridge ${ridge}, ${design.samples} samples and ${design.parameters} parameters is ${found.status}; choose a larger ridge`,
  );
}

/** The logistic loss has a minimum where data cannot be separated only. */
function isHard(loss: LossName, margins: Float64Array): boolean {
  return loss !== 'logistic' && margins.every((margin) => margin > 1 - 1e-6);
}

function passed(
  backend: Backend,
  { design, y }: LabelledDraw,
  loss: LossName,
  given: { readonly penalty: number; readonly iterations: number },
): Float64Array {
  const estimate = (margin: number, v: number) => proximalPoint(losses[loss], margin, v);
  return messagePassing(backend, design, y, { estimate, ...given }).coefficients;
}
