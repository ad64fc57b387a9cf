/** Which directions of a covariance in blocks are fitted: all of them, a share of every block, or those of the largest variances. */
import { InputError } from '../../errors.ts';
import type { CellBlock } from '../../parts/cell.ts';
import { type Block, realiseBlocks } from '../../parts/inputs/covariance.ts';
import type { NumberParameter, Point } from '../../parts/parameter.ts';
import { leadingObserved, type ObservedBlock } from '../inputKernel.ts';
import { numberOf } from '../parameters.ts';
import { givenNumber } from '../spectra.ts';

export const oracleParameter: NumberParameter = {
  kind: 'number',
  name: 'oracleComponents',
  of: 'fit',
  tex: 'q/n',
  definition: '\\text{oracle components per sample}',
  meaning:
    'directions q per sample that are fitted, those of the largest variance in the population: principal components regression that knows Σ; of an explicit spectrum these are p',
  minimum: 0,
  exclusive: true,
  maximum: 1e6,
  optional: true,
};

/** @throws {InputError} where there are not so many directions, or their choice is made in another way */
export function checkOracle(point: Point, gamma: number, explicit: boolean): void {
  const oracle = givenNumber(point, 'oracleComponents');
  if (oracle === null) return;
  const given = `oracleComponents ${oracle}`;
  if (explicit)
    throw new InputError(
      `${given} is for blocks; give p, the leading directions of spectrum ${point['spectrum']}`,
    );
  if (numberOf(point, 'observedShare') < 1)
    throw new InputError(
      `${given} and observedShare ${point['observedShare']} exclude each other; give one of them`,
    );
  if (oracle > gamma)
    throw new InputError(`${given} is more than there are directions; expected at most p/n = ${gamma}`);
}

/** What is fitted of the blocks, and how many parameters per sample that is. */
export function fittedBlocks(
  point: Point,
  blocks: readonly Block[],
  gamma: number,
): { readonly blocks: readonly ObservedBlock[]; readonly perSample: number } {
  const oracle = givenNumber(point, 'oracleComponents');
  if (oracle !== null) return { blocks: leadingObserved(blocks, oracle / gamma), perSample: oracle };
  const observedShare = numberOf(point, 'observedShare');
  return { blocks: blocks.map((block) => ({ ...block, observedShare })), perSample: gamma };
}

/** The same in whole directions for n = size samples: p = round(γn) of them, or of d = round(p/observedShare). */
export function realisedBlocks(
  point: Point,
  wanted: readonly Block[],
  { gamma, size }: { readonly gamma: number; readonly size: number },
): { readonly blocks: readonly CellBlock[]; readonly dimension: number } {
  const oracle = givenNumber(point, 'oracleComponents');
  const observed = Math.max(1, Math.round(gamma * size));
  const dimension = Math.max(observed, Math.round(observed / numberOf(point, 'observedShare')));
  const all = realiseBlocks(wanted, dimension);
  const seen =
    oracle === null
      ? realiseBlocks(wanted, observed).counts
      : leadingCounts(all.blocks, all.counts, Math.min(observed, Math.max(1, Math.round(oracle * size))));
  const blocks = all.blocks.map(
    (block, i): CellBlock => ({
      count: all.counts[i]!,
      observed: Math.min(seen[i]!, all.counts[i]!),
      variance: block.variance,
      ...(block.power === undefined ? {} : { power: block.power }),
      ...(block.testVariance === undefined ? {} : { testVariance: block.testVariance }),
    }),
  );
  return { blocks: blocks.filter(({ count }) => count > 0), dimension };
}

/** Of so many directions those of each block, the largest variances first; of equal ones the first. */
function leadingCounts(blocks: readonly Block[], counts: readonly number[], kept: number): number[] {
  const order = blocks.map((_, i) => i).sort((i, j) => blocks[j]!.variance - blocks[i]!.variance);
  const seen = counts.map(() => 0);
  let left = kept;
  for (const i of order) {
    seen[i] = Math.min(left, counts[i]!);
    left -= seen[i]!;
  }
  return seen;
}
