/**
 * The engine: the project's own theories of ridge regression and of classification by convex losses. Each declares what of a problem it needs and what
 * it takes; what none takes together is refused here, with the reason.
 */
import { InputError } from '../errors.ts';
import type { Schedule } from '../parts/schedule.ts';
import type { Layer } from '../theory/complex/curve.ts';
import { predictTrained } from '../theory/filters/trainedRisk.ts';
import type { Kernel } from '../theory/kernel.ts';
import { predictDeepRisk } from '../theory/layers/risk.ts';
import { predictOrthogonal } from '../theory/orthogonal/risk.ts';
import {
  type ClassificationPrediction,
  type Classifier,
  predictClassifier,
} from '../theory/replica/prediction.ts';
import type { RiskPrediction, Training } from '../theory/risk.ts';
import { predictShifted, type Shift } from '../theory/shift/risk.ts';
import { predictSubsampled, type Subsampling } from '../theory/subsampling/risk.ts';
import { optimalSignedRidge, type TunedRidge } from '../theory/tuning/ridge.ts';
import { noTerms, type Prediction, predictEnsemble } from '../theory/variance/ensemble.ts';

/** A problem in the limit: what the engine needs of it. */
export interface LimitProblem {
  readonly kernel: Kernel;
  readonly training: Training;
  /** At ridge 0 with eigenvalues that underflow where they decide: the kernel near those, in a unit of its own. */
  readonly scaled?: { readonly kernel: Kernel; readonly unit: number };
  /** Predictors of independent features that are averaged; 1 unless given. */
  readonly ensemble?: number;
  /** How training goes on; absent: to its end, ridge regression. */
  readonly schedule?: Schedule;
  /** Layers of random features beyond the first, which `training.features` counts; absent or empty: none. */
  readonly layers?: readonly Layer[];
  /** The input dimension d, in the scale of the counts, where the weights of the features are orthogonal; absent: they are independent. */
  readonly orthogonal?: number;
  /** Inputs at test of another law than those of training; absent: of the same. */
  readonly shift?: Shift;
  /** Predictors on parts of the samples that are averaged; absent: one on all of them. */
  readonly subsampling?: Subsampling;
  /** Labels ±1 that are classified, at the ridge of Σ ℓ + (λ/2)|w|²; absent: regression with square loss. */
  readonly classifier?: Classifier;
}

/** A problem of regression. */
export type RegressionProblem = LimitProblem & { readonly classifier?: undefined };

/** What a theory says at a point: quantities by name, a status and a residual. */
export type Predicted = Prediction | ClassificationPrediction | OwnPrediction;

/** Of a model with a theory of its own. */
export interface OwnPrediction {
  /** ok, or why there are no values. */
  readonly status: string;
  readonly residual: number | null;
  readonly [quantity: string]: number | string | null | readonly string[];
}

/** One of the quantities; null where it has no finite value or is not predicted. */
export function quantityOf(predicted: Predicted | RiskPrediction, quantity: string): number | null {
  const value = (predicted as unknown as Readonly<Record<string, unknown>>)[quantity];
  return typeof value === 'number' ? value : null;
}

/** What a problem may have beside its kernel and training. */
export type Feature =
  | 'classifier'
  | 'layers'
  | 'orthogonal'
  | 'shift'
  | 'subsampling'
  | 'schedule'
  | 'ensemble'
  | 'scaled';

interface EngineTheory {
  readonly name: string;
  /** Without it another theory is asked; null: it is the last one. */
  readonly needs: Feature | null;
  readonly takes: readonly Feature[];
  readonly predict: (problem: LimitProblem) => Predicted;
}

/** The first that has what it needs is asked. */
const engineTheories: readonly EngineTheory[] = [
  {
    name: 'classification by a loss of the margin',
    needs: 'classifier',
    takes: ['classifier'],
    predict: ({ kernel, training, classifier }) => predictClassifier(kernel, training, classifier!),
  },
  {
    name: 'ridge regression on several layers of features',
    needs: 'layers',
    takes: ['layers'],
    predict: ({ kernel, training, layers }) => ({
      ...predictDeepRisk(kernel, training, layers!),
      ...noTerms,
    }),
  },
  {
    name: 'ridge regression on features of orthogonal weights',
    needs: 'orthogonal',
    takes: ['orthogonal'],
    predict: ({ kernel, training, orthogonal }) => {
      const predicted = predictOrthogonal(kernel, training, orthogonal!);
      const { testError } = predicted;
      return { ...predicted, ...noTerms, gcv: testError, leaveOneOut: testError };
    },
  },
  {
    name: 'ridge regression under covariate shift',
    needs: 'shift',
    takes: ['shift'],
    predict: ({ kernel, training, shift }) => predictShifted(kernel, training, shift!),
  },
  {
    name: 'ridge regression on subsamples',
    needs: 'subsampling',
    takes: ['subsampling'],
    predict: ({ kernel, training, subsampling }) => ({
      ...predictSubsampled(kernel, training, subsampling!),
      ...noTerms,
    }),
  },
  {
    name: 'training that stops before its end',
    needs: 'schedule',
    // Eigenvalues that underflow are not learned in any time.
    takes: ['schedule', 'scaled'],
    predict: ({ kernel, training, schedule }) => ({
      ...predictTrained({ kernel, ...training }, training.noise, schedule!),
      ...noTerms,
    }),
  },
  { name: 'ridge regression', needs: null, takes: ['ensemble', 'scaled'], predict: predictRidge },
];

function predictRidge({ kernel, training, scaled, ensemble = 1 }: LimitProblem): Prediction {
  if (scaled === undefined || training.ridge !== 0) return predictEnsemble(kernel, training, ensemble);
  const { kappa, gammaEffective, ...rest } = predictEnsemble(scaled.kernel, training, ensemble);
  const own = (value: number | null) => (value === null ? null : value * scaled.unit);
  return { ...rest, kappa: own(kappa), gammaEffective: own(gammaEffective) };
}

function featuresOf({
  classifier,
  layers = [],
  orthogonal,
  shift,
  subsampling,
  schedule,
  ensemble = 1,
  scaled,
}: LimitProblem): Feature[] {
  const given: Readonly<Record<Feature, boolean>> = {
    classifier: classifier !== undefined,
    layers: layers.length > 0,
    orthogonal: orthogonal !== undefined,
    shift: shift !== undefined,
    subsampling: subsampling !== undefined,
    schedule: schedule !== undefined,
    ensemble: ensemble > 1,
    scaled: scaled !== undefined,
  };
  return (Object.keys(given) as Feature[]).filter((feature) => given[feature]);
}

const words: Readonly<Record<Feature, string>> = {
  classifier: 'classification',
  layers: 'several layers of features',
  orthogonal: 'orthogonal weights',
  shift: 'covariate shift',
  subsampling: 'subsamples',
  schedule: 'training that stops before its end',
  ensemble: 'an ensemble',
  scaled: 'eigenvalues that underflow',
};

/** What the problem has, beside its kernel and training, that is none of these, in words; null where there is nothing. */
export function beyond(problem: LimitProblem, taken: readonly Feature[]): string | null {
  const odd = featuresOf(problem).find((feature) => !taken.includes(feature));
  return odd === undefined ? null : words[odd];
}

/** The ridge of any sign with the least excess risk of one predictor, at the law of test. */
export function signedOptimum({ kernel, training, shift }: RegressionProblem): TunedRidge {
  if (shift === undefined) return optimalSignedRidge(kernel, training);
  return optimalSignedRidge(kernel, training, (each, solution) =>
    predictShifted(kernel, each, shift, solution),
  );
}

/** @throws {InputError} for what no theory takes together */
export function predictLimit(problem: RegressionProblem): Prediction;
export function predictLimit(problem: LimitProblem): Predicted;
export function predictLimit(problem: LimitProblem): Predicted {
  const given = featuresOf(problem);
  const theory = engineTheories.find(({ needs }) => needs === null || given.includes(needs))!;
  const odd = beyond(problem, theory.takes);
  if (odd === null) return theory.predict(problem);
  throw new InputError(`${odd} is not known together with ${theory.name}; leave one of them out`);
}
