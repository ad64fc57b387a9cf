/** What is added to a simulation that leaves claims undecided: trials at their points, or a larger size there, whichever decides them in less time. */
import type { Judgement } from '../comparison/judge.ts';
import type { Point } from '../parts/parameter.ts';
import { atRungs, rungsOf, type Scenario } from '../scenario/scenario.ts';
import { type Case, resized } from './cases.ts';
import type { CaseClaim } from './claims.ts';
import { type Foresight, foresee, outlookOf, type PlannedLevel } from './foresight.ts';

/** A point's own ladder. */
type Ladder = readonly PlannedLevel[];

/** More trials than are needed by a little; and by how much they grow at once: what is needed is known better later. */
const growth = { room: 1.2, least: 1.5, most: 4 };
/** More trials than these times are not asked for where a larger size decides. */
const manyTimes = 16;
const fewestTrials = 32;
const mostTrials = 1_000_000;
/** Larger sizes that are tried where means of the others are not judged. */
const doublings = [2, 4, 8];
/** A trial at twice the size takes some eight times as long. */
const costPower = 3;

/** The ladder of every point at the beginning. */
export function firstLadders(cases: readonly Case[], { simulation }: Scenario): Map<Point, Ladder> {
  const ladder = rungsOf(simulation!).map((size, i) => ({ size, trials: simulation!.trials[i]! }));
  return new Map(cases.map(({ point }) => [point, ladder]));
}

/** The same cases at ladders of their own. */
export function atLadders(
  cases: readonly Case[],
  ladders: ReadonlyMap<Point, Ladder>,
  scenario: Scenario,
): Case[] {
  return cases.flatMap((item) => {
    const simulation = atRungs(scenario.simulation!, ladders.get(item.point)!);
    return resized([item], { ...scenario, simulation });
  });
}

/** Ladders that may decide more; null where nothing that is added would. */
export function grown(
  claims: readonly CaseClaim[],
  judgements: ReadonlyMap<CaseClaim, Judgement>,
  ladders: ReadonlyMap<Point, Ladder>,
  scenario: Scenario,
): Map<Point, Ladder> | null {
  const simulated = claims.filter(({ from }) => from === 'simulation');
  const next = new Map(ladders);
  for (const foresight of foresee(simulated, scenario).tested) {
    const { claim } = foresight;
    const judgement = judgements.get(claim);
    if (judgement?.verdict !== 'undecided' || claim.theory === 0) continue;
    const { point } = claim.case;
    const larger = grownFor(foresight, judgement, ladders.get(point)!, scenario);
    if (larger !== null) next.set(point, together(next.get(point)!, larger));
  }
  for (const { case: item, untested } of simulated) {
    const ladder = next.get(item.point)!;
    const tested =
      untested === undefined || ladder !== ladders.get(item.point) ? null : beyond(item, ladder, scenario);
    if (tested !== null) next.set(item.point, tested);
  }
  return [...next].some(([point, ladder]) => ladder !== ladders.get(point)) ? next : null;
}

/** Where means are not judged at small sizes, those at which they are, and larger ones; null where there are none within reach. */
function beyond(item: Case, ladder: Ladder, scenario: Scenario): Ladder | null {
  const isJudged = (level: PlannedLevel) =>
    atLadders([item], new Map([[item.point, [level]]]), scenario)[0]!.sizes.every(
      ({ untested }) => untested === null,
    );
  const { size, trials } = ladder.at(-1)!;
  const larger = doublings.map((by) => ({
    size: by * size,
    trials: Math.max(fewestTrials, Math.ceil(trials / by)),
  }));
  const judged = [...ladder, ...larger].filter(isJudged).slice(0, 2);
  return judged.length === 2 && judged[0] !== ladder[0] ? judged : null;
}

function grownFor(
  foresight: Foresight,
  { extrapolationError }: Judgement,
  ladder: Ladder,
  { comparison }: Scenario,
): Ladder | null {
  const factor = (need: number) => Math.min(growth.most, Math.max(growth.least, growth.room * need));
  const more = (by: number, levels: Ladder) =>
    levels.map(({ size, trials }) => ({ size, trials: Math.min(mostTrials, Math.ceil(by * trials)) }));
  const { need } = outlookOf(foresight, ladder);
  const alone = comparison.claim === 'size' || foresight.claim.exact;
  if (alone) return need < Number.POSITIVE_INFINITY ? more(factor(need), ladder) : null;
  const last = ladder.at(-1)!;
  const taller = [
    ...ladder,
    { size: 2 * last.size, trials: Math.max(fewestTrials, Math.ceil(last.trials / 4)) },
  ];
  // What finite sizes allow alone no trials make less, such as what rounding does to small ones, which is not foreseen.
  if (extrapolationError >= comparison.tolerance * Math.abs(foresight.claim.theory ?? 0)) return taller;
  const other = outlookOf(foresight, taller).need;
  if (need <= manyTimes || need * costOf(ladder) <= Math.max(1, other) * costOf(taller))
    return more(factor(need), ladder);
  return other < Number.POSITIVE_INFINITY || need === Number.POSITIVE_INFINITY ? taller : null;
}

function costOf(ladder: Ladder): number {
  return ladder.reduce((sum, { size, trials }) => sum + trials * size ** costPower, 0);
}

/** All sizes of both, with the more trials. */
function together(a: Ladder, b: Ladder): Ladder {
  const sizes = [...new Set([...a, ...b].map(({ size }) => size))].sort((x, y) => x - y);
  return sizes.map((size) => ({
    size,
    trials: Math.max(...[...a, ...b].filter((each) => each.size === size).map(({ trials }) => trials)),
  }));
}
