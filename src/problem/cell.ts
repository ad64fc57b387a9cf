/**
 * A draw cell: everything that determines what one trial draws, by content. Noise, signal and ridge are not in it: they are
 * readouts of one draw.
 */
import type { Distribution } from './inputs/distributions.ts';

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
  readonly features:
    | { readonly kind: 'linear' }
    | {
        readonly kind: 'random';
        readonly count: number;
        readonly activation: string;
        readonly weights: 'sphere' | 'gaussian';
      };
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

/** Fitted parameters: p observed inputs, or N random features. */
export function parameterCount(cell: DrawCell): number {
  return cell.features.kind === 'random'
    ? cell.features.count
    : cell.blocks.reduce((sum, block) => sum + block.observed, 0);
}

/** The cell's name: its content in a fixed order, the root of its random streams and of its keys in the store. */
export function cellName(cell: DrawCell): string {
  const { distribution, blocks, samples, features } = cell;
  const spectrum = blocks.map(({ count, observed, variance, power }) =>
    power === undefined ? [count, observed, variance] : [count, observed, variance, power],
  );
  return JSON.stringify([
    distribution,
    spectrum,
    samples,
    features.kind === 'linear'
      ? ['linear']
      : ['random', features.count, features.activation, features.weights],
  ]);
}
