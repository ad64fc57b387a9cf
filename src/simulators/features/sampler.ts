/** What the simulators ask of a feature map: how features are drawn, and what the population is as they see it. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import type { DesignMatrix } from '../../solvers/ridge.ts';
import type { Streams, Targets } from '../draw.ts';

/** What a trial fits: the design matrix of x, and the hidden weights, if there are any. */
export interface DrawnDesign {
  readonly design: DesignMatrix;
  readonly weights: Matrix | null;
}

/** A drawn training set without its labels. */
export interface Drawn extends DrawnDesign {
  readonly x: Matrix;
  readonly streams: Streams;
}

/** Fits whose risk is asked for. */
export interface Fitted {
  readonly weights: Matrix | null;
  readonly labels: Targets;
  /** Of every fit, on as many leading parameters as it has rows: parameters × shifts·`width` right-hand sides. */
  readonly coefficients: readonly Matrix[];
  readonly width: number;
  readonly streams: Streams;
}

/** U = E φφᵀ and c = E φf of the targets in columns, or ZUZᵀ and Z c where there are fewer samples than parameters; E f². */
export interface Moments {
  readonly form: Matrix;
  readonly cross: Matrix;
  readonly powers: Float64Array;
}

/** The features of one cell. */
export interface FeatureSampler {
  /** Of its content, in the name of the draw. */
  readonly name: readonly unknown[];
  /** Fitted parameters: p observed inputs, or N features. */
  readonly parameters: number;
  /** Whether features are drawn, so that there are several sets of them; else they are the inputs themselves. */
  readonly drawn: boolean;
  /** Whether the leading ones of many features have the law of fewer. */
  readonly nests: boolean;
  /** Fresh inputs on which risks are measured; 0 where they are exact. */
  readonly testPoints: number;
  /** Weight of |a|² when the data term is Σ(y−f)², of the ridge n λ per sample: itself for linear features, nNλ/d for random ones. */
  penalty(ridge: number): number;
  /** Hidden weights of as many sets of features as there are streams, one set below the other; null where features are not drawn. */
  weights(backend: Backend, streams: readonly Streams[]): Matrix | null;
  /** @param panelRows rows of the design's longer side that are held at a time; Infinity: all of them */
  design(backend: Backend, x: Matrix, streams: Streams, panelRows: number): DrawnDesign;
  /** The features of the rows of x, one row each; of weights on x, the transposed. */
  rows(backend: Backend, x: Matrix, weights: Matrix | null): Matrix;
  /** Risk of every column of every fit on fresh inputs: in closed form where there is one, else on test points. */
  risks(backend: Backend, fitted: Fitted): Float64Array[];
  /** In closed form where there is one, else over test points. */
  moments(backend: Backend, drawn: Drawn, labels: Targets): Moments;
}
