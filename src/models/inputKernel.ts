/**
 * From the law of the inputs to the kernel of what is fitted, once for all models: the inputs themselves, or one layer of random features of them,
 * whose kernel (d/N) Σ φφ′ has in the limit the eigenvalue μ1² Σ_i per input direction and the tail μ*².
 */
import { findActivation, hermiteCoefficients } from '../parts/features/activations.ts';
import { type Block, powerOf } from '../parts/inputs/covariance.ts';
import type { Kernel } from '../theory/kernel.ts';
import { type ExplicitText, kernelOf, leadingDirections, meanVariance } from './spectra.ts';

/** A block with the share of its coordinates that the learner sees. */
export interface ObservedBlock extends Block {
  readonly observedShare: number;
}

/** What the fit makes of its inputs. */
export interface Gain {
  readonly mu1: number;
  readonly muStar2: number;
}

/** The inputs themselves. */
export const noFeatures: Gain = { mu1: 1, muStar2: 0 };

/** Random features by the coefficients of their activation. @throws {InputError} for an unusable activation */
export function gainOf(activation: string): Gain {
  return hermiteCoefficients(findActivation(activation));
}

/** All coordinates of every block, seen by the learner. */
export function allObserved(blocks: readonly Block[]): ObservedBlock[] {
  return blocks.map((block) => ({ ...block, observedShare: 1 }));
}

/** The leading coordinates of blocks, those of the largest variance first, up to a share of all; of equal variances as many each. */
export function leadingObserved(blocks: readonly Block[], share: number): ObservedBlock[] {
  const ahead = (variance: number, along: (other: number) => boolean) =>
    blocks.reduce((sum, block) => sum + (along(block.variance - variance) ? block.share : 0), 0);
  return blocks.map((block) => {
    const before = ahead(block.variance, (difference) => difference > 0);
    const equal = ahead(block.variance, (difference) => difference === 0);
    return { ...block, observedShare: Math.min(1, Math.max(0, (share - before) / equal)) };
  });
}

/** Powers of the target's linear and nonlinear parts. */
interface Target {
  readonly signal: number;
  readonly nonlinear: number;
}

/** @param count  observed inputs, in the model's unit of sizes; absent: per input dimension */
export function blocksKernel(
  blocks: readonly ObservedBlock[],
  { mu1, muStar2 }: Gain,
  { signal, nonlinear }: Target,
  count?: number,
): Kernel {
  const observed = blocks.reduce((sum, block) => sum + block.share * block.observedShare, 0);
  const unit = count === undefined ? 1 : count / observed;
  const unseen = blocks.reduce((sum, block) => sum + (1 - block.observedShare) * powerOf(block), 0);
  return {
    eigenvalues: blocks.map(({ variance }) => mu1 * mu1 * variance),
    multiplicities: blocks.map((block) => unit * block.share * block.observedShare),
    rank: mu1 === 0 ? 0 : (count ?? observed),
    targets: blocks.map((block) => signal * block.observedShare * powerOf(block)),
    tail: muStar2,
    unlearnable: signal * unseen + nonlinear,
  };
}

/**
 * Of the first `kept` directions of an explicit spectrum, counted in units of `unit`. Pre-activations have unit variance: for features the mean variance of
 * the inputs is 1.
 */
export function directionsKernel(
  text: ExplicitText,
  sizes: { readonly dimension: number; readonly kept: number; readonly unit: number },
  gain: Gain,
  target: Target,
): Kernel {
  const directions = leadingDirections(text, sizes.dimension, sizes.kept);
  const scale = gain === noFeatures ? 1 : (gain.mu1 * gain.mu1) / meanVariance(directions, sizes.dimension);
  return kernelOf(directions, { unit: sizes.unit, scale, tail: gain.muStar2, ...target });
}
