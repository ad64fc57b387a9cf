/**
 * Trials that are drawn at once, on this thread, and not stored: what planning learns from before anything is simulated. All that
 * planning knows of how trials are run is here.
 */

import { type Demand, seriesKey } from '../execution/plan.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { designOf, runTrial, type TrialValues } from '../simulators/simulator.ts';
import { type Case, demandsOf } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';

/** Draws every trial that the scenario asks for, and says what they say. */
export function drawClaims(cases: readonly Case[], scenario: Scenario, backend: Backend): CaseClaim[] {
  const drawn = new Map<string, Map<number, TrialValues>>();
  for (const demand of demandsOf(cases, scenario)) {
    const stored = demand.plan.series.map((series) => {
      const trials = new Map<number, TrialValues>();
      drawn.set(seriesKey(demand, series, backend.identity), trials);
      return trials;
    });
    for (let trial = 0; trial < demand.trials; trial++)
      for (const [i, values] of runTrial(demand.simulator, backend, demand.plan, trial).entries())
        stored[i]!.set(trial, values);
  }
  const store = { trials: (series: string) => drawn.get(series)! };
  return claimsOf(cases, scenario, store, backend.identity).filter(({ from }) => from === 'simulation');
}

function trialOperations({ simulator, plan }: Demand): number {
  return designOf(simulator, plan).operations(plan);
}

/** The draws of a scenario: what one trial of each costs, and nothing else, is known of them here. */
export type Draws = readonly Demand[];

/**
 * How long a trial takes on one core, in seconds, by its operations:
 *
 *     perRoot √operations + perOperation operations
 *
 * The first term is what matrices take that are too small for a library's full speed, and all that is done once an entry.
 */
export interface Pace {
  readonly perRoot: number;
  readonly perOperation: number;
}

/** One trial of every draw. */
export function trialSeconds({ perRoot, perOperation }: Pace, draws: Draws): number {
  return draws
    .map(trialOperations)
    .reduce((total, operations) => total + perRoot * Math.sqrt(operations) + perOperation * operations, 0);
}

/** Floating-point operations of one trial of every draw, roughly. */
export function operationsOf(draws: Draws): number {
  return draws.reduce((total, demand) => total + trialOperations(demand), 0);
}

/** Whether one trial of every draw costs the same in both. */
export function costAlike(a: Draws, b: Draws): boolean {
  return a.every((demand, i) => trialOperations(demand) === trialOperations(b[i]!));
}

/** How long one size is timed, in seconds; trials that take longer say enough of those that are larger; sizes that are timed in any case. */
const timing = { each: 0.015, long: 0.05, least: 3 };

/**
 * The pace of trials of a scenario at sizes in ascending order, or of its draws where they have one size. @param seconds  it may take, roughly
 */
export function measurePace(backend: Backend, rising: readonly Draws[], seconds: number): Pace {
  const timed: Timed[] = [];
  const start = performance.now();
  const since = (earlier: number) => (performance.now() - earlier) / 1000;
  for (const demand of rising.length === 1 ? spreadOf(rising[0]!) : rising.map(middleOf)) {
    runTrial(demand.simulator, backend, demand.plan, 0); // compiles
    const first = performance.now();
    let trials = 0;
    do runTrial(demand.simulator, backend, demand.plan, ++trials);
    while (since(first) < timing.each);
    timed.push({ operations: trialOperations(demand), seconds: since(first) / trials });
    if (since(first) / trials > timing.long || (timed.length >= timing.least && since(start) > seconds))
      break;
  }
  return fitPace(timed);
}

function ascending(draws: Draws): Demand[] {
  return [...draws].sort((a, b) => trialOperations(a) - trialOperations(b));
}

/** The draw whose trials cost as much as those of half the others at most. */
function middleOf(draws: Draws): Demand {
  return ascending(draws)[draws.length >> 1]!;
}

/** The cheapest, the middle and the most expensive draw. */
function spreadOf(draws: Draws): Demand[] {
  const rising = ascending(draws);
  return [...new Set([rising[0]!, middleOf(draws), rising.at(-1)!])];
}

/** A trial of so many operations took so long. */
interface Timed {
  readonly operations: number;
  readonly seconds: number;
}

/** Seconds an operation below any core's. */
const fastest = 5e-12;

/** The pace of least relative error, in squares; neither part of it is negative. */
export function fitPace(timed: readonly Timed[]): Pace {
  const sum = (term: (root: number, whole: number) => number) =>
    timed.reduce((total, { operations, seconds }) => {
      return total + term(Math.sqrt(operations) / seconds, operations / seconds);
    }, 0);
  const [rr, rw, ww] = [sum((r) => r * r), sum((r, w) => r * w), sum((_, w) => w * w)];
  const [r1, w1] = [sum((r) => r), sum((_, w) => w)];
  const determinant = rr * ww - rw * rw;
  const both = {
    perRoot: (r1 * ww - w1 * rw) / determinant,
    perOperation: (w1 * rr - r1 * rw) / determinant,
  };
  if (determinant > 1e-9 * rr * ww && both.perRoot >= 0 && both.perOperation >= fastest) return both;
  return both.perOperation < fastest && timed.length > 1
    ? { perRoot: r1 / rr, perOperation: fastest }
    : { perRoot: 0, perOperation: w1 / ww };
}
