/** Whether theory and simulation agree: claim by claim and over a whole figure, at one declared error rate. */
import { InputError } from '../errors.ts';
import type { Claim, Policy } from './claim.ts';
import { type Evidence, type Method, weigh, width } from './evidence.ts';
import { type Omnibus, testTogether } from './omnibus.ts';
import { reasonFor } from './reason.ts';
import { type Summary, summarise } from './summary.ts';

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
  readonly method: Method | 'untested';
  /** What the estimate is held against: the limit, or with exact means their weighted average over the sizes. */
  readonly theory: number | null;
  /** The extrapolated limit, or with exact means and single sizes the mean. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly extrapolationError: number;
  /** (estimate - theory) / standardError. */
  readonly z: number | null;
  /** Relative deviation from the theory that is excluded: a claim farther off than this part of it would be refuted; null where it is 0 or untested. */
  readonly excludes: number | null;
  /** The z beyond which theory is refuted, were the extrapolation perfect. */
  readonly critical: number | null;
  readonly degreesOfFreedom: number | null;
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
 * Half of alpha is shared equally by the claims, both sides alike; half goes to the test of all claims together.
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
  const obstacles = claims.map(obstacle);
  const tested = obstacles.filter((item) => item === null).length;
  const tail = policy.alpha / 2 / Math.max(1, tested) / 2;
  const evidence = claims.map((claim, i) => (obstacles[i] === null ? weigh(claim, tail) : null));
  const judgements = claims.map((claim, i) => conclude(claim, evidence[i]!, obstacles[i]!, policy.tolerance));
  const disputed = judgements.map(({ verdict }, i) => verdict === 'undecided' && isRefuted(evidence[i]!));
  const weighed = evidence.filter((item, i) => item !== null && !disputed[i]) as Evidence[];
  const omnibus = testTogether(weighed, policy.alpha / 2);
  const verdicts = judgements.map(({ verdict }) => verdict).filter((verdict) => verdict !== null);
  return { verdict: overall(verdicts, omnibus), judgements, omnibus, worst: worstOf(judgements) };
}

/** Whether only another solution of its equations saves the claim: it takes no part in the test of all together. */
function isRefuted(evidence: Evidence | null): boolean {
  return evidence !== null && Math.abs(evidence.difference) > width(evidence);
}

/** Cubes of larger values would overflow; a risk of this size is a trial that failed. */
const largestValue = 1e100;

/** Why a claim cannot be tested: by intent or by theory (verdict null), or for want of usable trials (undecided). */
interface Obstacle {
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

function conclude(
  claim: Claim,
  evidence: Evidence | null,
  found: Obstacle | null,
  tolerance: number,
): Judgement {
  const levels = claim.levels.map(({ size, values, given, theory }): LevelJudgement => {
    const summary = { ...summarise(values), ...given };
    const z = summary.standardError > 0 ? (summary.mean - theory) / summary.standardError : null;
    return { size, summary, theory, z: z !== null && Number.isFinite(z) ? z : null };
  });
  if (evidence === null) {
    return {
      id: claim.id,
      verdict: found?.verdict ?? null,
      reason: found?.reason ?? '',
      method: 'untested',
      theory: claim.theory,
      estimate: null,
      standardError: null,
      extrapolationError: 0,
      z: null,
      excludes: null,
      critical: null,
      degreesOfFreedom: null,
      levels,
    };
  }
  const { method, theory, difference, law, critical, extrapolationError } = evidence;
  const another = otherSolution(claim, evidence);
  const verdict = another === null ? verdictOn(evidence, tolerance) : 'undecided';
  return {
    id: claim.id,
    verdict,
    reason:
      another === null
        ? reasonFor(evidence, verdict, tolerance, claim.from)
        : `another solution of the equations in their domain, ${another}, agrees: a narrower domain tells which is meant`,
    method,
    theory,
    estimate: theory + difference,
    standardError: law.standardError,
    extrapolationError,
    z: law.standardError > 0 ? difference / law.standardError : null,
    excludes: theory === 0 ? null : width(evidence) / Math.abs(theory),
    critical: law.standardError > 0 ? critical : null,
    degreesOfFreedom: law.degreesOfFreedom,
    levels,
  };
}

/** The limit of another solution that is not refuted where the claimed one is; null where there is none. */
function otherSolution({ theory, alternatives }: Claim, evidence: Evidence): number | null {
  if (theory === null || !alternatives || !isRefuted(evidence)) return null;
  const left = (value: number) => Math.abs(evidence.difference - (value - theory));
  return alternatives().find((value) => left(value) <= width(evidence)) ?? null;
}

function verdictOn(evidence: Evidence, tolerance: number): Verdict {
  const { method, difference, theory, critical, law, rounding } = evidence;
  if (Math.abs(difference) > width(evidence)) return 'disagree';
  // One size shows where the simulation is, not where it goes: it agrees if it is already within the tolerance.
  const uncertainty =
    method === 'single-size' ? Math.abs(difference) + critical * law.standardError : width(evidence);
  return uncertainty <= Math.max(tolerance * Math.abs(theory), 2 * rounding) ? 'agree' : 'undecided';
}

function overall(verdicts: readonly Verdict[], omnibus: Omnibus | null): Verdict {
  if (verdicts.includes('disagree') || omnibus?.rejected) return 'disagree';
  return verdicts.length === 0 || verdicts.includes('undecided') ? 'undecided' : 'agree';
}

function worstOf(judgements: readonly Judgement[]): Judgement | null {
  let worst: Judgement | null = null;
  let largest = -1;
  for (const judgement of judgements) {
    const { estimate, theory, critical, standardError, extrapolationError } = judgement;
    if (estimate === null || theory === null) continue;
    const share = Math.abs(estimate - theory) / ((critical ?? 0) * (standardError ?? 0) + extrapolationError);
    if (share > largest) {
      worst = judgement;
      largest = share;
    }
  }
  return worst;
}
