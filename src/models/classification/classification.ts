/**
 * Classification by a convex loss of the margin, of labels that a linear teacher makes, on the inputs or on random features of them; and the rules of the
 * teacher–student perceptron.
 *
 * Gerace et al., arXiv:2002.09339 (random features), Loureiro et al., arXiv:2102.08127 (any spectrum). Extensive quantities are counted per input
 * dimension: d = 1.
 */
import { InputError } from '../../errors.ts';
import type { CellBlock } from '../../problem/cell.ts';
import type { ClassifierSpec } from '../../problem/classifier.ts';
import { findActivation, hermiteCoefficients } from '../../problem/features/activations.ts';
import { type Block, powerOf, realiseBlocks } from '../../problem/inputs/covariance.ts';
import type { Distribution } from '../../problem/inputs/distributions.ts';
import { type LabelName, labelLaw, labelNames } from '../../problem/labels/signs.ts';
import { findLoss, type LossName, lossNames } from '../../problem/losses/loss.ts';
import type { Parameter, Point } from '../../problem/parameter.ts';
import type { Kernel } from '../../theory/kernel.ts';
import type { ClassificationRule, Classifier } from '../../theory/replica/prediction.ts';
import type { LimitProblem, Model, Realisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { randomFeatures } from '../random-features/randomFeatures.ts';
import {
  checkSizes,
  dimensionOf,
  givenNumber,
  kernelOf,
  leadingDirections,
  realiseDirections,
  spectrumOf,
} from '../spectra.ts';
import { conventions } from './conventions.ts';
import { classificationObservables } from './observables.ts';

/** Rules by name: those that minimise a loss, with the loss and the ridge they prescribe, and others. */
const rules = {
  minimise: {},
  'pseudo-inverse': { loss: 'square' },
  'maximum-stability': { loss: 'hinge' },
  hebb: {},
  gibbs: {},
  'bayes-optimal': {},
} as const satisfies Record<string, { readonly loss?: LossName }>;
type RuleName = keyof typeof rules;

const own: readonly Parameter[] = [
  {
    kind: 'choice',
    name: 'loss',
    tex: '\\ell',
    meaning:
      'loss of the margin u = y f: square ½(1−u)², logistic log(1+e^{−u}), hinge (1−u)₊, squared-hinge ½(1−u)₊²',
    choices: lossNames,
    default: 'logistic',
  },
  {
    kind: 'choice',
    name: 'labels',
    tex: 'y',
    meaning:
      'sign: of f*; probit: of f* + √delta z; logit: 1 with probability σ(f*); random: coin tosses; flip: sign f*, wrong with probability flip',
    choices: labelNames,
    default: 'sign',
  },
  {
    kind: 'number',
    name: 'delta',
    tex: '\\Delta',
    meaning: 'variance Δ of the noise inside the sign, of labels probit',
    minimum: 0,
    maximum: 1e12,
    optional: true,
  },
  {
    kind: 'number',
    name: 'flip',
    tex: '\\eta',
    meaning: 'probability η of a wrong label, of labels flip',
    minimum: 0,
    maximum: 0.5,
    optional: true,
  },
  {
    kind: 'choice',
    name: 'rule',
    tex: '\\text{rule}',
    meaning:
      'minimise the loss; or what the loss is not asked for: pseudo-inverse (square loss, ridge 0), maximum-stability (maximum margin), hebb (w ∝ Σ y φ), gibbs (a draw from the posterior), bayes-optimal (the floor)',
    choices: Object.keys(rules),
    default: 'minimise',
  },
  {
    kind: 'choice',
    name: 'convention',
    tex: '\\text{convention}',
    meaning: `what ridge is: ${Object.entries(conventions)
      .filter(([name]) => ['replica', 'mean', 'dascoli'].includes(name))
      .map(([name, { meaning }]) => `${name}: ${meaning}`)
      .join('; ')}`,
    choices: Object.keys(conventions),
    default: 'replica',
  },
];

const ridge: Parameter = {
  kind: 'number',
  name: 'ridge',
  tex: '\\lambda',
  meaning:
    'ridge λ of Σ ℓ + (λ/2)|w|², but see convention; 0 is the limit λ → 0⁺: the maximum margin, or the maximum of the likelihood',
  minimum: 0,
  maximum: 1e12,
  default: 0,
};

const noActivation = 'none';

const featureParameters: readonly Parameter[] = randomFeatures.parameters.flatMap((parameter) => {
  if (parameter.name === 'weights') return [parameter];
  if (parameter.name !== 'activation' || parameter.kind !== 'text') return [];
  return [
    {
      ...parameter,
      meaning: 'activation σ of the random features, which psi1 (or k) counts',
      valid: `${noActivation} for the inputs themselves, ${parameter.valid}`,
      check: (text: string) => void (text === noActivation || parameter.check(text)),
      default: noActivation,
    },
  ];
});

export const classification: Model = {
  name: 'classification',
  title: 'Classification by a convex loss, on the inputs or on random features',
  formula: [
    'y = ±1 by a teacher f* = θ·x/√d of power ρ = signal; minimise Σ ℓ(y f) + (ridge/2)|w|² over f = w·x/√d,',
    'or, where psi1 is given, f = w·φ/√N, φ = σ(θ_i·x/√d), i = 1…N',
  ].join('\n'),
  references: [
    'Gerace, Loureiro, Krzakala, Mézard & Zdeborová, Generalisation error in learning with random features and the hidden manifold model, ICML 2020, arXiv:2002.09339',
    'Loureiro et al., Learning curves of generic features maps for realistic datasets, NeurIPS 2021, arXiv:2102.08127',
    'Montanari, Ruan, Sohn & Yan, The generalization error of max-margin linear classifiers, arXiv:1911.01544',
    'Sur & Candès, A modern maximum-likelihood theory for high-dimensional logistic regression, PNAS 116 (2019), arXiv:1803.06964',
    'Engel & Van den Broeck, Statistical Mechanics of Learning, Cambridge 2001',
  ],
  size: { tex: 'd', meaning: 'input dimension' },
  parameters: [
    shared.ratioOrCounts('alpha', '\\alpha', 'n/d', 'samples per input dimension, n/d'),
    {
      ...shared.ratioParameter(
        'psi1',
        '\\psi_1',
        'N/d',
        'random features per input dimension, N/d; none unless given',
      ),
      optional: true,
    },
    shared.samples,
    shared.countParameter('k', 'random features N, with absolute sizes; none unless given'),
    shared.countParameter('d', 'input dimension, with absolute sizes; unless given, that of the spectrum'),
    ...own,
    {
      ...shared.signal,
      meaning:
        'power ρ of the teacher, spread over directions in proportion to variance unless blocks say otherwise',
    },
    ridge,
    ...featureParameters,
  ],
  inputs: shared.inputParameters,
  observables: classificationObservables,
  check,
  absoluteSize: (point) => givenNumber(point, 'n'),
  limit,
  realise,
  threshold: () => null,
};

/** Sizes in units of the input dimension, which is null unless it is given; psi1 is undefined for the inputs themselves. */
function sizesOf(point: Point): {
  readonly alpha: number;
  readonly psi1: number | undefined;
  readonly d: number | null;
} {
  const n = givenNumber(point, 'n');
  if (n === null)
    return { alpha: numberOf(point, 'alpha'), psi1: givenNumber(point, 'psi1') ?? undefined, d: null };
  const spectrum = spectrumOf(point);
  const given = givenNumber(point, 'd');
  const d = spectrum.kind === 'blocks' ? given : dimensionOf(spectrum, given, 'd');
  if (d === null) throw new InputError(`n ${n} needs d beside it, the input dimension`);
  if (given !== null && given !== d)
    throw new InputError(`d ${given} is not the dimension of spectrum ${point['spectrum']}, ${d}`);
  const k = givenNumber(point, 'k');
  return { alpha: n / d, psi1: k === null ? undefined : k / d, d };
}

function check(point: Point): void {
  checkSizes(point, ['alpha', 'psi1'], ['n', 'k', 'd']);
  const { alpha, psi1 } = sizesOf(point);
  const activation = textOf(point, 'activation');
  if (psi1 !== undefined && activation === noActivation)
    throw new InputError(
      'random features, by psi1 or k, need an activation; expected relu, tanh, erf or another',
    );
  if (psi1 === undefined && activation !== noActivation)
    throw new InputError(
      `activation ${activation} needs psi1 (or k) beside it, the number of random features`,
    );
  for (const [name, labels] of [
    ['delta', 'probit'],
    ['flip', 'flip'],
  ] as const) {
    const given = givenNumber(point, name);
    if (given !== null && point['labels'] !== labels)
      throw new InputError(`${name} ${given} is for labels ${labels}, not ${point['labels']}`);
    if (given === null && point['labels'] === labels)
      throw new InputError(`labels ${labels} need ${name} beside them`);
  }
  const rule = textOf(point, 'rule') as RuleName;
  if (rule !== 'minimise' && numberOf(point, 'ridge') > 0)
    throw new InputError(`ridge ${point['ridge']} is for the rule minimise; ${rule} has none`);
  if (!(numberOf(point, 'signal') > 0))
    throw new InputError(`signal ${point['signal']}: a teacher needs power > 0`);
  conventions[textOf(point, 'convention')]!.factor(alpha, psi1);
}

/** λ of the replica literature. */
function replicaRidge(point: Point): number {
  const { alpha, psi1 } = sizesOf(point);
  const given = numberOf(point, 'ridge');
  return given === 0 ? 0 : given * conventions[textOf(point, 'convention')]!.factor(alpha, psi1);
}

function specOf(point: Point): Omit<ClassifierSpec, 'rule'> & { readonly rule: ClassificationRule } {
  const rule = rules[textOf(point, 'rule') as RuleName];
  const name = textOf(point, 'rule') as RuleName;
  return {
    signal: numberOf(point, 'signal'),
    labels: {
      kind: textOf(point, 'labels') as LabelName,
      delta: givenNumber(point, 'delta') ?? 0,
      flip: givenNumber(point, 'flip') ?? 0,
    },
    loss: 'loss' in rule ? rule.loss : (textOf(point, 'loss') as LossName),
    rule: name === 'pseudo-inverse' || name === 'maximum-stability' ? 'minimise' : name,
  };
}

function classifierOf(point: Point): Classifier {
  const { labels, loss, rule } = specOf(point);
  return { labels: labelLaw(labels), loss: findLoss(loss), separator: findLoss('hinge'), rule };
}

function limit(point: Point): LimitProblem {
  const sizes = sizesOf(point);
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks')
    return limitProblem(point, sizes, blocksKernel(point, spectrum.blocks, sizes.psi1));
  const kernel =
    sizes.psi1 === undefined
      ? kernelOf(leadingDirections(spectrum, sizes.d!, sizes.d!), {
          unit: sizes.d!,
          scale: 1,
          signal: numberOf(point, 'signal'),
          nonlinear: 0,
          tail: 0,
        })
      : randomFeatures.limit(regressionPoint(point)).kernel;
  return limitProblem(point, sizes, kernel);
}

/** The random features of this point, as regression has them. */
function regressionPoint(point: Point): Point {
  const { alpha, ...rest } = point;
  return { ...rest, ...(alpha === undefined ? {} : { psi2: alpha }), nonlinear: 0, noise: 0 };
}

/** The kernel of blocks of the inputs in the limit: variances themselves, or of random features μ1² times those, and a tail μ*². */
function blocksKernel(point: Point, blocks: readonly Block[], psi1: number | undefined): Kernel {
  const { mu1, muStar2 } =
    psi1 === undefined
      ? { mu1: 1, muStar2: 0 }
      : hermiteCoefficients(findActivation(textOf(point, 'activation')));
  return {
    eigenvalues: blocks.map(({ variance }) => mu1 * mu1 * variance),
    multiplicities: blocks.map(({ share }) => share),
    rank: mu1 === 0 ? 0 : 1,
    targets: blocks.map((block) => numberOf(point, 'signal') * powerOf(block)),
    tail: muStar2,
    unlearnable: 0,
  };
}

function limitProblem(
  point: Point,
  { alpha, psi1 }: { readonly alpha: number; readonly psi1?: number | undefined },
  kernel: Kernel,
): LimitProblem {
  const training = {
    samples: alpha,
    features: psi1 ?? Number.POSITIVE_INFINITY,
    ridge: replicaRidge(point),
    noise: 0,
  };
  return { kernel, training, classifier: classifierOf(point) };
}

/** d = size inputs, n = round(αd) samples, N = round(ψ1 d) features; or all of them as they are given. */
function realise(point: Point, size: number): Realisation {
  const { alpha, psi1, d } = sizesOf(point);
  const dimension = d ?? size;
  const samples = Math.max(1, Math.round(alpha * dimension));
  const count = psi1 === undefined ? undefined : Math.max(1, Math.round(psi1 * dimension));
  const { blocks, power, shares } = inputsOf(point, dimension, psi1 !== undefined);
  const { rule, ...spec } = specOf(point);
  if (rule === 'gibbs' || rule === 'bayes-optimal')
    throw new InputError(
      `rule ${rule} is a floor of the theory and cannot be simulated; expected minimise or another`,
    );
  const realised = {
    alpha: samples / dimension,
    ...(count === undefined ? {} : { psi1: count / dimension }),
  };
  return {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks,
      samples,
      features:
        count === undefined
          ? { kind: 'linear' }
          : {
              kind: 'random',
              count,
              activation: textOf(point, 'activation'),
              weights: textOf(point, 'weights') as 'sphere' | 'gaussian',
            },
    },
    readout: {
      ridge: replicaRidge(point),
      signal: 1,
      nonlinear: 0,
      noise: 0,
      ensemble: 1,
      classifier: { ...spec, rule, signal: spec.signal * power },
    },
    ratios: d === null ? realised : { n: samples, d, ...(count === undefined ? {} : { k: count }) },
    limit: shares === null ? limit(point) : limitProblem(point, realised, blocksKernel(point, shares, psi1)),
  };
}

/** Coordinates of the inputs at dimension d; the blocks' shares there, unless the spectrum is explicit; the power that the target has of them. */
function inputsOf(
  point: Point,
  dimension: number,
  random: boolean,
): {
  readonly blocks: readonly CellBlock[];
  readonly power: number;
  readonly shares: readonly Block[] | null;
} {
  const spectrum = spectrumOf(point);
  if (spectrum.kind !== 'blocks') {
    const { blocks, power, lost } = realiseDirections(spectrum, dimension, dimension, random ? 1 : null);
    if (lost > 0)
      throw new InputError(
        `spectrum ${spectrum.text} has target power in directions of variance 0; no teacher to simulate`,
      );
    return { blocks, power, shares: null };
  }
  const { counts, blocks } = realiseBlocks(spectrum.blocks, dimension);
  const cells = blocks.map(({ share: _, ...block }, i) => ({
    ...block,
    count: counts[i]!,
    observed: counts[i]!,
  }));
  return {
    blocks: cells.filter(({ count }) => count > 0),
    power: 1,
    shares: blocks.filter(({ share }) => share > 0),
  };
}
