/**
 * Random-features ridge regression: one hidden layer of N fixed random neurons on d inputs, n samples.
 *
 * Mei & Montanari, arXiv:1908.05355v5 (CPAM 2022): Theorem 1; their ridge λ. Universality to Gaussian inputs and block
 * covariances: Loureiro et al., arXiv:2102.08127; Hu & Lu, arXiv:2009.07669. Extensive quantities are counted per input dimension: d = 1.
 */
import { InputError } from '../../errors.ts';
import type { CellBlock } from '../../problem/cell.ts';
import { findActivation, hermiteCoefficients } from '../../problem/features/activations.ts';
import { type Block, powerOf, realiseBlocks } from '../../problem/inputs/covariance.ts';
import type { Distribution } from '../../problem/inputs/distributions.ts';
import type { Point } from '../../problem/parameter.ts';
import type { DrawCell } from '../../simulators/cell.ts';
import type { Readout } from '../../simulators/regression/readings.ts';
import regression from '../../simulators/regression/regression.ts';
import type { RegressionProblem } from '../../theories/engine.ts';
import { directionsCaution, samplesCaution } from '../cautions.ts';
import { readoutOf } from '../linear/linear.ts';
import type { RegressionModel, RegressionRealisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { regressionObservables } from '../quantities.ts';
import { realiseFeatures } from '../realisation.ts';
import {
  checkSizes,
  givenNumber,
  inputDimensionOf,
  kernelOf,
  leadingDirections,
  meanVariance,
  realiseDirections,
  spectrumOf,
} from '../spectra.ts';
import { checkTraining, trainingParameters } from '../trainingTime.ts';

export const randomFeatures: RegressionModel<DrawCell> = {
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
    shared.ridgeParameter('(1/n) Σ (y − f)² + (Nλ/d)|a|²'),
    {
      kind: 'choice',
      name: 'weights',
      of: 'draws',
      tex: '\\theta',
      meaning: 'distribution of the hidden weights; the limit is the same',
      choices: ['sphere', 'gaussian'],
      default: 'sphere',
    },
    shared.ensemble,
    ...trainingParameters,
  ],
  inputs: shared.inputParameters,
  observables: regressionObservables,
  check,
  absoluteSize: (point) => givenNumber(point, 'n'),
  cautions,
  limit,
  simulator: regression,
  realise,
  ratios: (point) => {
    const { psi1, psi2 } = sizesOf(point);
    return { psi1, psi2 };
  },
  activations: (point) => [textOf(point, 'activation')],
  threshold,
  // K = (d/N) ZZᵀ.
  featureScale: (point) => sizesOf(point).psi1,
};

function check(point: Point): void {
  checkTraining(point);
  if (point['steps'] !== undefined) checkCentred(textOf(point, 'activation'));
  checkSizes(point, ['psi1', 'psi2'], ['n', 'k', 'd']);
  if (givenNumber(point, 'n') === null) return;
  if (givenNumber(point, 'k') === null)
    throw new InputError(`n ${point['n']} needs k beside it; give both, or psi1 and psi2`);
  sizesOf(point);
}

/** Linear neurons are Gaussian, and need no equivalent. */
function cautions(point: Point): string[] {
  const { muStar2 } = hermiteCoefficients(findActivation(textOf(point, 'activation')));
  const equivalent =
    muStar2 > 0 ? directionsCaution(point, 'the Gaussian equivalent of random features') : [];
  return [...equivalent, ...samplesCaution(point)];
}

/** Sizes in units of the input dimension d, which is null unless it is given. */
function sizesOf(point: Point): { readonly psi1: number; readonly psi2: number; readonly d: number | null } {
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
  const counterpart = counterparts[name];
  if (counterpart === undefined) return null;
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
  const activation = textOf(point, 'activation');
  if (spectrum.kind === 'blocks') return limitProblem(spectrum.blocks, sizes, activation, readout);
  const dimension = sizes.d!;
  const directions = leadingDirections(spectrum, dimension, dimension);
  const { mu1, muStar2 } = hermiteCoefficients(findActivation(activation));
  // Pre-activations have unit variance: the mean variance of the inputs is 1.
  const scale = (mu1 * mu1) / meanVariance(directions, dimension);
  return {
    kernel: kernelOf(directions, { unit: dimension, scale, tail: muStar2, ...readout }),
    training: trainingOf(sizes, readout),
    ...ruleOf(readout),
  };
}
/**
 * Gradient descent needs E σ(G) = 0: else the constant function has an eigenvalue μ0² d, and every step size is too long as d → ∞.
 * @throws {InputError} naming the activation and its mean
 */
function checkCentred(activation: string): void {
  const { mu0 } = hermiteCoefficients(findActivation(activation));
  if (Math.abs(mu0) < 1e-8) return;
  throw new InputError(
    `activation ${activation}: its mean ${Number(mu0.toPrecision(4))} makes gradient descent diverge at every step size as d grows; ` +
      'expected tanh, erf or another activation of mean 0, or time',
  );
}

/** The kernel (d/N) Σ φφ' in the limit: eigenvalue μ1²Σ_i per input direction, tail μ*². */
function limitProblem(
  blocks: readonly Block[],
  { psi1, psi2 }: { readonly psi1: number; readonly psi2: number },
  activation: string,
  readout: Readout,
): RegressionProblem {
  const { mu1, muStar2 } = hermiteCoefficients(findActivation(activation));
  return {
    kernel: {
      eigenvalues: blocks.map(({ variance }) => mu1 * mu1 * variance),
      multiplicities: blocks.map(({ share }) => share),
      rank: mu1 === 0 ? 0 : 1,
      targets: blocks.map((block) => readout.signal * powerOf(block)),
      tail: muStar2,
      unlearnable: readout.nonlinear,
    },
    training: trainingOf({ psi1, psi2 }, readout),
    ...ruleOf(readout),
  };
}

/** How many predictors are averaged, and how long they are trained. */
function ruleOf({ ensemble, schedule }: Readout): Pick<RegressionProblem, 'ensemble' | 'schedule'> {
  return schedule ? { ensemble, schedule } : { ensemble };
}

function trainingOf(
  { psi1, psi2 }: { readonly psi1: number; readonly psi2: number },
  { ridge, noise }: Readout,
): RegressionProblem['training'] {
  return { samples: psi2, features: psi1, ridge, noise };
}

/** d = size inputs, n = round(ψ2 d) samples, N = round(ψ1 d) features; or all of them as they are given. */
function realise(point: Point, size: number): RegressionRealisation<DrawCell> {
  const { psi1, psi2, d } = sizesOf(point);
  const dimension = d ?? size;
  const samples = Math.max(1, Math.round(psi2 * dimension));
  const count = Math.max(1, Math.round(psi1 * dimension));
  const activation = textOf(point, 'activation');
  const weights = textOf(point, 'weights') as 'sphere' | 'gaussian';
  const inputs = realiseInputs(point, dimension);
  const ratios = { psi1: count / dimension, psi2: samples / dimension };
  return realiseFeatures(size, {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks: inputs.blocks,
      samples,
      features: { kind: 'random', count, activation, weights },
    },
    readout: inputs.readout,
    ratios: d === null ? ratios : { n: samples, k: count, d },
    limit: inputs.shares ? limitProblem(inputs.shares, ratios, activation, inputs.readout) : limit(point),
  });
}

/** Blocks of the input coordinates, the readout of a target on them, and the blocks' shares unless the spectrum is explicit. */
function realiseInputs(point: Point, dimension: number) {
  const spectrum = spectrumOf(point);
  const readout = readoutOf(point);
  if (spectrum.kind === 'blocks') {
    const { counts, blocks } = realiseBlocks(spectrum.blocks, dimension);
    return {
      blocks: blocks
        .map(
          ({ share: _, ...block }, i): CellBlock => ({ ...block, count: counts[i]!, observed: counts[i]! }),
        )
        .filter((block) => block.count > 0),
      readout,
      shares: blocks.filter((block) => block.share > 0),
    };
  }
  const { blocks, power, lost } = realiseDirections(spectrum, dimension, dimension, 1);
  const { signal, nonlinear } = readout;
  return { blocks, readout: { ...readout, signal: signal * power, nonlinear: nonlinear + signal * lost } };
}
