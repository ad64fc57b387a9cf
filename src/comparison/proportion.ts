/** Probabilities, of which a trial says yes or no, 1 or 0: judged by exact intervals, which stay between 0 and 1, and not extrapolated. */
import { binomialLowerLimit, binomialUpperLimit } from '../numerics/binomial.ts';
import type { Claim, Level } from './claim.ts';
import { singleSizeRatio } from './evidence.ts';

/** The largest size beside its theory. */
export interface ProportionEvidence {
  readonly level: Level;
  readonly proportion: number;
  readonly low: number;
  readonly high: number;
  readonly theory: number;
  /** By how much a proportion may be off before theory is refuted, on the side on which it is. */
  readonly bound: number;
  readonly verdict: 'agree' | 'disagree' | 'undecided';
}

/**
 * The exact interval at the largest size against theory T:
 *
 *     agree       all of it is within the tolerance of T, an absolute one
 *     disagree    all of it is farther than that from T; for the limit also farther than the farthest end of the interval at the smallest size times
 *                 (sizes' ratio)^½, or with one size farther than a declared part, since P tends to its limit somehow
 *
 * With exact finite-size probabilities T is refuted wherever it is outside the interval.
 *
 * @param tail  the claim's share of the error rate, per side
 */
export function weighProportion(claim: Claim, tail: number, tolerance: number): ProportionEvidence {
  const level = claim.levels.at(-1)!;
  // Two intervals decide where a limit is approached.
  const approached = !claim.exact && !claim.asSuch && claim.levels[0]!.size < level.size;
  const share = approached ? tail / 2 : tail;
  const { low, high } = interval(level, share);
  const theory = claim.exact || claim.asSuch ? level.theory : (claim.theory ?? level.theory);
  const away = Math.max(0, low - theory, theory - high);
  const farthest = Math.max(high - theory, theory - low);
  const allowed = claim.exact ? 0 : Math.max(tolerance, finiteSize(claim, theory, share));
  const refuted = away > allowed;
  const verdict = refuted ? 'disagree' : farthest <= tolerance ? 'agree' : 'undecided';
  const proportion = mean(level);
  const half = proportion < theory ? high - proportion : proportion - low;
  return { level, proportion, low, high, theory, bound: half + allowed, verdict };
}

/** How far from its limit a probability may be at the largest size. */
function finiteSize({ asSuch, levels }: Claim, theory: number, tail: number): number {
  if (asSuch) return 0;
  const [smallest, largest] = [levels[0]!, levels.at(-1)!];
  if (smallest.size === largest.size) return singleSizeRatio(largest.effectiveSize ?? largest.size);
  const { low, high } = interval(smallest, tail);
  return Math.max(high - theory, theory - low) * Math.sqrt(smallest.size / largest.size);
}

function mean({ values }: Level): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a probability; of averages over several yes or no within a trial, which vary less, by the Chernoff bound. */
function interval(level: Level, tail: number): { readonly low: number; readonly high: number } {
  const { values } = level;
  const trials = values.length;
  const share = mean(level);
  if (Array.from(values).every((value) => value === 0 || value === 1)) {
    const successes = Math.round(share * trials);
    return {
      low: binomialLowerLimit(successes, trials, tail),
      high: binomialUpperLimit(successes, trials, tail),
    };
  }
  const farthest = Math.log(1 / tail) / trials;
  return { low: chernoff(share, farthest, 0), high: chernoff(share, farthest, 1) };
}

/** The probability towards `end` whose relative entropy to the share is this. */
function chernoff(share: number, entropy: number, end: 0 | 1): number {
  let [near, far] = [share, end as number];
  for (let step = 0; step < 100; step++) {
    const middle = (near + far) / 2;
    if (relativeEntropy(share, middle) > entropy) far = middle;
    else near = middle;
  }
  return far;
}

function relativeEntropy(x: number, p: number): number {
  const term = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
  return term(x, p) + term(1 - x, 1 - p);
}
