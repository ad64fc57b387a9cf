/**
 * Classification by a convex loss of the margin, of labels that a linear teacher makes, on the inputs or on random features of them; and the rules of the
 * teacher–student perceptron.
 *
 * Gerace et al., arXiv:2002.09339 (random features), Loureiro et al., arXiv:2102.08127 (any spectrum). Extensive quantities are counted per input
 * dimension: d = 1.
 */
import { InputError } from '../../errors.ts';
import type { CellBlock } from '../../parts/cell.ts';
import { realiseBlocks } from '../../parts/inputs/covariance.ts';
import type { Distribution } from '../../parts/inputs/distributions.ts';
import { labelLaw } from '../../parts/labels/signs.ts';
import { findLoss } from '../../parts/losses/loss.ts';
import { shrunkLogistic } from '../../parts/losses/shrunkLogistic.ts';
import type { Point } from '../../parts/parameter.ts';
import { type DrawCell, parameterCount } from '../../simulators/cell.ts';
import classifiers from '../../simulators/classification/classification.ts';
import { classifierTestPoints } from '../../simulators/classification/costs.ts';
import type { ClassifierSeries } from '../../simulators/classification/plan.ts';
import { canDraw } from '../../solvers/margins/posterior.ts';
import type { LimitProblem } from '../../theories/engine.ts';
import type { Kernel } from '../../theory/kernel.ts';
import { type Classifier, secondState } from '../../theory/replica/prediction.ts';
import { directionsCaution, samplesCaution } from '../cautions.ts';
import { rowsCaution } from '../estimated.ts';
import {
  blocksKernel,
  directionsKernel,
  type Gain,
  gainOf,
  noFeatures,
  type ObservedBlock,
} from '../inputKernel.ts';
import type { EngineModel, Realisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { effectiveSize, nearThreshold } from '../realisation.ts';
import { dataOf, testRows } from '../rows.ts';
import {
  givenNumber,
  leadingDirections,
  realiseDirections,
  scaledCounts,
  spectrumOf,
  wholeCount,
} from '../spectra.ts';
import { classificationExactMeans } from './exactMeans.ts';
import { classificationObservables } from './observables.ts';
import { classificationParameters, noActivation, strengthOfLabels } from './parameters.ts';
import { check, counted, replicaRidge, sizesOf, specOf } from './point.ts';
import { interpolationThreshold } from './threshold.ts';

interface ClassificationModel extends EngineModel {
  readonly realise: (point: Point, size: number) => Realisation<ClassifierSeries>;
}

export const classification: ClassificationModel = {
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
    'Zhao, Sur & Candès, The asymptotic distribution of the MLE in high-dimensional logistic models: arbitrary covariance, Bernoulli 28 (2022), arXiv:2001.09351 (intercepts)',
    'Engel & Van den Broeck, Statistical Mechanics of Learning, Cambridge 2001',
  ],
  hasSpectrum: false,
  size: { tex: 'd', meaning: 'input dimension' },
  parameters: classificationParameters,
  inputs: [...shared.inputParameters, shared.data],
  observables: classificationObservables,
  check,
  absoluteSize: (point) => givenNumber(counted(point, wholeCount), 'n'),
  scaled: (point, scale) => (dataOf(point) === null ? scaledCounts(point, scale, ['n', 'k', 'd']) : null),
  cautions: (point) => [
    ...directionsCaution(
      point,
      point['activation'] === noActivation
        ? 'the limit of classification'
        : 'the Gaussian equivalent of random features',
    ),
    ...samplesCaution(counted(point)),
    ...rowsCaution(counted(point)),
  ],
  exactMeans: {
    quantities: ['separable'],
    where: 'of labels random at ridge 0 on the inputs themselves, gaussian or on the sphere: Cover’s count',
    at: (point) =>
      classificationExactMeans(point, numberOf(counted(point, wholeCount), 'n'), fittedInputs(point)),
  },
  limit,
  simulator: classifiers,
  realise,
  ratios: (point) => {
    const { alpha, psi1, d } = sizesOf(point);
    const features = psi1 === undefined ? {} : { psi1, ...(d === null ? {} : { k: psi1 * d }) };
    return { alpha, ...features, ...(d === null ? {} : { n: alpha * d, d }) };
  },
  activations: (point) => (point['activation'] === noActivation ? [] : [textOf(point, 'activation')]),
  threshold: (name, point) => interpolationThreshold(limit, name, point),
  secondSolution: (point) => {
    const { kernel, training, classifier } = limit(point);
    const state = secondState(kernel, training, classifier!);
    if (state === null) return null;
    const offset = state.offset === undefined ? '' : `, b ${state.offset}`;
    return `V ${state.v}, q ${state.q}, m/√(ρq−m²) ${state.t}${offset}`;
  },
  // Margins of signs of the teacher do not depend on its power.
  marginParameters: classificationParameters.map((each) =>
    each.name === 'signal' ? strengthOfLabels(each) : each,
  ),
  simulates: (point) =>
    !isShrunk(point) && posteriorIsKnown(point) && givenNumber(point, 'intercept') === null,
  floor: ({ passes: _, shrinkage: __, ...point }) => ({
    ...point,
    loss: 'logistic',
    rule: 'bayes-optimal',
    ridge: 0,
  }),
};

function isShrunk(point: Point): boolean {
  return (givenNumber(point, 'shrinkage') ?? 1) < 1;
}

/** Whether the rule needs no posterior, or one that can be had: its mean of isotropic Gaussian inputs, a draw of any that are all seen. */
function posteriorIsKnown(point: Point): boolean {
  const rule = textOf(point, 'rule');
  if (rule !== 'gibbs' && rule !== 'bayes-optimal') return true;
  const seen =
    sizesOf(point).psi1 === undefined && point['observedShare'] === 1 && point['labels'] !== 'random';
  const isotropic = ['blocks', 'spectrum'].every((name) => point[name] === 'isotropic');
  if (rule === 'gibbs') return seen && canDraw(specOf(point).labels);
  return seen && isotropic && point['distribution'] === 'gaussian';
}

function classifierOf(point: Point): Classifier {
  const { labels, loss, ...rule } = specOf(point);
  const offset = givenNumber(point, 'intercept');
  return {
    labels: labelLaw(labels),
    loss: isShrunk(point) ? shrunkLogistic(numberOf(point, 'shrinkage')) : findLoss(loss),
    separator: findLoss('hinge'),
    ...rule,
    ...(offset === null ? {} : { offset }),
  };
}

function limit(point: Point): LimitProblem {
  const sizes = sizesOf(point);
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const observedShare = numberOf(point, 'observedShare');
    const blocks = spectrum.blocks.map((block) => ({ ...block, observedShare }));
    return limitProblem(point, sizes, blocksKernel(blocks, gainAt(point), targetOf(point)));
  }
  const d = sizes.d!;
  const directions = { dimension: d, kept: d, unit: d };
  return limitProblem(point, sizes, directionsKernel(spectrum, directions, gainAt(point), targetOf(point)));
}

/** Inputs that are fitted, at absolute sizes: the directions of variance > 0 that are observed. */
function fittedInputs(point: Point): number {
  const d = sizesOf(point).d!;
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') return Math.max(1, Math.round(numberOf(point, 'observedShare') * d));
  return leadingDirections(spectrum, d, d).rank;
}

/** Of the inputs themselves, or of random features where psi1 or k is given. */
function gainAt(point: Point): Gain {
  return sizesOf(point).psi1 === undefined ? noFeatures : gainOf(textOf(point, 'activation'));
}

function targetOf(point: Point) {
  return { signal: numberOf(point, 'signal'), nonlinear: 0 };
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
function realise(point: Point, size: number): Realisation<ClassifierSeries> {
  const { alpha, psi1, d } = sizesOf(point);
  const dimension = d ?? size;
  const samples = Math.max(1, Math.round(alpha * dimension));
  const count = psi1 === undefined ? undefined : Math.max(1, Math.round(psi1 * dimension));
  const data = dataOf(point);
  const { blocks, power, shares } = inputsOf(point, dimension, psi1 !== undefined);
  const { rule, ...spec } = specOf(point);
  const realised = {
    alpha: samples / dimension,
    ...(count === undefined ? {} : { psi1: count / dimension }),
  };
  const cell: DrawCell = {
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
    ...(data === null ? {} : { data: data.source }),
  };
  const ridge = replicaRidge(point);
  const problem =
    shares === null
      ? limit(counted(point, wholeCount))
      : limitProblem(point, realised, blocksKernel(shares, gainAt(point), targetOf(point)));
  const parameters = parameterCount(cell);
  const series = { cell, ridge, classifier: { ...spec, rule, signal: spec.signal * power } };
  return {
    series,
    exactMeans: classificationExactMeans(point, samples, parameters),
    readout: null,
    ratios:
      d === null ? realised : { ...realised, n: samples, d, ...(count === undefined ? {} : { k: count }) },
    limit: problem,
    sizes: { n: samples, ...(count === undefined ? { p: parameters } : { N: count }), d: dimension },
    testPoints: data === null ? classifierTestPoints(cell) : testRows(data, samples),
    effectiveSize: effectiveSize(blocks, size),
    // Losses of the margin have no pole where parameters equal samples.
    untested: problem.classifier?.loss.separates
      ? null
      : nearThreshold(problem, { samples, parameters, ridge }),
    // At λ = 0 what is infinite is not there to be measured.
    measures: (name, predicted) => predicted !== null && (data === null || ofLabels.includes(name)),
    partial: true,
  };
}

/** What is measured of rows of data, which have no teacher. */
const ofLabels = ['labelError', 'testLoss', 'trainLoss', 'trainingError', 'separable', 'q', 'margin'];

/** Coordinates of the inputs at dimension d; the blocks' shares there, unless the spectrum is explicit; the power that the target has of them. */
function inputsOf(
  point: Point,
  dimension: number,
  random: boolean,
): {
  readonly blocks: readonly CellBlock[];
  readonly power: number;
  readonly shares: readonly ObservedBlock[] | null;
} {
  const spectrum = spectrumOf(point);
  if (dataOf(point) !== null)
    return { blocks: [{ count: dimension, observed: dimension, variance: 1 }], power: 1, shares: null };
  if (spectrum.kind !== 'blocks') {
    const { blocks, power, lost } = realiseDirections(spectrum, dimension, dimension, random ? 1 : null);
    if (lost > 0)
      throw new InputError(
        `spectrum ${spectrum.text} has target power in directions of variance 0; no teacher to simulate`,
      );
    return { blocks, power, shares: null };
  }
  const { counts, blocks } = realiseBlocks(spectrum.blocks, dimension);
  const observed = Math.max(1, Math.round(numberOf(point, 'observedShare') * dimension));
  const seen = realiseBlocks(spectrum.blocks, observed).counts;
  const filled = blocks
    .map((block, i) => ({ ...block, count: counts[i]!, observed: Math.min(seen[i]!, counts[i]!) }))
    .filter(({ count }) => count > 0);
  return {
    blocks: filled.map(({ share: _, ...block }) => block),
    power: 1,
    shares: filled.map(({ count, observed: p, ...block }) => ({ ...block, observedShare: p / count })),
  };
}
