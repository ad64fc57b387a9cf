/**
 * Plans a simulation for the tolerance that is asked for: sizes, trials, design and labels with which the comparison decides on as many
 * claims as the budget allows, in the least time. A pilot of small trials, with a seed of its own, says how far they scatter.
 */
import { InputError } from '../errors.ts';
import { type Draw, drawsOn } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import { modelNamed, signatureOf } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import type { Scenario, Simulation } from '../scenario/scenario.ts';
import { speaksOf } from '../theories/theory.ts';
import { type Case, planCases, resized } from './cases.ts';
import { type CaseClaim, theoriesOf } from './claims.ts';
import { foresee } from './foresight.ts';
import { bestRun, decidedBy, isBetter, isDecided, type Run, type Rung } from './ladders.ts';
import { drawClaims, measurePace, type Pace, trialSeconds } from './pilot.ts';
import { ladderAt, type Step, simulating, stepsOf, type Way } from './steps.ts';

export interface PlanningOptions {
  /** Core seconds that the simulation may take: seconds times workers. */
  readonly budget: number;
  /** Of the pilot, and of whose pace the times are. */
  readonly backend: Backend;
  /** What draws the pilot; absent: this thread, on the backend. */
  readonly draw?: Draw;
  /** The scenario's unless given, or 1. */
  readonly seed?: string;
  /** Measured unless given: the plan follows from this, the scenario, the seed, the budget and the backend. */
  readonly pace?: Pace;
}

/** What the simulation will be able to say of one claim. */
export interface Expectation {
  readonly parameters: Point;
  readonly quantity: string;
  /** The name of the theory that claims it. */
  readonly by: string;
  /** Relative deviation from the theory that will be excluded; null where nothing is tested, or the theory is 0. */
  readonly width: number | null;
  /** Relative deviation of a theory that will be refuted with probability 0.9; null like the width. */
  readonly sees: number | null;
  /** Whether that is within the tolerance, with room to spare. */
  readonly decided: boolean;
  /** Why it will stay untested; null where it is tested. */
  readonly untested: string | null;
}

/** A simulation and what is expected of it, as plain JSON. */
export interface PlannedSimulation {
  /** null: no point can be simulated and tested. */
  readonly simulation: Simulation | null;
  /** Core seconds that it will take. */
  readonly seconds: number;
  /** null: nothing was timed. */
  readonly pace: Pace | null;
  readonly expected: readonly Expectation[];
}

/** The part of the budget that is planned with: times are estimates. */
const budgetShare = 0.9;
/**
 * What is tried in turn: widths that refute a theory off by the tolerance almost surely, if they are cheap; then widths with some room for what the
 * pilot does not know; then so few trials of a size that their errors have heavy tails.
 */
const aims = [
  { share: 0.4, cost: 0.05, least: 64 },
  { share: 0.6, cost: 0.3, least: 32 },
  { share: 0.8, cost: budgetShare, least: 32 },
  { share: 0.8, cost: budgetShare, least: 2 },
];
/** What timing may take: a part of the budget, and seconds. */
const timing = { share: 0.02, most: 0.4 };
/** What the pilot may take: a part of the budget, and seconds; or a larger part where that is too little for any. */
const pilotBudget = { share: 0.04, most: 2, last: 0.1 };
/** Trials of the pilot, for every size and way to draw. */
const pilotTrials = { fewest: 2, few: 8, good: 40, most: 400 };
/** Its smaller size is this at most unless points near the threshold need more; the other is so many times as large. */
const pilotSizes = { usual: 48, ratio: 2 };
/** Operations a second beyond any core's. */
const mostOperations = 1e11;

/**
 * @param scenario  of its simulation nothing is used but the seed
 * @throws {InputError} for a budget that does not allow two trials, and for a scenario that cannot be simulated at any size
 */
export async function planSimulation(
  scenario: Scenario,
  options: PlanningOptions,
): Promise<PlannedSimulation> {
  const { budget, backend, draw = drawsOn(backend), seed = scenario.simulation?.seed ?? '1' } = options;
  if (!(budget > 0 && budget < Number.POSITIVE_INFINITY))
    throw new InputError(`budget = ${budget}: a positive number of core seconds is needed`);
  const model = modelNamed(scenario.model);
  const points = planCases(simulating(scenario, null));
  const cases = points.filter(({ point, simulated }) => simulated && model.simulates?.(point) !== false);
  const unable = points.filter((item) => !cases.includes(item)).flatMap((item) => unableAt(item, scenario));
  if (cases.length === 0)
    return { simulation: null, seconds: 0, pace: options.pace ?? null, expected: unable };
  const { ways, steps } = stepsOf(scenario, cases, mostOperations * budget);
  const pace = options.pace ?? (await paceOf(steps, draw, budget));
  const pilots: Piloted[] = [];
  for (const { way, ...pilot } of pilotsOf(steps, pace, budget)) {
    const drawn = simulating(scenario, { ...ways[way]!, ...pilot, seed: `${seed}:pilot` });
    const found = foresee(await drawClaims(resized(cases, drawn), drawn, backend, draw), drawn);
    pilots.push({ way: ways[way]!, rungs: rungsOf(steps, way, pace), ...found });
  }
  const missed = ({ untested }: Piloted) =>
    untested.map(({ claim, reason }) => ({ ...nameOf(claim), ...nothing, untested: reason }));
  if (pilots.every(({ tested }) => tested.length === 0))
    return { simulation: null, seconds: 0, pace, expected: [...missed(pilots[0]!), ...unable] };
  const { run, ...best } = bestPlan(pilots, budget);
  return {
    simulation: { ...ladderOf(run, steps), ...best.way, seed },
    seconds: run.seconds,
    pace,
    expected: [
      ...best.tested.map(({ claim }, i) => expectationOf(claim, run, i)),
      ...missed(best),
      ...unable,
    ],
  };
}

/** From every fourth size, which is enough. */
function paceOf(steps: readonly Step[], draw: Draw, budget: number): Promise<Pace> {
  const rising = steps.filter((_, i) => i % 4 === 0).map(({ draws }) => draws.find((each) => each)!);
  return measurePace(draw, rising, Math.min(timing.share * budget, timing.most));
}

/** A way to draw, and what its pilot says. */
interface Piloted extends ReturnType<typeof foresee> {
  readonly way: Way;
  readonly rungs: readonly Rung[];
}

/** @throws {InputError} when the budget does not allow two trials in any way */
function bestPlan(pilots: readonly Piloted[], budget: number): Piloted & { readonly run: Run } {
  for (const { cost, ...aim } of aims) {
    const plans = pilots.flatMap((pilot) => {
      const run = bestRun(pilot.tested, pilot.rungs, { ...aim, budget: cost * budget });
      return run === null ? [] : [{ ...pilot, run }];
    });
    if (plans.length === 0) continue;
    const best = plans.reduce((found, plan) => (isBetter(plan.run, found.run) ? plan : found));
    if (cost === budgetShare || decidedBy(best.run) === best.tested.length) return best;
  }
  const least = pilots.flatMap(({ rungs }) => rungs.map(({ seconds }) => seconds));
  throw tooLittle(budget, 3 * aims.at(-1)!.least * Math.min(...least));
}

function tooLittle(budget: number, seconds: number): InputError {
  const needed = Number(seconds.toPrecision(2));
  return new InputError(
    `budget = ${budget}: too few core seconds for trials of these points; expected about ${needed} or more`,
  );
}

function ladderOf({ levels }: Run, steps: readonly Step[]): Pick<Simulation, 'sizes' | 'scales' | 'trials'> {
  const trials = levels.map(({ trials }) => trials);
  return {
    ...ladderAt(
      steps,
      levels.map(({ size }) => size),
    ),
    trials,
  };
}

/** The pilot's trials of one way to draw, at one size or two. */
interface Pilot extends Pick<Simulation, 'sizes' | 'scales' | 'trials'> {
  /** Its place among the ways. */
  readonly way: number;
}

/**
 * At two sizes of which the most points can be tested, and among these the largest of the usual ones: enough trials in all ways to draw, if there
 * is time for them, else some in the first way.
 */
function pilotsOf(steps: readonly Step[], pace: Pace, budget: number): Pilot[] {
  const usual = Math.min(pilotBudget.share * budget, pilotBudget.most);
  const pairs = steps.flatMap((small): (readonly Step[])[] => {
    if (steps.length === 1) return [[small]];
    const large = steps.find(({ size }) => size >= pilotSizes.ratio * small.size);
    return large ? [[small, large]] : [];
  });
  const secondsOf = (pair: readonly Step[], way: number) =>
    pair.map(({ draws }) => (draws[way] ? trialSeconds(pace, draws[way]) : Number.POSITIVE_INFINITY));
  const pilot = (pair: readonly Step[], way: number, share: number, least: number): Pilot => ({
    way,
    ...ladderAt(
      steps,
      pair.map(({ size }) => size),
    ),
    trials: secondsOf(pair, way).map((seconds) =>
      Math.max(least, Math.min(pilotTrials.most, Math.floor(share / pair.length / seconds))),
    ),
  });
  const all = steps[0]!.draws.flatMap((draws, way) => (draws === null ? [] : [way]));
  const one = all.slice(0, 1);
  const costOf = (pair: readonly Step[], ways: readonly number[]) =>
    sum(ways.flatMap((way) => secondsOf(pair, way)));
  const { good, few, fewest } = pilotTrials;
  const possible = [
    { ways: all, trials: good, allowed: usual },
    { ways: one, trials: good, allowed: usual },
    { ways: one, trials: few, allowed: usual },
    { ways: one, trials: fewest, allowed: pilotBudget.last * budget },
  ].flatMap(({ ways, trials, allowed }) => {
    const within = pairs.filter((pair) => trials * costOf(pair, ways) <= allowed);
    return within.length > 0 ? [{ ways, trials, pair: bestPair(within) }] : [];
  });
  const untested = Math.min(...possible.map(({ pair }) => pair[0]!.untested.size));
  const best = possible.find(({ pair }) => pair[0]!.untested.size === untested);
  if (best === undefined) {
    const least = Math.min(...pairs.map((pair) => costOf(pair, one)));
    throw tooLittle(budget, (fewest * least) / pilotBudget.last);
  }
  const { ways, trials, pair } = best;
  return ways.map((way) => pilot(pair, way, usual / ways.length, trials));
}

/** @param pairs  in ascending size, at least one */
function bestPair(pairs: readonly (readonly Step[])[]): readonly Step[] {
  const fewest = Math.min(...pairs.map(([small]) => small!.untested.size));
  const best = pairs.filter(([small]) => small!.untested.size === fewest);
  return best.findLast(([small]) => small!.least <= pilotSizes.usual) ?? best[0]!;
}

/** What one way to draw can be planned with. */
function rungsOf(steps: readonly Step[], way: number, pace: Pace): Rung[] {
  return steps.flatMap(({ draws, ...rung }) => {
    const drawn = draws[way];
    return drawn ? [{ ...rung, seconds: trialSeconds(pace, drawn) }] : [];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const nothing = { width: null, sees: null, decided: false };

function nameOf({ case: item, quantity, by }: CaseClaim) {
  return { parameters: item.point, quantity, by };
}

function expectationOf(claim: CaseClaim, { rungs, outlooks }: Run, i: number): Expectation {
  const outlook = outlooks[i]!;
  const reasons = rungs.map(({ untested }) => untested.get(claim.case.point));
  if (outlook === null)
    return { ...nameOf(claim), ...nothing, untested: reasons.find((reason) => reason !== undefined)! };
  const [width, sees] = [outlook.width, outlook.sees].map((each) =>
    Number.isFinite(each) ? each : null,
  ) as [number | null, number | null];
  return { ...nameOf(claim), width, sees, decided: isDecided(outlook), untested: null };
}

/** What is compared at a point of which no trials can be drawn. */
function unableAt({ point }: Case, scenario: Scenario): Expectation[] {
  const { simulated } = signatureOf(scenario.model);
  const untested = `no trials of the model ${scenario.model} can be drawn at this point`;
  return theoriesOf(scenario).flatMap((theory) =>
    scenario.comparison.quantities
      .filter((quantity) => simulated.includes(quantity) && speaksOf(theory, quantity))
      .map((quantity) => ({ parameters: point, quantity, by: theory.name, ...nothing, untested })),
  );
}
