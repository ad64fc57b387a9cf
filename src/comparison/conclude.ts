/** What becomes of one claim: its verdict, the reason, and the numbers behind it. */
import type { Claim } from './claim.ts';
import { allowed, type Evidence, width } from './evidence.ts';
import type { Judgement, LevelJudgement, Obstacle, Verdict } from './judge.ts';
import { orderOf } from './order.ts';
import { type Excess, excessOf } from './orderStatistics.ts';
import { weighProportion } from './proportion.ts';
import { reasonFor, reasonForExcess, reasonForProportion } from './reason.ts';
import { summarise } from './summary.ts';

/** What is declared of one claim. */
interface Limits {
  /** Its share of the error rate, per side. */
  readonly tail: number;
  /** Its share for the order of its trials. */
  readonly orderTail: number;
  readonly tolerance: number;
}

export function conclude(
  claim: Claim,
  evidence: Evidence | null,
  found: Obstacle | null,
  limits: Limits,
): Judgement {
  const levels = claim.levels.map(({ size, values, given, theory }): LevelJudgement => {
    const summary = { ...summarise(values), ...given };
    const z = summary.standardError > 0 ? (summary.mean - theory) / summary.standardError : null;
    return { size, summary, theory, z: z !== null && Number.isFinite(z) ? z : null };
  });
  const order = found === null && !claim.proportion ? orderOf(claim) : null;
  const judgement = { id: claim.id, ...byMeans(claim, evidence, found, limits), order, levels };
  // Failed trials are no evidence, and another solution that agrees is not refuted by what refutes the first.
  const spared = judgement.verdict === 'undecided' && isRefuted(evidence, limits.tolerance);
  const failed = found !== null && claim.untested === undefined;
  const estimated = claim.standardError !== undefined;
  if (judgement.verdict === 'disagree' || spared || failed || estimated) return judgement;
  const excess = excessOf(claim, limits.orderTail, limits.tolerance);
  return excess === null ? judgement : { ...judgement, ...byOrder(excess) };
}

type Said = Omit<Judgement, 'id' | 'order' | 'levels'>;

function byMeans(claim: Claim, evidence: Evidence | null, found: Obstacle | null, limits: Limits): Said {
  if (evidence !== null) return weighed(claim, evidence, limits.tolerance);
  if (found === null) return counted(claim, limits);
  return {
    ...nothing,
    verdict: found.verdict,
    reason: found.reason,
    method: 'untested',
    theory: claim.theory,
  };
}

const nothing = {
  estimate: null,
  standardError: null,
  extrapolationError: 0,
  z: null,
  excludes: null,
  critical: null,
  degreesOfFreedom: null,
};

function weighed(claim: Claim, evidence: Evidence, tolerance: number): Said {
  const { method, theory, difference, law, critical, extrapolationError, theoryError } = evidence;
  const another = otherSolution(claim, evidence, tolerance);
  const verdict = another === null ? verdictOn(evidence, tolerance) : 'undecided';
  return {
    verdict,
    reason:
      another === null
        ? reasonFor(evidence, verdict, tolerance, claim.from)
        : `another solution of the equations in their domain, ${another}, agrees: a narrower domain tells which is meant`,
    method,
    theory,
    estimate: theory + difference,
    standardError:
      theoryError > 0 ? Math.sqrt(Math.max(0, law.standardError ** 2 - theoryError ** 2)) : law.standardError,
    ...(theoryError > 0 ? { theoryError } : {}),
    extrapolationError,
    z: law.standardError > 0 ? difference / law.standardError : null,
    excludes: theory === 0 ? null : bound(evidence, tolerance) / Math.abs(theory),
    critical: law.standardError > 0 ? critical : null,
    degreesOfFreedom: law.degreesOfFreedom,
  };
}

function counted(claim: Claim, { tail, tolerance }: Limits): Said {
  const found = weighProportion(claim, tail, tolerance);
  const { level, proportion, theory, bound: most, verdict } = found;
  return {
    ...nothing,
    verdict,
    reason: reasonForProportion(found, tolerance),
    method: 'proportion',
    theory,
    estimate: proportion,
    standardError: Math.sqrt((proportion * (1 - proportion)) / level.values.length),
    excludes: theory > 0 ? most / theory : null,
  };
}

/** Of these trials there is no mean to speak of. */
function byOrder(excess: Excess): Said {
  return {
    ...nothing,
    verdict: 'disagree',
    reason: reasonForExcess(excess),
    method: 'order-statistics',
    theory: excess.theory,
    estimate: excess.mean,
  };
}

export function isRefuted(evidence: Evidence | null, tolerance: number): boolean {
  return evidence !== null && Math.abs(evidence.difference) > bound(evidence, tolerance);
}

/** How far simulation and theory may be apart before theory is refuted. */
function bound(evidence: Evidence, tolerance: number): number {
  return width(evidence) + allowed(evidence, tolerance);
}

/** The limit of another solution that is not refuted where the claimed one is; null where there is none. */
function otherSolution(
  { theory, alternatives }: Claim,
  evidence: Evidence,
  tolerance: number,
): number | null {
  if (theory === null || !alternatives || !isRefuted(evidence, tolerance)) return null;
  const left = (value: number) => Math.abs(evidence.difference - (value - theory));
  return alternatives().find((value) => left(value) <= bound(evidence, tolerance)) ?? null;
}

function verdictOn(evidence: Evidence, tolerance: number): Verdict {
  const { method, difference, theory, critical, law, rounding } = evidence;
  if (isRefuted(evidence, tolerance)) return 'disagree';
  // One size shows where the simulation is, not where it goes: it agrees if it is already within the tolerance.
  const uncertainty =
    method === 'single-size' || method === 'size'
      ? Math.abs(difference) + critical * law.standardError
      : width(evidence);
  return uncertainty <= Math.max(tolerance * Math.abs(theory), 2 * rounding) ? 'agree' : 'undecided';
}
