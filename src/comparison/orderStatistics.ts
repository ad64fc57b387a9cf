/**
 * What refutes a mean where means themselves cannot: of values ≥ 0 no more than mean/a of all can be a or larger (Markov), and how many are is an
 * exact binomial matter, however heavy their tails. It is one-sided: theory can be shown too small, never too large.
 */
import { binomialLowerLimit } from '../numerics/binomial.ts';
import type { Claim, Level } from './claim.ts';
import { singleSizeRatio } from './evidence.ts';
import { largestValue } from './summary.ts';

/** Why a claim is refuted by the order of its trials. */
export interface Excess {
  readonly size: number;
  /** The mean is this at least. */
  readonly mean: number;
  readonly theory: number;
  /** So many of the trials are this or larger. */
  readonly from: number;
  readonly share: number;
  readonly trials: number;
}

/** Values are counted from theory times 2, 4, …, chosen before any is seen. */
const doublings = 40;
/** A limit, and a mean that is not judged, being near a threshold, are refuted when they are off by a factor only. */
const gross = 2;

/**
 * The excess that refutes the claim; null where there is none. Of a limit the largest size has to exceed what one size could explain, and not by less and
 * less along the ladder: as size^(−1/2) or faster, and it may vanish.
 *
 * @param tail  the claim's share of the error rate
 */
export function excessOf(claim: Claim, tail: number, tolerance: number): Excess | null {
  const levels = claim.levels.filter(({ given, values }) => !given && values.length > 1);
  if (!claim.nonnegative || levels.length === 0 || levels.length < claim.levels.length) return null;
  if (!levels.every(({ theory }) => theory > 0 && theory < Number.POSITIVE_INFINITY)) return null;
  const isUsable = (value: number) => !(value < 0 || value > largestValue);
  if (!levels.every(({ values }) => Array.from(values).every(isUsable))) return null;
  const largest = levels.at(-1)!;
  const found = meanOf(largest, tail / doublings);
  const ofSize = claim.exact || claim.asSuch;
  const least = ofSize && claim.untested === undefined ? 1 : gross;
  if (!(found.factor > Math.max(least, 1 + allowance(claim, largest, tolerance)))) return null;
  if (!ofSize && shrinks(levels, found.factor)) return null;
  const { size, theory } = largest;
  return {
    ...{ size, theory, mean: found.factor * theory, from: found.from, share: found.share },
    trials: largest.values.length,
  };
}

/** By what part the mean may exceed theory at this size, which is right all the same. */
function allowance({ exact, asSuch }: Claim, { size, effectiveSize = size }: Level, tolerance: number) {
  if (exact) return 0;
  return asSuch ? tolerance : singleSizeRatio(effectiveSize);
}

/** Whether the excess at the largest size is no more than a right limit could leave of that at the smallest. */
function shrinks(levels: readonly Level[], factor: number): boolean {
  const [smallest, largest] = [levels[0]!, levels.at(-1)!];
  if (!(smallest.size < largest.size)) return false;
  // Markov's bound may be far below the mean: what is larger of it and the mean of all but the largest tenth.
  const before = Math.max(meanOf(smallest, null).factor, trimmedMean(smallest) / smallest.theory) - 1;
  return factor - 1 <= before * Math.sqrt(smallest.size / largest.size);
}

function trimmedMean({ values }: Level): number {
  const kept = Array.from(values)
    .sort((a, b) => a - b)
    .slice(0, Math.ceil(0.9 * values.length));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** The largest multiple of theory that the mean is at least: for certain, but for the tail, or if that is null as the trials are. */
function meanOf({ values, theory }: Level, tail: number | null) {
  const trials = values.length;
  let best = { factor: 0, from: 0, share: 0 };
  for (let j = 1; j <= doublings; j++) {
    const from = theory * 2 ** j;
    let count = 0;
    for (let t = 0; t < trials; t++) if (values[t]! >= from) count++;
    if (count === 0) break;
    const share = tail === null ? count / trials : binomialLowerLimit(count, trials, tail);
    if (share * 2 ** j > best.factor) best = { factor: share * 2 ** j, from, share: count / trials };
  }
  return best;
}
