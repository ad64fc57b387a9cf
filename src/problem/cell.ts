/**
 * A draw cell: everything that determines what one trial draws, by content. Noise, signal and ridge are not in it: they are
 * readouts of one draw.
 */
import { streamKey } from '../random/stream.ts';
import type { DataFiles } from './inputs/data.ts';
import type { Distribution } from './inputs/distributions.ts';
import type { KernelSpec } from './kernels/zonal.ts';

/** One block of coordinates with a common variance; the first `observed` of them are seen by linear features. */
export interface CellBlock {
  readonly count: number;
  readonly observed: number;
  readonly variance: number;
  /** Share of the linear target's power that the block carries; absent where it is spread in proportion to variance. */
  readonly power?: number;
}

export interface DrawCell {
  readonly distribution: Distribution;
  readonly blocks: readonly CellBlock[];
  /** Training samples n. */
  readonly samples: number;
  /** The rows to draw from, instead of the inputs' distribution and the labels' law. */
  readonly data?: DataFiles;
  readonly features:
    | { readonly kind: 'linear' }
    | {
        readonly kind: 'random';
        readonly count: number;
        readonly activation: string;
        readonly weights: 'sphere' | 'gaussian';
      }
    | KernelFeatures
    | { readonly kind: 'deep'; readonly layers: readonly DeepLayer[] };
}

/** One layer of random neurons; the last one is fitted. */
export interface DeepLayer {
  readonly count: number;
  readonly activation: string;
}

/** A kernel, or `width` random features of it; inputs are on the unit sphere. */
export interface KernelFeatures {
  readonly kind: 'kernel';
  readonly spec: KernelSpec;
  readonly width: number | null;
  /** Shares of the signal's power in degree 1, 2, …: they sum to 1. */
  readonly powers: readonly number[];
}

/** Input dimension d. */
export function inputDimension(cell: DrawCell): number {
  return cell.blocks.reduce((sum, block) => sum + block.count, 0);
}

/** |β|² in every block for a linear target of unit power: power/variance, or the block's share of the coordinates. */
export function signalNorms(blocks: readonly CellBlock[]): number[] {
  const dimension = blocks.reduce((sum, { count }) => sum + count, 0);
  return blocks.map(({ count, variance, power }) =>
    power === undefined ? count / dimension : power / variance,
  );
}

/** Fitted parameters: p observed inputs, N random features of the last layer, or Infinity of a kernel. */
export function parameterCount({ blocks, features }: DrawCell): number {
  if (features.kind === 'random') return features.count;
  if (features.kind === 'deep') return features.layers.at(-1)!.count;
  if (features.kind === 'kernel') return features.width ?? Number.POSITIVE_INFINITY;
  return blocks.reduce((sum, block) => sum + block.observed, 0);
}

/** Blocks beyond which a name holds their digest. */
const mostNamed = 64;

/** The cell's name: its content in a fixed order, the root of its random streams and of its keys in the store. */
export function cellName(cell: DrawCell): string {
  const { distribution, blocks, samples, features, data } = cell;
  const spectrum = blocks.map(({ count, observed, variance, power }) =>
    power === undefined ? [count, observed, variance] : [count, observed, variance, power],
  );
  return JSON.stringify([
    distribution,
    blocks.length <= mostNamed ? spectrum : streamKey('', JSON.stringify(spectrum)),
    samples,
    featuresName(features),
    ...(data ? [data.digest] : []),
  ]);
}

function featuresName(features: DrawCell['features']): unknown[] {
  if (features.kind === 'linear') return ['linear'];
  if (features.kind === 'random') return ['random', features.count, features.activation, features.weights];
  if (features.kind === 'deep')
    return ['deep', ...features.layers.map(({ count, activation }) => [count, activation])];
  const { spec, width, powers } = features;
  return ['kernel', spec.kernel, spec.depth, spec.bandwidth, spec.exponent, width, powers];
}
