/**
 * A named model of the literature: a preset over the parts, with its parameters as data, its limit and its finite-size problem.
 */

import { InputError } from '../errors.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import type { MatrixSide, SpectrumSeries } from '../simulators/laws/spectrum.ts';
import type { RegressionSeries } from '../simulators/regression/plan.ts';
import type { Readout } from '../simulators/regression/readings.ts';
import type { Simulator } from '../simulators/simulator.ts';
import {
  beyond,
  type LimitProblem,
  type Predicted,
  predictLimit,
  type RegressionProblem,
  signedOptimum,
} from '../theories/engine.ts';
import { optimalTime } from '../theory/filters/optimalTime.ts';
import { edgeOf } from '../theory/negative/ridge.ts';
import type { Training } from '../theory/risk.ts';
import { optimalRidge } from '../theory/tuning/ridge.ts';
import type { Prediction } from '../theory/variance/ensemble.ts';
import type { Cautioned } from './cautions.ts';
import { withRidge } from './ridgeExpression.ts';

/** A point of a scan at integer sizes. */
export interface Realisation<S extends object = object, R = unknown> {
  /** What the model's simulator draws and fits, and the powers at which it is read off. */
  readonly series: S;
  readonly readout: R;
  /** The ratios of the point as the integer sizes realise them. */
  readonly ratios: Point;
  /** The limit at those ratios and the realised block shares, where the engine predicts it. */
  readonly limit?: LimitProblem;
  /** The model's own prediction there, where it has a theory of its own. */
  readonly predicts?: () => Predicted;
  /** The integer sizes by their usual letters. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Fresh inputs per trial on which quantities are measured; 0 where they are exact. */
  readonly testPoints: number;
  /** The size that an expansion in its inverse goes by. */
  readonly effectiveSize: number;
  /** Why means are not judged; null where they are. */
  readonly untested: string | null;
  /** Whether trials measure a quantity that has this value in the limit. */
  readonly measures: (quantity: string, predicted: number | null) => boolean;
  /** Whether some trials may lack a quantity, whose mean then is of something else and not judged. */
  readonly partial?: true;
  /** Exact finite-size means by quantity, where they are known. */
  readonly exactMeans?: ExactMeans;
  /** What its random matrix is drawn of, and the orders that this has on either side; absent where its spectrum is not drawn. */
  readonly spectrum?: {
    readonly cell: SpectrumSeries['cell'];
    readonly orders: Readonly<Record<MatrixSide, number>>;
  };
}

/**
 * An exact finite-size mean of one quantity, infinite where its integral diverges, and the limit of that same formula at the realised ratios, NaN where it
 * has none.
 */
export interface ExactMean {
  readonly mean: number;
  readonly limit: number;
}

/** By quantity. */
export type ExactMeans = Readonly<Partial<Record<string, ExactMean>>>;

/** A quantity that is predicted: labels, help and axes are read off these. */
export interface Quantity {
  readonly name: string;
  readonly tex: string;
  readonly meaning: string;
  /** It is 1 at one side of the model's threshold and 0 at the other. */
  readonly phases?: true;
  /** What its trials can be: 0 or more, or as of a probability 0, 1 or averages of these; absent: any number. */
  readonly trials?: 'nonnegative' | 'proportion';
}

/** What is predicted, in the order in which it is reported; what is measured of it, the simulator's designs say. */
export interface Observables {
  readonly quantities: readonly Quantity[];
  /** TeX of an axis that shows several of them; absent: theirs, one after the other. */
  readonly together?: string;
  /** The one that tuning makes least. */
  readonly objective: string;
  /** Those shown beside it. */
  readonly tuned: readonly string[];
  /** What `status` can be, and what `residual` is of. */
  readonly notes: Readonly<Record<'units' | 'status' | 'residual', string>>;
}

export interface Model {
  readonly name: string;
  readonly title: string;
  /** The model and its objective, for people. */
  readonly formula: string;
  readonly references: readonly string[];
  /** Whether spectra of its features are known, and what they say of overfitting: of one layer or none, fitted with square loss. */
  readonly hasSpectrum: boolean;
  /** What `simulation.sizes` counts; null: every point has sizes of its own, which `realise` takes. */
  readonly size: {
    readonly tex: string;
    readonly meaning: string;
    /** What a new scenario begins with; absent: the usual ones. */
    readonly examples?: readonly number[];
  } | null;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  readonly observables: Observables;
  /** @throws {InputError} when the values of a point do not go together */
  readonly check?: (point: Point) => void;
  /** Training samples n of a point whose sizes are absolute; null where they are ratios. */
  readonly absoluteSize: (point: Point) => number | null;
  /** The same problem with absolute sizes so many times as large; null where it has no such. Absent: no point has. */
  readonly scaled?: (point: Point, scale: number) => Point | null;
  /** Why the limit may be far from the point's absolute sizes. */
  readonly cautions: (point: Point) => readonly string[];
  /** Its exact finite-size means; absent: none are known. */
  readonly exactMeans?: {
    readonly quantities: readonly string[];
    /** Where they are known, for people. */
    readonly where: string;
    /** At a point of absolute sizes; empty where they are not known. */
    readonly at: (point: Point) => ExactMeans;
  };
  /** The limit as a problem of the engine; absent where the model predicts by a theory of its own. */
  readonly limit?: (point: Point) => LimitProblem;
  /** Its own theory, which is asked instead of the engine. */
  readonly predicts?: (point: Point) => Predicted;
  /** What draws its trials. */
  readonly simulator: Simulator;
  readonly realise: (point: Point, size: number) => Realisation;
  /** Its parameters as they act on the margins y f of its training samples; absent: there are no such margins. */
  readonly marginParameters?: readonly Parameter[];
  /** Whether trials of the point can be drawn; absent: of all. Else it is theory alone. */
  readonly simulates?: (point: Point) => boolean;
  /** What else solves the equations at the point, for people; null: nothing was found. Absent: a solution is known to be the only one. */
  readonly secondSolution?: (point: Point) => string | null;
  /** The same problem under the rule that no other beats; absent: the model knows none. */
  readonly floor?: (point: Point) => Point;
  /** Where, along the axis `name` that alone the point leaves out, the ridgeless risk has its interpolation threshold; null off that axis. */
  readonly threshold: (name: string, point: Point) => number | null;
  /** The ridge of its limit per unit of the point's; absent: 1. */
  readonly ridgeFactor?: (point: Point) => number;
  /** Eigenvalues of ZᵀZ/n, Z the n × p design, as multiples of those of K/n; absent: the same. */
  readonly featureScale?: (point: Point) => number;
  /** Ratios by name at a point, whether they are given or follow from absolute sizes: what expressions may call them by. */
  readonly ratios?: (point: Point) => Readonly<Record<string, number>>;
  /** Activations of the layers of features, first to last; absent: the model has none. */
  readonly activations?: (point: Point) => readonly string[];
}

/** @throws {InputError} for a model whose spectra are not known */
export function checkSpectrum({ name, hasSpectrum }: Model): void {
  if (hasSpectrum) return;
  throw new InputError(
    `no spectrum of ${name} is known; expected a model of regression on one layer of features or none, as linear, random-features and kernel`,
  );
}

/** @template C what is drawn */
export type RegressionRealisation<C = unknown> = Realisation<RegressionSeries<C>, Readout> & {
  readonly limit: RegressionProblem;
};

/** A model whose limit the engine predicts. */
export type EngineModel = Model & Required<Pick<Model, 'limit'>>;

export interface RegressionModel<C = unknown> extends Model {
  readonly limit: (point: Point) => RegressionProblem;
  readonly realise: (point: Point, size: number) => RegressionRealisation<C>;
}

/** The model's limit at a point of a scan. @throws {InputError} for an unusable activation or covariance */
export function predict(model: RegressionModel, point: Point): Prediction & Cautioned;
export function predict(model: Model, point: Point): Predicted & Cautioned;
export function predict(model: Model, point: Point): Predicted & Cautioned {
  const resolved = resolvePoint(model, point);
  const found = predicted(model, resolved);
  const beyond = found.status === 'below-edge' ? [belowEdge(model, resolved)] : [];
  return { ...found, cautions: [...model.cautions(point), ...beyond] };
}

/** Where the negative ridges end. */
function belowEdge(model: Model, point: Point): string {
  const { kernel, training } = limitOf(model, point);
  const least = edgeOf(kernel, training).ridge / (model.ridgeFactor?.(point) ?? 1);
  const end = least < 0 ? `expected more than ${Number(least.toPrecision(6))}` : 'expected 0 or more';
  return `negative ridge: ${point['ridge']} is not above the edge of the spectrum of K/n; ${end}, or there is no limit`;
}

/** Without words among the numbers. */
export function predicted(model: Model, resolved: Point): Predicted {
  return model.predicts ? model.predicts(resolved) : predictLimit(limitOf(model, resolved));
}

/** What the limit says at the ratios that integer sizes realise. */
export function predictedAtSizes({ limit, predicts }: Pick<Realisation, 'limit' | 'predicts'>): Predicted {
  if (limit !== undefined) return predictLimit(limit);
  if (predicts !== undefined) return predicts();
  throw new TypeError('a realisation needs its limit, or a prediction of its own');
}

/** The model's problem as the engine has it. @throws {InputError} for a model that predicts by a theory of its own */
export function limitOf(model: Model, point: Point): LimitProblem {
  if (model.limit) return model.limit(point);
  throw new InputError(
    `the model ${model.name} has a theory of its own; expected a model of ridge regression or classification, as linear, random-features and classification`,
  );
}

/** Whether the excess risk is known term by term. */
export function hasTerms(model: Model, point: Point): boolean {
  // Neither depends on the value that a word stands for.
  const numbers = new Set(model.parameters.filter(({ kind }) => kind === 'number').map(({ name }) => name));
  const isWord = (name: string, value: Point[string]) => numbers.has(name) && typeof value === 'string';
  const values = Object.entries(point).map(([name, value]) => [name, isWord(name, value) ? 1 : value]);
  if (!model.limit) return false;
  return beyond(model.limit(Object.fromEntries(values)), ['shift', 'ensemble', 'scaled']) === null;
}

/** The point with the words and expressions among its numbers replaced by what they stand for. */
export function resolvePoint(model: Model, given: Point): Point {
  const point = withRidge(model, given);
  if (point['time'] === 'optimal') {
    const { time: _, ...untimed } = point;
    const { kernel, training } = limitOf(model, untimed);
    return { ...point, time: optimalTime({ kernel, ...training }, training.noise) };
  }
  if (point['ridge'] !== 'optimal' && point['ridge'] !== 'optimalSigned') return point;
  const { classifier: _, ...problem } = limitOf(model, { ...point, ridge: 0 });
  if (point['ridge'] === 'optimalSigned') {
    if ((problem.ensemble ?? 1) > 1)
      throw new InputError(
        `ridge optimalSigned is of one predictor, not of ensemble ${problem.ensemble}; expected optimal`,
      );
    const { ridge } = signedOptimum(problem);
    return { ...point, ridge: ridge / (model.ridgeFactor?.(point) ?? 1) };
  }
  const excessRisk = (training: Training) => predictLimit({ ...problem, training }).excessRisk;
  const ridge = optimalRidge(problem.kernel, problem.training, excessRisk);
  return { ...point, ridge: ridge / (model.ridgeFactor?.(point) ?? 1) };
}
