/** The coordinates of inputs by blocks, as trials draw them. */

/** One block of coordinates with a common variance; the first `observed` of them are seen by linear features. */
export interface CellBlock {
  readonly count: number;
  readonly observed: number;
  readonly variance: number;
  /** Share of the linear target's power that the block carries; absent where it is spread in proportion to variance. */
  readonly power?: number;
  /** Variance of the inputs at test; absent: the same. */
  readonly testVariance?: number;
}

/** One layer of random neurons. */
export interface DeepLayer {
  readonly count: number;
  readonly activation: string;
}

/** Input dimension d. */
export function inputDimension({ blocks }: { readonly blocks: readonly CellBlock[] }): number {
  return blocks.reduce((sum, { count }) => sum + count, 0);
}

/** |β|² in every block for a linear target of unit power: power/variance, or the block's share of the coordinates. */
export function signalNorms(blocks: readonly CellBlock[]): number[] {
  const dimension = inputDimension({ blocks });
  return blocks.map(({ count, variance, power }) =>
    power === undefined ? count / dimension : power / variance,
  );
}
