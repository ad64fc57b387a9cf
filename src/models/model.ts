/**
 * A named model of the literature: a preset over the parts, with its parameters as data, its limit and its finite-size problem.
 */

import type { DrawCell } from '../problem/cell.ts';
import type { Parameter, Point } from '../problem/parameter.ts';
import type { Layer } from '../theory/complex/curve.ts';
import type { Kernel } from '../theory/kernel.ts';
import { predictDeepRisk } from '../theory/layers/risk.ts';
import { optimalRidge } from '../theory/optimalRidge.ts';
import { predictRisk, type RiskPrediction, type Training } from '../theory/risk.ts';

/** A problem in the limit: what the theory engine needs of it. */
export interface LimitProblem {
  readonly kernel: Kernel;
  readonly training: Training;
  /** Layers of random features beyond the first, which `training.features` counts; absent or empty: none. */
  readonly layers?: readonly Layer[];
}

/** What is read off one draw: the fit is linear in the labels, so none of these changes what is drawn. */
export interface Readout {
  readonly ridge: number;
  readonly signal: number;
  readonly nonlinear: number;
  readonly noise: number;
}

/** A point of a scan at integer sizes. */
export interface Realisation {
  readonly cell: DrawCell;
  readonly readout: Readout;
  /** The ratios of the point as the integer sizes realise them. */
  readonly ratios: Point;
  /** The limit at those ratios and the realised block shares. */
  readonly limit: LimitProblem;
}

/** An exact finite-size mean of one quantity, and the limit of that same formula at the realised ratios. */
export interface ExactMean {
  readonly mean: number;
  readonly limit: number;
}

export interface Model {
  readonly name: string;
  readonly title: string;
  /** The model and its objective, for people. */
  readonly formula: string;
  readonly references: readonly string[];
  /** What `simulation.sizes` counts; null: every point has sizes of its own, which `realise` takes. */
  readonly size: { readonly tex: string; readonly meaning: string } | null;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  /** @throws {InputError} when the values of a point do not go together */
  readonly check?: (point: Point) => void;
  readonly limit: (point: Point) => LimitProblem;
  readonly realise: (point: Point, size: number) => Realisation;
  /** Where, along the axis `name`, the ridgeless risk of `point` has its interpolation threshold; null off that axis. */
  readonly threshold: (name: string, point: Point) => number | null;
  /** Exact finite-size means by quantity, where they are known. */
  readonly exactMeans?: (realisation: Realisation) => Readonly<Partial<Record<SimulatedQuantity, ExactMean>>>;
}

/** The quantities that the simulation measures; the theory predicts these and more. */
export const simulatedQuantities = ['excessRisk', 'testError', 'trainError', 'bias', 'variance'] as const;
export type SimulatedQuantity = (typeof simulatedQuantities)[number];

/** The model's asymptotic risk at a point of a scan. @throws {InputError} for an unusable activation or covariance. */
export function predict(model: Model, point: Point): RiskPrediction {
  return predictLimit(model.limit(resolvePoint(model, point)));
}

export function predictLimit({ kernel, training, layers = [] }: LimitProblem): RiskPrediction {
  return layers.length > 0 ? predictDeepRisk(kernel, training, layers) : predictRisk(kernel, training);
}

/** The point with the words among its numbers replaced by what they stand for. */
export function resolvePoint(model: Model, point: Point): Point {
  if (point['ridge'] !== 'optimal') return point;
  const problem = model.limit({ ...point, ridge: 0 });
  const { kernel, training } = problem;
  const predictAt = (_: Kernel, tried: Training) => predictLimit({ ...problem, training: tried });
  return { ...point, ridge: optimalRidge(kernel, training, predictAt) };
}
