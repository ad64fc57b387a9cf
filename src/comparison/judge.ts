/** Whether theory and simulation agree: claim by claim and over a whole figure, at one declared error rate. */
import { InputError } from '../errors.ts';
import type { Claim, Policy } from './claim.ts';
import { conclude, isRefuted } from './conclude.ts';
import { type Evidence, type Method, weigh } from './evidence.ts';
import { type Omnibus, testTogether } from './omnibus.ts';
import type { Order } from './order.ts';
import { largestValue, type Summary } from './summary.ts';

export type Verdict = 'agree' | 'disagree' | 'undecided';

/** The simulation of one size beside the theory at that size. */
export interface LevelJudgement {
  readonly size: number;
  readonly summary: Summary;
  readonly theory: number;
  /** (mean - theory) / standard error; null where there is no standard error. */
  readonly z: number | null;
}

export interface Judgement {
  readonly id: string;
  /** Null where means are not judged. */
  readonly verdict: Verdict | null;
  readonly reason: string;
  readonly method: Method | 'proportion' | 'order-statistics' | 'untested';
  /** What the estimate is held against: the limit, or with exact means their weighted average over the sizes. */
  readonly theory: number | null;
  /** The extrapolated limit, or with exact means and single sizes the mean; by order statistics, what the mean is at least. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Of the theory itself, where it follows from an estimate. */
  readonly theoryError?: number;
  readonly extrapolationError: number;
  /** (estimate - theory) over the standard error of the difference: that of the estimate, with that of the theory if it has one. */
  readonly z: number | null;
  /** Relative deviation from the theory that is excluded: a claim farther off than this part of it would be refuted; null where it is 0 or untested. */
  readonly excludes: number | null;
  /** The z beyond which theory is refuted, were the extrapolation perfect. */
  readonly critical: number | null;
  readonly degreesOfFreedom: number | null;
  /** By which power of 1/size simulation and theory come together; null where no difference is seen at two sizes or more. */
  readonly order: Order | null;
  readonly levels: readonly LevelJudgement[];
}

export interface FigureJudgement {
  readonly verdict: Verdict;
  readonly judgements: readonly Judgement[];
  /** Null with fewer than two claims to test together. */
  readonly omnibus: Omnibus | null;
  /** The claim whose difference is the largest part of what would refute it. */
  readonly worst: Judgement | null;
}

/**
 * Judges every claim, and the figure as a whole.
 *
 *     disagree    |difference| > critical standardError + extrapolationError
 *     agree       otherwise, if critical standardError + extrapolationError <= tolerance |theory|
 *     undecided   otherwise
 *
 * Where a theory is taken as such at one size it is an approximation there, right within the tolerance:
 *
 *     disagree    |difference| - critical standardError > tolerance |theory|
 *     agree       |difference| + critical standardError <= tolerance |theory|
 *     undecided   otherwise
 *
 * Probabilities are judged by exact intervals (proportion.ts). A claim of values >= 0 that means do not refute, or cannot test, is refuted where too many
 * trials are too large (orderStatistics.ts).
 *
 * Half of alpha is shared equally by the claims, both sides alike; an eighth by the claims whose trials' order is looked at, and the rest goes to the
 * test of all claims together.
 *
 * @throws {InputError} when alpha is not inside (0, 1) or the tolerance is not positive
 */
export function judge(claims: readonly Claim[], policy: Policy): FigureJudgement {
  if (!(policy.alpha > 0 && policy.alpha < 1)) {
    throw new InputError(`alpha = ${policy.alpha}: a probability strictly between 0 and 1 is needed`);
  }
  if (!(policy.tolerance > 0 && policy.tolerance < Number.POSITIVE_INFINITY)) {
    throw new InputError(`tolerance = ${policy.tolerance}: a positive relative tolerance is needed`);
  }
  const { alpha, tolerance } = policy;
  const obstacles = claims.map(obstacle);
  const tail = sharedBy(obstacles.filter((item) => item === null).length, alpha / 2) / 2;
  const orderTail = sharedBy(claims.filter(({ nonnegative }) => nonnegative).length, alpha / 8);
  const found = claims.map((claim, i) =>
    bestOf(
      [claim, ...(claim.readings ?? [])].map((reading) => {
        const evidence = obstacles[i] === null && !reading.proportion ? weigh(reading, tail) : null;
        const limits = { tail, orderTail, tolerance };
        return { evidence, judgement: conclude(reading, evidence, obstacles[i]!, limits) };
      }),
    ),
  );
  const evidence = found.map((each) => each.evidence);
  const judgements = found.map((each) => each.judgement);
  // Where only another solution of its equations saves a claim it takes no part.
  const disputed = judgements.map(
    ({ verdict }, i) => verdict === 'undecided' && isRefuted(evidence[i]!, tolerance),
  );
  const weighed = evidence.filter((item, i) => item !== null && !disputed[i]) as Evidence[];
  const omnibus = testTogether(weighed, (3 * alpha) / 8);
  const verdicts = judgements.map(({ verdict }) => verdict).filter((verdict) => verdict !== null);
  return { verdict: overall(verdicts, omnibus), judgements, omnibus, worst: worstOf(judgements) };
}

interface Found {
  readonly evidence: Evidence | null;
  readonly judgement: Judgement;
}

const best: readonly (Verdict | null)[] = ['agree', 'undecided', null];

/** Of several readings the first with the best verdict. */
function bestOf(readings: readonly Found[]): Found {
  for (const verdict of best) {
    const found = readings.find(({ judgement }) => judgement.verdict === verdict);
    if (found) return found;
  }
  return readings[0]!;
}

function sharedBy(claims: number, alpha: number): number {
  return alpha / Math.max(1, claims);
}

/** Why a claim cannot be tested: by intent or by theory (verdict null), or for want of usable trials (undecided). */
export interface Obstacle {
  readonly verdict: 'undecided' | null;
  readonly reason: string;
}

function obstacle(claim: Claim): Obstacle | null {
  if (claim.untested !== undefined) return { verdict: null, reason: claim.untested };
  if (claim.theory === null && !claim.exact) return { verdict: null, reason: 'the limit diverges' };
  const divergent = claim.levels.find(({ theory }) => !Number.isFinite(theory));
  if (divergent) return { verdict: null, reason: `theory diverges at size ${divergent.size}` };
  if (claim.levels.length === 0) return { verdict: 'undecided', reason: 'nothing was simulated' };
  for (const { size, values, given } of claim.levels) {
    if (values.length < 2 && !given) {
      return {
        verdict: 'undecided',
        reason: `size ${size} has ${values.length} of the 2 trials needed at least`,
      };
    }
    const lost = Array.from(values).filter((value) => !(Math.abs(value) <= largestValue)).length;
    if (lost > 0) {
      return {
        verdict: 'undecided',
        reason: `${lost} of ${values.length} trials at size ${size} are not finite`,
      };
    }
  }
  return null;
}

function overall(verdicts: readonly Verdict[], omnibus: Omnibus | null): Verdict {
  if (verdicts.includes('disagree') || omnibus?.rejected) return 'disagree';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'agree';
}

function worstOf(judgements: readonly Judgement[]): Judgement | null {
  let worst: Judgement | null = null;
  let largest = -1;
  for (const judgement of judgements) {
    const { estimate, theory, excludes, critical, standardError, extrapolationError } = judgement;
    if (estimate === null || theory === null) continue;
    const most =
      excludes === null
        ? (critical ?? 0) * (standardError ?? 0) + extrapolationError
        : excludes * Math.abs(theory);
    const share = Math.abs(estimate - theory) / most;
    if (share > largest) {
      worst = judgement;
      largest = share;
    }
  }
  return worst;
}
