/**
 * Covariance of the inputs: diagonal, in blocks `share:variance`, normalised to mean variance 1; with `share:variance:power` also how
 * the power of the linear target is spread over the blocks, instead of in proportion to variance.
 * Limit: shares and variances. Sample: how many coordinates of d each block gets.
 */
import { clip, InputError } from '../../errors.ts';
import { isDecimal } from '../decimal.ts';

/** One block: a share of the coordinates (the shares sum to 1) with a common variance. */
export interface Block {
  readonly share: number;
  readonly variance: number;
  /** Share of the linear target's power; absent where it goes with the variance. */
  readonly power?: number;
  /** Variance of the inputs at test; absent: the same. */
  readonly testVariance?: number;
}

/** Share of the linear target's power that the block carries, of mean variance 1 over all. */
export function powerOf({ share, variance, power = share * variance }: Block): number {
  return power;
}

export const isotropic: readonly Block[] = [{ share: 1, variance: 1 }];

/**
 * Blocks from a text such as '0.25:3,0.75:0.4' or 'isotropic', variances divided by their mean Σ share·variance.
 * @throws {InputError} when the grammar, a sign or the sum of shares (1 to within 10⁻⁹) is wrong.
 */
export function parseBlocks(text: string): readonly Block[] {
  if (text.trim() === 'isotropic') return isotropic;
  const blocks = text.split(',').map((part) => {
    const numbers = part.split(':').map((field) => (isDecimal(field) ? Number(field) : Number.NaN));
    if (![2, 3].includes(numbers.length) || !numbers.every((value) => value >= 0)) {
      throw new InputError(
        `'${clip(part.trim())}' in '${clip(text)}' is not share:variance or share:variance:power; expected for example 0.25:3,0.75:0.4, or isotropic`,
      );
    }
    const [share, variance, power] = numbers as [number, number, number?];
    return power === undefined ? { share, variance } : { share, variance, power };
  });
  if (blocks.some(({ share }) => share <= 0))
    throw new InputError(`'${clip(text)}' has a share of 0; expected shares > 0`);
  if (blocks.some(({ variance }) => variance <= 0)) {
    throw new InputError(`'${clip(text)}' has a variance of 0; expected variances > 0`);
  }
  const total = blocks.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9)
    throw new InputError(`the shares of '${clip(text)}' sum to ${total}; expected 1`);
  return withPowers(normalise(blocks, `'${clip(text)}'`), text);
}

/** The blocks with their powers, if any, divided by the sum. */
function withPowers(blocks: readonly Block[], text: string): readonly Block[] {
  const powers = blocks.flatMap(({ power }) => power ?? []);
  if (powers.length === 0) return blocks;
  const total = powers.reduce((sum, power) => sum + power, 0);
  if (powers.length < blocks.length)
    throw new InputError(
      `'${clip(text)}' has a power for some of its blocks; expected one for all, or for none`,
    );
  if (!(total > 0))
    throw new InputError(`the powers of '${clip(text)}' sum to ${total}; expected more than 0`);
  return blocks.map((block, i) => ({ ...block, power: powers[i]! / total }));
}

/** The blocks with the variances divided by their mean. */
function normalise(blocks: readonly Block[], name: string): readonly Block[] {
  const mean = blocks.reduce((sum, { share, variance }) => sum + share * variance, 0);
  if (!(mean > 0 && Number.isFinite(mean)))
    throw new InputError(`${name} has mean variance ${mean}; expected one that is > 0 and finite`);
  return blocks.map((block) => ({ ...block, variance: block.variance / mean }));
}

/** A covariance at d coordinates: whole coordinates per block, and the blocks that these realise (again of mean variance 1). */
export interface RealisedCovariance {
  readonly counts: readonly number[];
  readonly blocks: readonly Block[];
}

/** Coordinates per block by largest remainder; a block may come out empty only if its share is below 1/2d. */
export function realiseBlocks(blocks: readonly Block[], dimension: number): RealisedCovariance {
  const exact = blocks.map(({ share }) => share * dimension);
  const counts = exact.map(Math.floor);
  const order = exact
    .map((_, i) => i)
    .sort((i, j) => exact[j]! - counts[j]! - (exact[i]! - counts[i]!) || i - j);
  const missing = dimension - counts.reduce((sum, count) => sum + count, 0);
  for (const i of order.slice(0, missing)) counts[i]!++;
  const realised = blocks.map((block, i) => ({ ...block, share: counts[i]! / dimension }));
  return { counts, blocks: normalise(realised, `blocks at dimension ${dimension}`) };
}
