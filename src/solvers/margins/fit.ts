/**
 * Linear classifiers by a convex loss of the margin at finite size (the limit life is the state evolution of the replica method): minimise
 *
 *     Σ ℓ(u) + (c/2)|a|²,    u = y·(Z a) for labels y = ±1
 *
 * or take the limit c → 0⁺ at penalty 0: for the square loss the interpolator of least norm; for the hinge losses on data that can be
 * separated the classifier of largest margin, scaled so that the least u is 1 (on others the squared hinge has a minimum without penalty,
 * one of many where few samples have u < 1). The square loss is ridge regression (ridge.ts). Other
 * smooth losses go by conjugate gradients for all label vectors of a design together (together.ts), and where these are slow, or the penalty is 0,
 * by Newton's method (newton.ts); the hinge with a penalty by the method of multipliers (multipliers.ts); the rest by an interior-point method
 * (interiorPoint.ts), and hard margins of nearly nothing by their active set (dualActiveSet.ts).
 */
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import { columnOf, type Matrix, setColumn } from '../../linalg/matrix.ts';
import { choleskyFactor, type DesignMatrix, fitRidge, gramOf, isPrimal } from '../ridge.ts';
import {
  fitHardMargin,
  fitHinge,
  fitSquaredHinge,
  hingeFit,
  type MaximumMarginFit,
} from './interiorPoint.ts';
import { requireLabels } from './labels.ts';
import { fitByMultipliers } from './multipliers.ts';
import { fitSmooth, type SmoothFit, type SmoothLoss } from './newton.ts';
import { backProject, dot } from './products.ts';
import { sampleGram } from './sampleGram.ts';
import { type LabelledDesign, type MarginSpace, marginSpace } from './space.ts';
import { fitAlone, fitTogether, type JointFit } from './together.ts';

/** A loss of the margin: ½(1 − u)², log(1 + e^(−u)), (1 − u)₊ or ½(1 − u)₊², with its first and second derivative. */
export interface MarginLoss extends SmoothLoss {
  readonly kind: 'square' | 'logistic' | 'hinge' | 'squared-hinge';
}

/** A fit, or why there is none. */
export type MarginFit =
  | {
      readonly status: 'ok';
      /** a, one a parameter. */
      readonly coefficients: Float64Array;
      /** u, one a sample. */
      readonly margins: Float64Array;
      /** By how much at most the objective exceeds its minimum, relative to itself; to leading order for smooth losses at penalty 0. */
      readonly gap: number;
      readonly iterations: number;
    }
  | {
      /** The logistic loss without penalty: some direction lowers no margin and raises some, so that no minimum is attained. */
      readonly status: 'separable';
      readonly iterations: number;
    }
  | {
      /** The hinge loss without penalty: no a has margins that are all positive. */
      readonly status: 'not-separable';
      /** The proof: α ≥ 0, of sum 1, with Σ α y z = 0 to 10⁻¹⁰ of the longest row z of Z; one a sample. */
      readonly ray: Float64Array;
      readonly iterations: number;
    }
  | { readonly status: 'not-converged'; readonly gap: number; readonly iterations: number };

/** Relative duality gap that a fit must have. */
const tolerance = 1e-9;
/** The same for label vectors that are fitted together: those beyond it are fitted by themselves. */
const jointTolerance = 1e-12;
/** Penalty in units of a mean squared row of Z that is as good as none to start from. */
const leastPenalty = 1e-8;
/** Losses with label vectors that are fitted together, and how. */
const joint = {
  logistic: {
    usualCurvature: 1 / 16,
    curvatureAt: (slope: number) => -slope * (1 + slope),
    iterationsAlone: 4,
  },
  'squared-hinge': {
    usualCurvature: 1,
    curvatureAt: (slope: number) => (slope < 0 ? 1 : 0),
    iterationsAlone: 15,
  },
} as const;

/** What is minimised. */
export interface MarginProblem {
  readonly loss: MarginLoss;
  /** c; finite, ≥ 0. */
  readonly penalty: number;
}

/**
 * The fit in the smaller of primal and dual, with its duality gap as certificate.
 *
 * @param labels −1 or 1, one a sample
 * @throws {InputError} for labels or a penalty outside of their domain
 */
export function fitMargins(
  backend: Backend,
  design: DesignMatrix,
  labels: Float64Array,
  problem: MarginProblem,
): MarginFit {
  return fitEach(backend, design, [labels], problem)[0]!;
}

/**
 * The fit of every label vector, in less time than one by one.
 *
 * @param known the smaller Gram matrix of the design, where it is known
 */
export function fitEach(
  backend: Backend,
  design: DesignMatrix,
  labels: readonly Float64Array[],
  { loss, penalty }: MarginProblem,
  known?: Matrix,
): MarginFit[] {
  for (const each of labels) requireLabels(each, design.samples);
  if (!(penalty >= 0 && penalty < Number.POSITIVE_INFINITY)) {
    throw new InputError(`a penalty of ${penalty}: it must be a finite number, at least 0`);
  }
  return backend.workspace.scope(() => {
    const { kind } = loss;
    if (kind === 'square') return bySquares(backend, design, labels, penalty, known);
    const shared = kind !== 'hinge' && penalty > 0 && design.whole !== null ? joint[kind] : null;
    const alone = isAlone(design, kind, labels.length);
    const gram = known ?? (shared && !alone ? gramOf(backend, design) : undefined);
    const nearOnes = shared && jointly({ loss: { ...loss, ...shared }, c: penalty });
    return labels.map((y, k) => {
      const near = nearOnes?.[k];
      if (near && near.gap <= jointTolerance) return { ...near, status: 'ok' };
      return backend.workspace.scope(() => {
        const labelled = { design, gram, labels: y };
        const space = marginSpace(backend, labelled, penalty === 0);
        const fit = kind === 'hinge' ? byMultipliers(backend, labelled, space, penalty) : null;
        return fit ?? byItself(space, { loss, penalty }, near);
      });
    });

    /** Whether by itself or not goes by the number of label vectors alone, so that fits do not depend on what else is known of the design. */
    function jointly(problem: Parameters<typeof fitTogether>[3]): readonly JointFit[] | null {
      if (!alone) return fitTogether(backend, { design, gram: gram! }, labels, problem);
      const fit = fitAlone(backend, design, labels[0]!, problem);
      return fit && [fit];
    }
  });
}

/** Whether a label vector is fitted in a metric of its own. */
function isAlone(design: DesignMatrix, kind: MarginLoss['kind'], count: number): boolean {
  return kind === 'logistic' && count === 1 && isPrimal(design);
}

/** Whether fits to so many label vectors take the smaller Gram matrix of the design, so that it is as well known. */
export function takesGram(
  design: DesignMatrix,
  { kind, penalty }: { readonly kind: MarginLoss['kind']; readonly penalty: number },
  count: number,
): boolean {
  if (kind === 'square' || !isPrimal(design)) return true;
  return kind !== 'hinge' && penalty > 0 && !isAlone(design, kind, count);
}

/** Penalty, in units of a mean squared row of Z, below which the method of multipliers is not tried: α says little then of the coefficients Xᵀα/c. */
const leastForMultipliers = 1e-5;

/** The hinge, where that closes its gap. */
function byMultipliers(
  backend: Backend,
  labelled: LabelledDesign,
  space: MarginSpace,
  penalty: number,
): MarginFit | null {
  const squares = dot(space.rowNorms, space.rowNorms) / space.rowNorms.length;
  if (!(penalty > leastForMultipliers * squares)) return null;
  const { iterations, ...found } = backend.workspace.scope(() =>
    fitByMultipliers(sampleGram(backend, labelled, penalty)),
  );
  const fit = hingeFit(space, penalty, found);
  if (!(fit.gap <= tolerance)) return null;
  return outcome(space, { ...fit, status: 'ok', iterations });
}

function byItself(space: MarginSpace, { loss, penalty }: MarginProblem, near?: JointFit): MarginFit {
  if (loss.kind === 'hinge') {
    const fit = penalty > 0 ? fitHinge(space, penalty, tolerance) : fitHardMargin(space, tolerance);
    return fit.status === 'not-separable' ? withRay(fit) : outcome(space, fit);
  }
  if (loss.kind === 'squared-hinge') return bySquaredHinge(space, loss, penalty, near);
  const fit = fitSmooth(space, loss, penalty, tolerance, near && { start: near.a });
  return fit.status === 'separable'
    ? { status: 'separable', iterations: fit.iterations }
    : outcome(space, fit);
}

/** Share of the numbers of a fit that as many samples below margin 1 must have for Newton's method to find the pieces of the squared hinge. */
const enoughShort = 1 / 2;
/** Its steps that are tried then. */
const fewSteps = 10;

/**
 * On nearly separable data, where few samples are short of margin 1, Newton's method goes astray among the pieces of the squared hinge; it starts
 * from where the interior-point method ends, on the right ones, and keeps to the last digits what that found.
 */
function bySquaredHinge(
  space: MarginSpace,
  loss: MarginLoss,
  penalty: number,
  joint: JointFit | undefined,
): MarginFit {
  if (joint && joint.margins.filter((u) => u < 1).length >= enoughShort * space.order) {
    const fit = fitSmooth(space, loss, penalty, tolerance, { start: joint.a, most: fewSteps });
    if (fit.status === 'ok') return outcome(space, fit);
  }
  if (penalty === 0) {
    const hard = fitHardMargin(space, tolerance);
    if (hard.status === 'ok') return outcome(space, hard);
  }
  const scale = dot(space.rowNorms, space.rowNorms) / space.rowNorms.length;
  const near = fitSquaredHinge(space, penalty > 0 ? penalty : leastPenalty * scale, tolerance);
  const fit = fitSmooth(space, loss, penalty, tolerance, { start: near.a });
  const better = penalty > 0 && !(fit.gap <= near.gap) ? near : fit;
  return outcome(space, { ...better, iterations: near.iterations + fit.iterations });
}

function outcome(space: MarginSpace, fit: SmoothFit | Omit<MaximumMarginFit, 'alpha'>): MarginFit {
  const { status, gap, iterations } = fit;
  if (status !== 'ok') return { status: 'not-converged', gap, iterations };
  return { status, coefficients: space.coefficients(fit.a), margins: fit.margins, gap, iterations };
}

function withRay({ alpha, iterations }: MaximumMarginFit): MarginFit {
  const sum = alpha.reduce((a, b) => a + b, 0);
  return { status: 'not-separable', ray: alpha.map((value) => value / sum), iterations };
}

/** Ridge regression of the labels, since 1 − u = y(y − f); its gap is that of newton.ts, at penalty 0 relative to the objective of a = 0. */
function bySquares(
  backend: Backend,
  design: DesignMatrix,
  labels: readonly Float64Array[],
  penalty: number,
  gram?: Matrix,
): MarginFit[] {
  const { workspace } = backend;
  const y = workspace.matrix(design.samples, labels.length);
  labels.forEach((each, k) => {
    setColumn(y, k, each);
  });
  const known = gram && { gram, factorOf: (shift: number) => choleskyFactor(backend, gram, shift) };
  const fit = fitRidge(backend, design, y, [penalty], known);
  const taken = penalty > 0 ? null : stillTaken();
  return labels.map((each, k) =>
    workspace.scope(() => {
      const [coefficients, residuals] = [columnOf(fit.coefficients, k), columnOf(fit.residuals, k)];
      const margins = residuals.map((residual, i) => 1 - each[i]! * residual);
      const gap = taken === null ? ridgeGap(coefficients, residuals) : taken(residuals);
      if (!(gap <= tolerance)) return { status: 'not-converged', gap, iterations: 1 };
      return { status: 'ok', coefficients, margins, gap, iterations: 1 };
    }),
  );

  function ridgeGap(coefficients: Float64Array, residuals: Float64Array): number {
    const apart = backProject(backend, design, residuals).map((x, i) => penalty * coefficients[i]! - x);
    const objective = dot(residuals, residuals) + penalty * dot(coefficients, coefficients);
    return dot(apart, apart) / penalty / objective;
  }

  /** The part of residuals that some a could still take away. */
  function stillTaken(): (residuals: Float64Array) => number {
    const ones = new Float64Array(design.samples).fill(1);
    const space = marginSpace(backend, { design, gram, labels: ones }, true);
    const solve = space.factor(ones, 0);
    return (residuals) => {
      if (solve === null) return Number.POSITIVE_INFINITY;
      const g = space.combine(residuals);
      const step = solve(g);
      return space.inner(g, step, space.margins(step)) / design.samples;
    };
  }
}
