/** The ladder of sizes, and the trials of each, that decide on the most claims within a budget in the least time. */
import type { Point } from '../parts/parameter.ts';
import { deviationOf, type Foresight, type Outlook, outlookOf, type PlannedLevel } from './foresight.ts';

/** A size that may be simulated, or of absolute sizes a scale. */
export interface Rung {
  readonly size: number;
  /** The smallest size among the points, as the model counts it. */
  readonly least: number;
  /** One trial of every draw, on one core. */
  readonly seconds: number;
  /** Points whose means are not judged at this size, and why. */
  readonly untested: ReadonlyMap<Point, string>;
}

/** A simulation of one ladder, and what it would find out. */
export interface Run {
  readonly rungs: readonly Rung[];
  readonly levels: readonly PlannedLevel[];
  readonly seconds: number;
  /** Of every claim in its order; null where it would stay untested. */
  readonly outlooks: readonly (Outlook | null)[];
}

/** Steps between the sizes of a ladder, as places among those that may be simulated. */
const ladders = [
  [0, 2],
  [0, 3],
  [0, 4],
  [0, 1, 3],
  [0, 2, 4],
  [0, 3, 6],
] as const;
/** Smaller sizes have terms of high order, and are used only where no larger ones can be afforded. */
const usualSize = 24;
/** Trials of a size; more are not asked for. */
const mostTrials = 100_000;
/** More trials than are needed by a little, since what is needed depends on their number. */
const roundingUp = 1.03;
const corrections = 6;
/** Of one claim's way from nothing to a decision. */
const worthwhile = 0.02;

/** What a run may cost and is to achieve. */
export interface Limits {
  /** Core seconds. */
  readonly budget: number;
  /** The part of the tolerance that the widths are to keep within. */
  readonly share: number;
  /** Trials of a size. */
  readonly least: number;
}

/**
 * @param rungs  in ascending size
 * @returns null when the budget does not allow the least trials of any ladder
 */
export function bestRun(
  foresights: readonly Foresight[],
  rungs: readonly Rung[],
  limits: Limits,
): Run | null {
  const alone = rungs.length === 1 && rungs[0]!.size === 1;
  const single = alone || foresights.every(({ claim }) => claim.exact || claim.asSuch);
  const shapes = single ? [[0]] : ladders;
  const all = rungs
    .flatMap((_, i) => shapes.map((steps) => steps.map((step) => rungs[i + step])))
    .filter((ladder): ladder is Rung[] => ladder.every((rung) => rung !== undefined));
  const usual = all.filter(([smallest]) => smallest!.least >= usualSize);
  for (const some of [usual, all]) {
    let best: Run | null = null;
    for (const ladder of some) {
      const run = runOf(foresights, ladder, limits);
      if (run !== null && (best === null || isBetter(run, best))) best = run;
    }
    if (best !== null) return best;
  }
  return null;
}

/** The best use of this ladder: all of the budget, or what decides on the same claims if the others are hardly the worse for it. */
function runOf(foresights: readonly Foresight[], rungs: readonly Rung[], limits: Limits): Run | null {
  const evenly = levelsWithin(
    rungs,
    rungs.map(({ seconds }) => 1 / seconds),
    limits,
  );
  if (evenly === null) return null;
  const weights = allocation(foresights, rungs, evenly);
  const runAt = (budget: number) => {
    const levels = levelsWithin(rungs, weights, { ...limits, budget: Math.min(limits.budget, budget) });
    const least = rungs.map(({ size }) => ({ size, trials: limits.least }));
    return foreseen(foresights, rungs, limits.share, levels ?? least);
  };
  const most = runAt(limits.budget);
  const wanted = most.outlooks.map(isDecided);
  let [part, need] = [1, neededBy(most, wanted)];
  for (let round = 0; round < corrections && part * need < 1; round++) {
    part *= need * roundingUp;
    const less = runAt(part * most.seconds);
    need = neededBy(less, wanted);
    if (need <= 1) return isBetter(less, most) ? less : most;
  }
  return most;
}

function foreseen(
  foresights: readonly Foresight[],
  rungs: readonly Rung[],
  share: number,
  levels: readonly PlannedLevel[],
): Run {
  const outlooks = foresights.map((foresight) => {
    const { point } = foresight.claim.case;
    return rungs.some(({ untested }) => untested.has(point)) ? null : outlookOf(foresight, levels, share);
  });
  const seconds = levels.reduce((sum, { trials }, l) => sum + trials * rungs[l]!.seconds, 0);
  return { rungs, levels, seconds, outlooks };
}

/** By what part of this run's trials all the wanted claims would be decided. */
function neededBy({ outlooks }: Run, wanted: readonly boolean[]): number {
  return Math.max(0, ...outlooks.filter((_, i) => wanted[i]).map((outlook) => outlook?.need ?? 0));
}

export function isDecided(outlook: Outlook | null): boolean {
  return outlook !== null && outlook.need <= 1;
}

export function decidedBy({ outlooks }: Run): number {
  return outlooks.filter(isDecided).length;
}

/** More decided claims; if these are as many, the others nearer to it; if they hardly are, less time. */
export function isBetter(run: Run, best: Run): boolean {
  const more = decidedBy(run) - decidedBy(best);
  if (more !== 0) return more > 0;
  const nearer = nearness(run) - nearness(best);
  return nearer !== 0 ? nearer > 0 : run.seconds < best.seconds;
}

/** The sum over claims of how near they are to being decided, at most 1 each, in steps that are worth some time. */
function nearness({ outlooks }: Run): number {
  const sum = outlooks.reduce((total, outlook) => total + (outlook?.nearness ?? 0), 0);
  return Math.round(sum / worthwhile);
}

/**
 * Neyman's: trials in proportion to |coefficient| · deviation / √seconds of a level, with the mean over claims of its part of the variance.
 */
function allocation(
  foresights: readonly Foresight[],
  rungs: readonly Rung[],
  levels: readonly PlannedLevel[],
): number[] {
  const parts = foresights.map((foresight) => {
    const { coefficients } = outlookOf(foresight, levels).evidence;
    const squares = rungs.map(({ size }, l) => (coefficients[l]! * deviationOf(foresight, size)) ** 2);
    const whole = squares.reduce((sum, square) => sum + square, 0);
    return squares.map((square) => (whole > 0 ? square / whole : 1 / rungs.length));
  });
  return rungs.map(({ seconds }, l) => Math.sqrt(parts.reduce((sum, part) => sum + part[l]!, 0) / seconds));
}

/** The most trials in these proportions that the budget allows; null when it does not allow the least. */
function levelsWithin(
  rungs: readonly Rung[],
  weights: readonly number[],
  { budget, least }: Limits,
): PlannedLevel[] | null {
  const trialsAt = (scale: number) =>
    weights.map((weight) => Math.min(mostTrials, Math.max(least, Math.floor(scale * weight))));
  const secondsAt = (scale: number) =>
    trialsAt(scale).reduce((sum, trials, l) => sum + trials * rungs[l]!.seconds, 0);
  if (secondsAt(0) > budget) return null;
  let [low, high] = [0, mostTrials / Math.min(...weights.filter((weight) => weight > 0))];
  for (let step = 0; step < 60 && secondsAt(high) > budget; step++) {
    const middle = (low + high) / 2;
    if (secondsAt(middle) > budget) high = middle;
    else low = middle;
  }
  const trials = trialsAt(secondsAt(high) <= budget ? high : low);
  return rungs.map(({ size }, l) => ({ size, trials: trials[l]! }));
}
