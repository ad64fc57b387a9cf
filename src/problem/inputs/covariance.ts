/**
 * Covariance of the inputs: diagonal, in blocks `share:variance`, normalised to mean variance 1.
 * Limit: shares and variances. Sample: how many coordinates of d each block gets.
 */
import { InputError } from '../../errors.ts';

/** One block: a share of the coordinates (the shares sum to 1) with a common variance. */
export interface Block {
  readonly share: number;
  readonly variance: number;
}

export const isotropic: readonly Block[] = [{ share: 1, variance: 1 }];

const number = String.raw`\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?`;
const blockPattern = new RegExp(`^\\s*(${number})\\s*:\\s*(${number})\\s*$`, 'i');

/**
 * Blocks from a text such as '0.25:3,0.75:0.4' or 'isotropic', variances divided by their mean Σ share·variance.
 * @throws {InputError} when the grammar, a sign or the sum of shares (1 to within 10⁻⁹) is wrong.
 */
export function parseBlocks(text: string): readonly Block[] {
  if (text.trim() === 'isotropic') return isotropic;
  const blocks = text.split(',').map((part) => {
    const match = blockPattern.exec(part);
    if (!match) {
      throw new InputError(
        `'${part.trim()}' in '${text}' is not share:variance; expected for example 0.25:3,0.75:0.4, or isotropic`,
      );
    }
    return { share: Number(match[1]), variance: Number(match[2]) };
  });
  if (blocks.some(({ share }) => share <= 0))
    throw new InputError(`'${text}' has a share of 0; expected shares > 0`);
  if (blocks.some(({ variance }) => variance <= 0)) {
    throw new InputError(`'${text}' has a variance of 0; expected variances > 0`);
  }
  const total = blocks.reduce((sum, { share }) => sum + share, 0);
  if (Math.abs(total - 1) > 1e-9) throw new InputError(`the shares of '${text}' sum to ${total}; expected 1`);
  return normalise(blocks, `'${text}'`);
}

/** The blocks with the variances divided by their mean. */
function normalise(blocks: readonly Block[], name: string): readonly Block[] {
  const mean = blocks.reduce((sum, { share, variance }) => sum + share * variance, 0);
  if (!(mean > 0 && Number.isFinite(mean)))
    throw new InputError(`${name} has mean variance ${mean}; expected one that is > 0 and finite`);
  return blocks.map(({ share, variance }) => ({ share, variance: variance / mean }));
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
  const realised = blocks.map(({ variance }, i) => ({ share: counts[i]! / dimension, variance }));
  return { counts, blocks: normalise(realised, `blocks at dimension ${dimension}`) };
}
