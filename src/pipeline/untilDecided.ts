/** A simulation that goes on until every claim is decided: look, add where it decides most, look again, at one error rate for all looks together. */
import { type FigureJudgement, type Judgement, judge } from '../comparison/judge.ts';
import { mostLooks, spentAt } from '../comparison/looks.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { type Case, demandsOf } from './cases.ts';
import type { CaseClaim } from './claims.ts';
import { atLadders, firstLadders, grown } from './growth.ts';
import { workOf } from './pilot.ts';

/** What was seen at a look. */
export interface Look {
  /** What was spent of alpha. */
  readonly alpha: number;
  /** Trials of all draws together. */
  readonly trials: number;
  readonly undecided: number;
  readonly refuted: number;
}

/** What a sequence of looks comes to. */
export interface Looked {
  readonly cases: readonly Case[];
  readonly claims: readonly CaseClaim[];
  /** At the last look, or where a claim, or all of a theory together, were refuted at an earlier one. */
  readonly judged: ReadonlyMap<string, FigureJudgement>;
  readonly looks: readonly Look[];
}

/** How trials come to be, and what may be spent. */
export interface Means {
  /** Draws what is missing, and says how many operations that were. */
  readonly simulate: (cases: readonly Case[]) => Promise<number>;
  readonly claimsOf: (cases: readonly Case[]) => readonly CaseClaim[];
  /** Seconds. */
  readonly budget: number;
  /** Seconds since some moment. */
  readonly clock: () => number;
  readonly onLook?: ((look: Look) => void) | undefined;
}

/** Looks until every claim is decided, nothing that could be added would decide more, or the next look would take more than is left of the budget. */
export async function untilDecided(
  first: readonly Case[],
  scenario: Scenario,
  { simulate, claimsOf, budget, clock, onLook }: Means,
): Promise<Looked> {
  const start = clock();
  let ladders = firstLadders(first, scenario);
  let cases = first;
  let before: ReadonlyMap<string, FigureJudgement> = new Map();
  const looks: Look[] = [];
  let rate = 0;
  for (;;) {
    const began = clock();
    const done = await simulate(cases);
    // What is begun once, as workers are, makes the first trials look slow; stored ones say nothing of the pace.
    rate = Math.max(rate, done / (clock() - began));
    const claims = claimsOf(cases);
    const alpha = spentAt(looks.length, scenario.comparison.alpha);
    const judged = judgeTheories(claims, { ...scenario.comparison, alpha }, before);
    const all = new Map(claims.map((claim) => [claim, judgementOf(claim, claims, judged)] as const));
    const count = (verdict: string) => [...all.values()].filter((each) => each.verdict === verdict).length;
    const trials = demandsOf(cases, scenario).reduce((sum, demand) => sum + demand.trials, 0);
    const look = { alpha, trials, undecided: count('undecided'), refuted: count('disagree') };
    looks.push(look);
    onLook?.(look);
    const later = {
      ...scenario,
      comparison: { ...scenario.comparison, alpha: spentAt(looks.length, scenario.comparison.alpha) },
    };
    const next = looks.length < mostLooks ? grown(claims, all, ladders, later) : null;
    const larger = next && atLadders(first, next, scenario);
    const more = larger ? workOf(demandsOf(larger, scenario)) - workOf(demandsOf(cases, scenario)) : 0;
    const seconds = rate > 0 ? more / rate : 0;
    if (larger === null || clock() - start + seconds > budget) return { cases, claims, judged, looks };
    [ladders, cases, before] = [next!, larger, judged];
  }
}

/** Every theory on its own; what was refuted before stays so. */
function judgeTheories(
  claims: readonly CaseClaim[],
  policy: Scenario['comparison'],
  before: ReadonlyMap<string, FigureJudgement>,
): Map<string, FigureJudgement> {
  const names = [...new Set(claims.map(({ by }) => by))];
  return new Map(
    names.map((name) => {
      const own = claims.filter(({ by }) => by === name);
      const now = judge(own, policy);
      const old = before.get(name);
      const judgements = now.judgements.map((judgement) => refutedBefore(judgement, old));
      const omnibus = old?.omnibus?.rejected ? old.omnibus : now.omnibus;
      const refuted = omnibus?.rejected || judgements.some(({ verdict }) => verdict === 'disagree');
      return [name, { ...now, judgements, omnibus, verdict: refuted ? 'disagree' : now.verdict }];
    }),
  );
}

function refutedBefore(judgement: Judgement, old: FigureJudgement | undefined): Judgement {
  const known = old?.judgements.find(({ id }) => id === judgement.id);
  return known?.verdict === 'disagree' ? { ...known, levels: judgement.levels } : judgement;
}

function judgementOf(
  claim: CaseClaim,
  claims: readonly CaseClaim[],
  judged: ReadonlyMap<string, FigureJudgement>,
): Judgement {
  const own = claims.filter(({ by }) => by === claim.by);
  return judged.get(claim.by)!.judgements[own.indexOf(claim)]!;
}
