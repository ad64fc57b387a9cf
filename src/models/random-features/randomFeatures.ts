/**
 * Random-features ridge regression: one hidden layer of N fixed random neurons on d inputs, n samples.
 *
 * Mei & Montanari, arXiv:1908.05355v5 (CPAM 2022): Theorem 1; their ridge λ. Universality to Gaussian inputs and block
 * covariances: Loureiro et al., arXiv:2102.08127; Hu & Lu, arXiv:2009.07669. Extensive quantities are counted per input dimension: d = 1.
 */
import { InputError } from '../../errors.ts';
import { findActivation, hermiteCoefficients } from '../../parts/features/activations.ts';
import { type HiddenWeights, hiddenWeights } from '../../parts/features/random.ts';
import type { Distribution } from '../../parts/inputs/distributions.ts';
import type { Point } from '../../parts/parameter.ts';
import type { DrawCell } from '../../simulators/cell.ts';
import type { Readout } from '../../simulators/regression/readings.ts';
import regression from '../../simulators/regression/regression.ts';
import type { RegressionProblem } from '../../theories/engine.ts';
import type { Kernel } from '../../theory/kernel.ts';
import { directionsCaution, samplesCaution } from '../cautions.ts';
import { withConventions } from '../conventions.ts';
import { nonlinearLabelsCaution, rowsCaution } from '../estimated.ts';
import { allObserved, blocksKernel, directionsKernel, gainOf } from '../inputKernel.ts';
import type { RegressionModel, RegressionRealisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { regressionObservables } from '../quantities.ts';
import { type InputsAt, inputsAt, readoutOf, realiseFeatures } from '../realisation.ts';
import { checkData, dataOf } from '../rows.ts';
import {
  checkSizes,
  countedPoint,
  givenNumber,
  inputDimensionOf,
  scaledCounts,
  spectrumOf,
  wholeCount,
} from '../spectra.ts';
import {
  checkSubsampling,
  subsampleRatio,
  subsamplingOf,
  subsamplingParameters,
  wholeSubsample,
} from '../subsampling.ts';
import {
  checkTraining,
  componentsOf,
  rcondParameter,
  trainingParameters,
  trainingRuleOf,
  wholeComponents,
} from '../trainingTime.ts';

const model: RegressionModel<DrawCell> = {
  name: 'random-features',
  title: 'Random-features regression, ridge and ridgeless',
  formula:
    'f(x) = Σ_i a_i σ(θ_i·x/√d), i = 1…N; minimise (1/n) Σ (y − f)² + (N ridge/d) |a|²; y = linear part + nonlinear part + noise',
  references: [
    'Mei & Montanari, The generalization error of random features regression, CPAM 75 (2022), arXiv:1908.05355v5',
    'Loureiro et al., Learning curves of generic features maps for realistic datasets, NeurIPS 2021, arXiv:2102.08127',
  ],
  hasSpectrum: true,
  size: { tex: 'd', meaning: 'input dimension' },
  parameters: [
    shared.ratioOrCounts('psi1', '\\psi_1', 'N/d', 'random features per input dimension, N/d'),
    shared.ratioOrCounts('psi2', '\\psi_2', 'n/d', 'samples per input dimension, n/d'),
    shared.samples,
    shared.countParameter('k', 'random features N, with absolute sizes'),
    shared.countParameter('d', 'input dimension, with absolute sizes; unless given, that of the spectrum'),
    {
      kind: 'text',
      name: 'activation',
      tex: '\\sigma',
      meaning: 'activation σ of the hidden layer',
      valid: 'relu, leaky-relu, tanh, erf, sign, identity, gelu, sine, cosine, or an expression in x',
      check: (text) => void hermiteCoefficients(findActivation(text)),
      commas: 'separate',
      default: 'relu',
    },
    shared.signal,
    shared.nonlinear,
    shared.noise,
    shared.ridgeParameter('(1/n) Σ (y − f)² + (Nλ/d)|a|²', {
      below: true,
      numbers: ['n', 'k', 'd', 'psi1', 'psi2', 'signal', 'nonlinear', 'noise'],
    }),
    {
      kind: 'choice',
      name: 'weights',
      tex: '\\theta',
      meaning:
        'distribution of the hidden weights: independent ones on the sphere or gaussian, which have one limit, or orthogonal (Haar): orthonormal rows θ/√d for N ≤ d, else orthogonal columns',
      choices: hiddenWeights,
      default: 'sphere',
    },
    shared.ensemble,
    ...subsamplingParameters,
    ...trainingParameters,
    rcondParameter,
  ],
  inputs: [...shared.inputParameters, shared.data],
  observables: regressionObservables,
  check,
  absoluteSize: (point) => givenNumber(counted(point, wholeCount), 'n'),
  scaled: (point, scale) => (dataOf(point) === null ? scaledCounts(point, scale, ['n', 'k', 'd']) : null),
  cautions,
  limit,
  simulator: regression,
  realise,
  ratios: (point) => {
    const { psi1, psi2, d } = sizesOf(point);
    return d === null ? { psi1, psi2 } : { psi1, psi2, n: psi2 * d, k: psi1 * d, d };
  },
  activations: (point) => [textOf(point, 'activation')],
  threshold,
  // K = (d/N) ZZᵀ.
  featureScale: (point) => sizesOf(point).psi1,
};

export const randomFeatures: RegressionModel<DrawCell> = withConventions(model, 'neurons', (point) => {
  const { psi1, psi2, d } = sizesOf(point);
  const unit = d ?? 1;
  return { n: psi2 * unit, neurons: psi1 * unit, d: unit, absolute: d !== null };
});

function check(point: Point): void {
  checkTraining(point);
  checkSubsampling(point);
  if (point['steps'] !== undefined)
    checkCentred(point, 'makes gradient descent diverge at every step size as d grows', 'time');
  if (point['rcond'] !== undefined)
    checkCentred(point, 'makes the largest singular value one of the mean, which grows with d', 'components');
  checkSizes(point, ['psi1', 'psi2'], ['n', 'k'], 'd');
  checkOrthogonal(point);
  checkData(counted(point, wholeCount), () => inputDimensionOf(point));
  checkOrthogonalRows(point);
  if (givenNumber(counted(point), 'n') === null) return;
  if (givenNumber(counted(point), 'k') === null)
    throw new InputError(`n ${point['n']} needs k beside it; give both, or psi1 and psi2`);
  sizesOf(point);
}

/** Linear neurons are Gaussian, and need no equivalent. */
function cautions(point: Point): string[] {
  const { muStar2 } = hermiteCoefficients(findActivation(textOf(point, 'activation')));
  const equivalent =
    muStar2 > 0
      ? [
          ...directionsCaution(point, 'the Gaussian equivalent of random features'),
          ...nonlinearLabelsCaution(point),
        ]
      : [];
  return [...equivalent, ...samplesCaution(counted(point)), ...rowsCaution(counted(point))];
}

/** With an explicit spectrum n = ψ2 d and N = ψ1 d. */
function counted(point: Point, round?: (count: number) => number): Point {
  const d = () => inputDimensionOf(point);
  return countedPoint(point, { psi1: (psi1) => ['k', psi1 * d()], psi2: (psi2) => ['n', psi2 * d()] }, round);
}

/** Sizes in units of the input dimension d, which is null unless it is given. */
function sizesOf(given: Point): { readonly psi1: number; readonly psi2: number; readonly d: number | null } {
  const point = counted(given);
  const n = givenNumber(point, 'n');
  if (n === null) return { psi1: numberOf(point, 'psi1'), psi2: numberOf(point, 'psi2'), d: null };
  const d = inputDimensionOf(point, n);
  return { psi1: numberOf(point, 'k') / d, psi2: n / d, d };
}

/** The other of features and samples, in the same units. */
const counterparts: Readonly<Record<string, string | undefined>> = {
  psi1: 'psi2',
  psi2: 'psi1',
  k: 'n',
  n: 'k',
};

function threshold(name: string, point: Point): number | null {
  if (name === 'subsample') {
    const { psi1, psi2 } = sizesOf(point);
    const all = threshold('psi2', { ...point, psi1 });
    return all !== null && all <= psi2 ? all / psi2 : null;
  }
  const counterpart = counterparts[name];
  if (counterpart === undefined) return null;
  // Samples that a predictor is trained on stand in the place of all.
  const share = givenNumber(point, 'subsample') ?? 1;
  if (share < 1) {
    const { subsample: _, ...all } = point;
    const ofSamples = name === 'psi2' || name === 'n';
    const found = threshold(
      name,
      ofSamples ? all : { ...all, [counterpart]: share * numberOf(point, counterpart) },
    );
    return found === null || !ofSamples ? found : found / share;
  }
  const other = numberOf(point, counterpart);
  if (hermiteCoefficients(findActivation(textOf(point, 'activation'))).muStar2 > 0) return other;
  // Linear neurons have rank min(N, d): n meets N only below d, and otherwise d.
  const dimension = name === 'n' || name === 'k' ? inputDimensionOf(point, other) : 1;
  if (name === 'psi2' || name === 'n') return Math.min(other, dimension);
  return other < dimension ? other : null;
}

function limit(point: Point): RegressionProblem {
  const spectrum = spectrumOf(point);
  const sizes = sizesOf(point);
  const readout = readoutOf(point);
  const gain = gainOf(textOf(point, 'activation'));
  if (spectrum.kind === 'blocks')
    return {
      ...limitProblem(blocksKernel(allObserved(spectrum.blocks), gain, readout, 1), sizes, readout),
      ...variantOf(point),
    };
  const d = sizes.d!;
  const kernel = directionsKernel(spectrum, { dimension: d, kept: d, unit: d }, gain, readout);
  return { ...limitProblem(kernel, sizes, readout), ...variantOf(point) };
}

/** Sizes are in units of d. */
function variantOf(point: Point): Pick<RegressionProblem, 'orthogonal' | 'subsampling'> {
  return { ...(point['weights'] === 'orthogonal' ? { orthogonal: 1 } : {}), ...subsamplingOf(point) };
}

/** @throws {InputError} for what is known of independent weights alone */
function checkOrthogonal(point: Point): void {
  if (point['weights'] !== 'orthogonal') return;
  const { ridge } = point;
  const rule = trainingRuleOf(point);
  const offending =
    rule !== null
      ? `${rule} ${point[rule]}`
      : Number(point['ensemble'] ?? 1) > 1
        ? `ensemble ${point['ensemble']}`
        : ridge === 'optimalSigned' || Number(ridge) < 0
          ? `ridge ${ridge}`
          : null;
  if (offending !== null)
    throw new InputError(
      `${offending} is not known with orthogonal weights; expected ridge regression with a ridge >= 0, or weights sphere or gaussian`,
    );
}

/** Among more columns than the rows have directions, orthogonal weights are not orthogonal in what the rows see of them. */
function checkOrthogonalRows(point: Point): void {
  const data = dataOf(point);
  if (data === null || point['weights'] !== 'orthogonal') return;
  const d = inputDimensionOf(point);
  if (d !== data.inputs.columns)
    throw new InputError(
      `weights orthogonal are of all ${data.inputs.columns} columns of ${data.name}, which have ${d} directions; expected data without columns that are constant or combinations of others, or weights sphere or gaussian`,
    );
}

/**
 * Gradient descent and rcond need E σ(G) = 0: else the constant function has an eigenvalue μ0² d, the largest as d → ∞.
 * @throws {InputError} naming the activation and its mean
 */
function checkCentred(point: Point, consequence: string, instead: string): void {
  const activation = textOf(point, 'activation');
  const { mu0 } = hermiteCoefficients(findActivation(activation));
  if (Math.abs(mu0) < 1e-8) return;
  throw new InputError(
    `activation ${activation}: its mean ${Number(mu0.toPrecision(4))} ${consequence}; ` +
      `expected tanh, erf or another activation of mean 0, or ${instead}`,
  );
}

function limitProblem(
  kernel: Kernel,
  { psi1, psi2 }: { readonly psi1: number; readonly psi2: number },
  readout: Readout,
): RegressionProblem {
  const { ridge, noise } = readout;
  return { kernel, training: { samples: psi2, features: psi1, ridge, noise }, ...ruleOf(readout) };
}

/** How many predictors are averaged, and how long they are trained. */
function ruleOf({
  predictors,
  schedule,
  subsample,
}: Readout): Pick<RegressionProblem, 'ensemble' | 'schedule'> {
  // Those on subsamples have the same features, and are no ensemble.
  return { ...(subsample === undefined ? { ensemble: predictors } : {}), ...(schedule ? { schedule } : {}) };
}

/** d = size inputs, n = round(ψ2 d) samples, N = round(ψ1 d) features; or all of them as they are given. */
function realise(given: Point, size: number): RegressionRealisation<DrawCell> {
  const { psi1, psi2, d } = sizesOf(given);
  const dimension = d ?? size;
  const samples = Math.max(1, Math.round(psi2 * dimension));
  const count = Math.max(1, Math.round(psi1 * dimension));
  const activation = textOf(given, 'activation');
  const weights = textOf(given, 'weights') as HiddenWeights;
  const point = wholeSubsample(wholeComponents(given, samples), samples);
  const data = dataOf(point);
  const inputs = data === null ? inputsAt(point, dimension) : rowsAt(point, dimension);
  const ratios = {
    psi1: count / dimension,
    psi2: samples / dimension,
    ...componentsOf(point),
    ...subsampleRatio(point),
  };
  return realiseFeatures(size, {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks: inputs.blocks,
      samples,
      features: { kind: 'random', count, activation, weights },
      ...(data === null ? {} : { data: data.source }),
    },
    readout: inputs.readout,
    ratios: d === null ? ratios : { ...ratios, n: samples, k: count, d },
    limit: inputs.shares
      ? {
          ...limitProblem(
            blocksKernel(allObserved(inputs.shares), gainOf(activation), inputs.readout, 1),
            ratios,
            inputs.readout,
          ),
          ...variantOf(point),
        }
      : limit(counted(point, wholeCount)),
  });
}

/** Rows of data, of as many directions as their spectrum has; their labels are the target, as they are. */
function rowsAt(point: Point, dimension: number): InputsAt {
  const blocks = [{ count: dimension, observed: dimension, variance: 1 }];
  return { blocks, readout: readoutOf(point) };
}
