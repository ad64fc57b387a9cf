/**
 * Random-features ridge regression: one hidden layer of N fixed random neurons on d inputs, n samples.
 *
 * Mei & Montanari, arXiv:1908.05355v5 (CPAM 2022): Theorem 1; their ridge λ. Universality to Gaussian inputs and block
 * covariances: Loureiro et al., arXiv:2102.08127; Hu & Lu, arXiv:2009.07669. Extensive quantities are counted per input dimension: d = 1.
 */
import { findActivation, hermiteCoefficients } from '../../problem/features/activations.ts';
import { type Block, parseBlocks, realiseBlocks } from '../../problem/inputs/covariance.ts';
import type { Distribution } from '../../problem/inputs/distributions.ts';
import type { Point } from '../../problem/parameter.ts';
import { readoutOf } from '../linear/linear.ts';
import type { LimitProblem, Model, Readout, Realisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';

export const randomFeatures: Model = {
  name: 'random-features',
  title: 'Random-features regression, ridge and ridgeless',
  formula:
    'f(x) = Σ_i a_i σ(θ_i·x/√d), i = 1…N; minimise (1/n) Σ (y − f)² + (N ridge/d) |a|²; y = linear part + nonlinear part + noise',
  references: [
    'Mei & Montanari, The generalization error of random features regression, CPAM 75 (2022), arXiv:1908.05355v5',
    'Loureiro et al., Learning curves of generic features maps for realistic datasets, NeurIPS 2021, arXiv:2102.08127',
  ],
  size: { tex: 'd', meaning: 'input dimension' },
  parameters: [
    shared.ratioParameter('psi1', '\\psi_1', 'N/d', 'random features per input dimension, N/d'),
    shared.ratioParameter('psi2', '\\psi_2', 'n/d', 'samples per input dimension, n/d'),
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
      tex: '\\theta',
      meaning: 'distribution of the hidden weights; the limit is the same',
      choices: ['sphere', 'gaussian'],
      default: 'sphere',
    },
  ],
  inputs: shared.inputParameters,
  limit: (point) =>
    limitProblem(
      parseBlocks(textOf(point, 'blocks')),
      { psi1: numberOf(point, 'psi1'), psi2: numberOf(point, 'psi2') },
      textOf(point, 'activation'),
      readoutOf(point),
    ),
  realise,
  // K = (d/N) ZZᵀ.
  featureScale: (point) => numberOf(point, 'psi1'),
  threshold: (name, point) => {
    if (name !== 'psi1' && name !== 'psi2') return null;
    const other = numberOf(point, name === 'psi1' ? 'psi2' : 'psi1');
    if (hermiteCoefficients(findActivation(textOf(point, 'activation'))).muStar2 > 0) return other;
    // Linear neurons have rank min(N, d): n meets N only below d, and otherwise d.
    if (name === 'psi2') return Math.min(other, 1);
    return other < 1 ? other : null;
  },
};

/** The kernel (d/N) Σ φφ' in the limit: eigenvalue μ1²Σ_i per input direction, tail μ*². */
function limitProblem(
  blocks: readonly Block[],
  { psi1, psi2 }: { readonly psi1: number; readonly psi2: number },
  activation: string,
  readout: Readout,
): LimitProblem {
  const { mu1, muStar2 } = hermiteCoefficients(findActivation(activation));
  return {
    kernel: {
      eigenvalues: blocks.map(({ variance }) => mu1 * mu1 * variance),
      multiplicities: blocks.map(({ share }) => share),
      rank: mu1 === 0 ? 0 : 1,
      targets: blocks.map(({ share, variance }) => readout.signal * share * variance),
      tail: muStar2,
      unlearnable: readout.nonlinear,
    },
    training: { samples: psi2, features: psi1, ridge: readout.ridge, noise: readout.noise },
  };
}

/** d = size inputs, n = round(ψ2 d) samples, N = round(ψ1 d) features. */
function realise(point: Point, size: number): Realisation {
  const samples = Math.max(1, Math.round(numberOf(point, 'psi2') * size));
  const count = Math.max(1, Math.round(numberOf(point, 'psi1') * size));
  const { counts, blocks } = realiseBlocks(parseBlocks(textOf(point, 'blocks')), size);
  const readout = readoutOf(point);
  const activation = textOf(point, 'activation');
  const weights = textOf(point, 'weights') as 'sphere' | 'gaussian';
  return {
    cell: {
      distribution: textOf(point, 'distribution') as Distribution,
      blocks: blocks
        .map(({ variance }, i) => ({ count: counts[i]!, observed: counts[i]!, variance }))
        .filter((block) => block.count > 0),
      samples,
      features: { kind: 'random', count, activation, weights },
    },
    readout,
    ratios: { psi1: count / size, psi2: samples / size },
    limit: limitProblem(
      blocks.filter((block) => block.share > 0),
      { psi1: count / size, psi2: samples / size },
      activation,
      readout,
    ),
  };
}
