/**
 * Boundaries of classification, by name: where data are separable, with what margin, and where logistic
 * regression has an estimate.
 */
import { InputError } from '../../errors.ts';
import type { NumberParameter, Parameter, Point } from '../../parts/parameter.ts';
import type { LimitProblem } from '../../theories/engine.ts';
import type { LabelLaw } from '../../theory/replica/channel.ts';
import {
  type Boundary,
  featureThreshold,
  marginCapacity,
  sampleThreshold,
} from '../../theory/replica/phase.ts';
import {
  type ClassificationPrediction,
  type Classifier,
  predictClassifier,
} from '../../theory/replica/prediction.ts';
import { numberOf } from '../parameters.ts';
import { givenNumber, spectrumOf } from '../spectra.ts';
import { classification } from './classification.ts';
import { strengthOfLabels } from './parameters.ts';

type Found = Readonly<Record<string, number | string | null>>;

/** A question about the phase diagram: what it depends on, and its answer. */
export interface Phase {
  readonly name: string;
  readonly meaning: string;
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  /** @throws {InputError} when the values of a point do not go together */
  readonly find: (point: Point) => Found;
}

/** Those of the classification problem that a phase is asked of. */
export function cautionsOf(point: Point): readonly string[] {
  return classification.cautions({ ...defaults, ...point });
}

const all: readonly Parameter[] = [...classification.parameters, ...classification.inputs];
const defaults: Point = Object.fromEntries(
  all.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
);

function own(...names: string[]): Parameter[] {
  return all.filter(({ name }) => names.includes(name));
}

/** The parameter where it may be left out; classification itself needs it. */
function optional(name: string, meaning: string): NumberParameter {
  const [parameter] = own(name) as [NumberParameter];
  const { unless: _, ...rest } = parameter;
  return { ...rest, meaning, optional: true };
}

function labelsUnlessGiven(fallback: string): Parameter[] {
  return [
    ...own('labels').map((labels) => ({ ...labels, default: fallback }) as Parameter),
    ...own('delta', 'flip'),
  ];
}

/** With the teacher's power goes its overlap with the student. */
const aTeacher: Parameter['usedAt'] = {
  where: 'labels of a teacher, not random',
  holds: ({ labels }) => labels !== 'random',
};

const strength: readonly Parameter[] = own('signal').map(strengthOfLabels);

const margin: NumberParameter = {
  kind: 'number',
  name: 'margin',
  tex: '\\kappa',
  meaning: 'margin κ ≥ 0 of the direction of norm |w|² = d (N): the least y f',
  // Negative ones are refused with the reason.
  minimum: -1e6,
  maximum: 1e6,
};

const inputs: readonly Parameter[] = own('blocks', 'spectrum');
const counted = { alpha: 'n', psi1: 'k' } as const;
type Size = keyof typeof counted;

const isGiven = (point: Point, size: Size) =>
  givenNumber(point, size) !== null || givenNumber(point, counted[size]) !== null;

/** The problem of a point, in which sizes that are sought have any value. */
function problemAt(point: Point, ...sought: Size[]): LimitProblem & { readonly classifier: Classifier } {
  const absolute = spectrumOf(point).kind !== 'blocks' || ['n', 'k', 'd'].some((name) => name in point);
  const anySize = sought.map((size) => [absolute ? counted[size] : size, 1]);
  const given: Point = { ...defaults, ...point, ...Object.fromEntries(anySize) };
  const isNull = hasNoSignal(given);
  // Of a teacher that no label depends on, the power does not matter.
  const full = isNull ? { ...given, signal: 1 } : given;
  classification.check!(full);
  const { classifier, ...problem } = classification.limit(full);
  const { labels, ...rest } = classifier!;
  return { ...problem, classifier: { ...rest, labels: isNull ? withoutSignal(labels) : labels } };
}

/** The global null hypothesis: all coefficients are 0. The sign of a function that is 0 is no label. */
function hasNoSignal(point: Point): boolean {
  const smooth = point['labels'] === 'logit' || (point['labels'] === 'probit' && point['delta'] !== 0);
  return smooth && point['signal'] === 0;
}

/** What is left of a law of labels where f* = 0: coin tosses, which depend on the intercept alone. */
function withoutSignal(labels: LabelLaw): LabelLaw {
  const { probability } = labels.given(0);
  return { given: () => ({ probability, density: () => 0, feature: null }), informative: false };
}

const orNull = (value: number) => (Number.isFinite(value) ? value : null);

/** Errors at a boundary, and how well it is known; `none` is the status where there is no boundary. */
function described(found: Boundary, none: string): Found {
  const { count, classificationError, labelError, residual, converged } = found;
  const exists = Number.isFinite(count) && converged;
  return {
    classificationError: exists ? orNull(classificationError) : null,
    labelError: exists ? labelError : null,
    status: !converged ? 'not-converged' : exists ? 'ok' : none,
    residual: orNull(residual),
  };
}

/** α_c, and p/n there, p = N or the inputs that are observed. */
function alphaColumns(point: Point, { count, converged }: Boundary, features: number): Found {
  const parameters = Number.isFinite(features) ? features : numberOf(point, 'observedShare');
  return { alphaC: converged ? orNull(count) : null, gammaC: converged ? parameters / count : null };
}

function separability(point: Point): Found {
  const [samplesGiven, featuresGiven] = [isGiven(point, 'alpha'), isGiven(point, 'psi1')];
  if (!samplesGiven) {
    const { kernel, training, classifier } = problemAt(point, 'alpha');
    const found = sampleThreshold(kernel, training.features, classifier.labels, classifier.offset);
    return { ...alphaColumns(point, found, training.features), ...described(found, 'always-separable') };
  }
  const sizes = Object.keys(point)
    .filter((name) => ['alpha', 'n', 'psi1', 'k'].includes(name))
    .join(' and ');
  if (featuresGiven) throw new InputError(`separability finds one of ${sizes} from the other; leave one out`);
  if (point['activation'] === classification.parameters.find(({ name }) => name === 'activation')!.default)
    throw new InputError(
      `${sizes} is what separability finds; leave it out, or give an activation to find psi1`,
    );
  const { kernel, training, classifier } = problemAt(point, 'psi1');
  if (classifier.offset !== undefined)
    throw new InputError(
      `intercept ${classifier.offset}: the number of features is found where both classes are alike; leave it out`,
    );
  const found = featureThreshold(kernel, training.samples, classifier.labels);
  const { count, converged } = found;
  return {
    psi1C: converged ? orNull(count) : null,
    gammaC: converged ? orNull(count / training.samples) : null,
    ...described(found, 'never-separable'),
  };
}

function maximumMargin(point: Point): Found {
  const { kernel, training, classifier } = problemAt({ ...point, rule: 'maximum-stability' });
  const boundary = sampleThreshold(kernel, training.features, classifier.labels);
  const predicted =
    training.samples >= boundary.count ? null : predictClassifier(kernel, training, classifier);
  const {
    margin = null,
    classificationError = null,
    labelError = null,
    q = null,
    m = null,
  } = predicted ?? {};
  return {
    margin,
    classificationError,
    labelError,
    q,
    m,
    ...alphaColumns(point, boundary, training.features),
    status: predicted === null ? 'not-separable' : margin === null ? 'not-converged' : 'ok',
    residual: predicted === null ? null : predicted.residual,
  };
}

function capacity(point: Point): Found {
  const { margin: given, ...rest } = point;
  const kappa = numberOf(point, 'margin');
  if (kappa < 0)
    throw new InputError(
      `margin ${given}: below 0 the replica-symmetric formula does not hold; expected a margin >= 0`,
    );
  const { kernel, training, classifier } = problemAt(rest, 'alpha');
  const { features } = training;
  const found =
    kappa === 0
      ? sampleThreshold(kernel, features, classifier.labels)
      : marginCapacity(kernel, features, classifier.labels, kappa);
  return { ...alphaColumns(point, found, features), ...described(found, 'always-separable') };
}

/**
 * The maximum-likelihood estimate of logistic regression: with κ = p/n, bias α* = m/ρ, κσ*² = q − m²/ρ, λ* = V,
 * and with an intercept the fitted one, offset; twice the log-likelihood ratio of l coefficients that are 0 is κσ*²/λ* χ²_l. None of it depends on the
 * inputs' covariance. Under the global null hypothesis, signal 0, there is no α*.
 *
 * Source: Sur & Candès, arXiv:1803.06964 (the system of α*, σ*, λ*); Sur, Chen & Candès, arXiv:1706.01191;
 * Zhao, Sur & Candès, arXiv:2001.09351, with intercepts.
 */
function maximumLikelihood(point: Point): Found {
  const alpha = givenNumber(point, 'alpha');
  const { kernel, training, classifier } = problemAt(
    { ...point, loss: 'logistic' },
    ...(alpha === null ? ['alpha' as const] : []),
  );
  const boundary = sampleThreshold(kernel, training.features, classifier.labels, classifier.offset);
  const kappaStar = boundary.converged ? 1 / boundary.count : null;
  if (alpha === null)
    return { kappaStar, status: boundary.converged ? 'ok' : 'not-converged', residual: boundary.residual };
  const exists = alpha > boundary.count;
  const predicted = exists ? predictClassifier(kernel, training, classifier) : null;
  return {
    kappaStar,
    ...estimateOf(predicted, alpha, numberOf(point, 'signal')),
    ...(classifier.offset === undefined ? {} : { offset: predicted?.offset ?? null }),
    status: statusOf(predicted, boundary),
    residual: predicted === null ? boundary.residual : predicted.residual,
  };
}

function statusOf(predicted: ClassificationPrediction | null, { converged }: Boundary): string {
  if (predicted === null) return converged ? 'does-not-exist' : 'not-converged';
  return predicted.status === 'ok' ? 'exists' : 'not-converged';
}

function estimateOf(predicted: ClassificationPrediction | null, alpha: number, signal: number): Found {
  if (predicted?.status !== 'ok') return { bias: null, sigma: null, lambda: null, likelihoodRatio: null };
  const { rho, V, q, m } = predicted;
  const spread = q! - (m! * m!) / rho;
  const bias = signal === 0 ? null : m! / rho;
  return { bias, sigma: Math.sqrt(spread * alpha), lambda: V!, likelihoodRatio: spread / V! };
}

/** Every one, by one explicit list. */
export const phases: readonly Phase[] = [
  {
    name: 'separability',
    meaning: [
      'alphaC = n/d below which data are linearly separable and p/n there, gammaC',
      'of an activation with alpha instead of psi1, psi1C = N/d above which they are',
    ].join('; '),
    parameters: [
      optional('alpha', 'samples per input dimension, n/d, to find psi1'),
      ...own('psi1', 'n', 'k', 'd', 'observedShare', 'activation', 'intercept'),
      ...labelsUnlessGiven('sign'),
      ...strength,
    ],
    inputs,
    find: separability,
  },
  {
    name: 'max-margin',
    meaning: [
      'margin of the separating direction of norm |w|² = d (N), its errors',
      'q and m of the least w with y f ≥ 1',
      'alphaC',
    ].join('; '),
    parameters: [
      ...own('alpha', 'psi1', 'n', 'k', 'd', 'observedShare', 'activation'),
      ...labelsUnlessGiven('sign'),
      ...own('signal').map((signal) => ({ ...signal, usedAt: aTeacher })),
    ],
    inputs,
    find: maximumMargin,
  },
  {
    name: 'capacity',
    meaning: 'alphaC = n/d below which data are separable with this margin; of random labels it is Gardner’s',
    parameters: [
      margin,
      ...own('psi1', 'k', 'd', 'observedShare', 'activation'),
      ...labelsUnlessGiven('random'),
      ...strength,
    ],
    inputs,
    find: capacity,
  },
  {
    name: 'mle',
    meaning: [
      'kappaStar = d/n below which logistic regression has a maximum-likelihood estimate, of any covariance',
      'at alpha its bias α* (none at signal 0, the global null), sigma σ*, lambda λ*, and likelihoodRatio, the scale κσ*²/λ* of its χ²; with an intercept offset, the fitted one',
    ].join('; '),
    parameters: [
      optional('alpha', 'samples per input dimension, n/d'),
      ...own('intercept'),
      ...labelsUnlessGiven('logit'),
      ...strength,
    ],
    inputs: [],
    find: maximumLikelihood,
  },
];
