/**
 * Trials that are drawn at once, one after the other, and not stored: what planning learns from before anything is simulated. All that
 * planning knows of how trials are run is here.
 */

import { type Demand, seriesKey } from '../execution/plan.ts';
import { type Draw, drawsOn } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { designOf, type TrialValues } from '../simulators/simulator.ts';
import { type Case, type DrawnCases, demandsOf } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';

/** Draws every trial that the scenario asks for, and says what they say. */
export async function drawClaims(
  cases: readonly Case[],
  scenario: Scenario,
  backend: Backend,
  draw: Draw = drawsOn(backend),
): Promise<CaseClaim[]> {
  const drawn = new Map<string, Map<number, TrialValues>>();
  for (const demand of demandsOf(cases, scenario)) {
    const stored = demand.plan.series.map((series) => {
      const trials = new Map<number, TrialValues>();
      drawn.set(seriesKey(demand, series, backend.identity), trials);
      return trials;
    });
    for (let trial = 0; trial < demand.trials; trial++)
      for (const [i, values] of (await draw(demand, trial)).entries()) stored[i]!.set(trial, values);
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

/** Floating-point operations of all trials of these draws, roughly. */
export function workOf(draws: readonly DrawnCases[]): number {
  return draws.reduce((total, demand) => total + demand.trials * trialOperations(demand), 0);
}

/** Whether one trial of every draw costs the same in both. */
export function costAlike(a: Draws, b: Draws): boolean {
  return a.every((demand, i) => trialOperations(demand) === trialOperations(b[i]!));
}

/**
 * In seconds: how long one size is timed at least, what a trial takes that is repeated once, what trials of the largest size may take; and how
 * many sizes are timed in any case.
 */
const timing = { each: 0.015, once: 0.2, longest: 1, least: 3 };

/** Of the operations, by which times are guessed before they are measured. */
const usualPower = 0.75;

/**
 * The pace of trials of a scenario at sizes in ascending order, or of its draws where they have one size. @param seconds  it may take, roughly
 */
export async function measurePace(draw: Draw, rising: readonly Draws[], seconds: number): Promise<Pace> {
  const timed: Timed[] = [];
  const start = performance.now();
  for (const demand of rising.length === 1 ? spreadOf(rising[0]!) : rising.map(middleOf)) {
    const operations = trialOperations(demand);
    const last = timed.at(-1);
    if (last !== undefined && last.seconds * (operations / last.operations) ** usualPower > timing.longest)
      break;
    if (timed.length >= timing.least && secondsSince(start) > seconds) break;
    timed.push({ operations, seconds: await secondsOfTrial(draw, demand) });
  }
  return fitPace(timed);
}

/** The first trial compiles, and counts only where it takes very long; of two rounds of others the faster one counts, of long ones there is one. */
async function secondsOfTrial(draw: Draw, demand: Demand): Promise<number> {
  const start = performance.now();
  await draw(demand, 0);
  const first = secondsSince(start);
  if (first > timing.longest) return first;
  const second = await round(draw, demand);
  return second > timing.once ? second : Math.min(second, await round(draw, demand));
}

async function round(draw: Draw, demand: Demand): Promise<number> {
  const start = performance.now();
  let trials = 0;
  do await draw(demand, ++trials);
  while (secondsSince(start) < timing.each);
  return secondsSince(start) / trials;
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

function ascending(draws: Draws): Demand[] {
  return [...draws].sort((a, b) => trialOperations(a) - trialOperations(b));
}

/** The draw whose trials cost as much as those of half the others at most. */
export function middleOf(draws: Draws): Demand {
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

/**
 * The pace through the last two trials of ascending operations, which are the most like those that take the time of a simulation. Where chance
 * puts them on no pace, one that is too slow rather than too fast for trials of other sizes.
 */
export function fitPace(timed: readonly Timed[]): Pace {
  const [large, small] = timed.toReversed().map(({ operations, seconds }) => {
    const root = Math.sqrt(operations);
    return { root, slowness: seconds / root };
  }) as [Slowness, Slowness?];
  if (small === undefined) return { perRoot: 0, perOperation: large.slowness / large.root };
  const perOperation = (large.slowness - small.slowness) / (large.root - small.root);
  const perRoot = large.slowness - perOperation * large.root;
  if (perOperation > 0 && perRoot >= 0) return { perRoot, perOperation };
  if (perOperation > 0) return { perRoot: small.slowness / 2, perOperation: large.slowness / large.root };
  return { perRoot: large.slowness / 2, perOperation: large.slowness / 2 / large.root };
}

/** √operations of a trial, and its seconds over that: they lie on a line. */
interface Slowness {
  readonly root: number;
  readonly slowness: number;
}
