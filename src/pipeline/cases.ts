/**
 * The plan of a scenario: its points, each realised at every simulated size, and the draws that these need. Which points share their
 * draws is the affair of the simulator.
 */
import { InputError } from '../errors.ts';
import type { Demand } from '../execution/plan.ts';
import type { Cautioned } from '../models/cautions.ts';
import { limitPlace } from '../models/host.ts';
import { type Model, predict, type Realisation, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { rungsOf, type Scenario, type Simulation } from '../scenario/scenario.ts';
import { expandPoints } from '../scenario/values.ts';
import { type Asked, canonicalJson, designOf, type Simulator } from '../simulators/simulator.ts';
import type { Predicted } from '../theories/engine.ts';
import type { Place } from '../theories/theory.ts';

/** A point at one size. */
export interface SizedCase extends Realisation {
  readonly size: number;
  readonly trials: number;
  /** The point itself, at its scaled sizes where these are absolute. */
  readonly at: Point;
}

/** A point of the scan: its limit and its realisations in ascending size. */
export interface Case {
  readonly point: Point;
  readonly prediction: Predicted & Cautioned;
  /** Where theories are asked of its limit. */
  readonly place: Place;
  /** Whether trials are drawn of it, where the scenario has any. */
  readonly simulated: boolean;
  readonly sizes: readonly SizedCase[];
}

/** Every point of the scenario. */
export function planCases(scenario: Scenario): Case[] {
  const model = modelNamed(scenario.model);
  const points = pointsOf(scenario).map(({ point, simulated }) => ({
    point,
    prediction: predict(model, point),
    place: limitPlace(model, point),
    simulated,
  }));
  return resized(points, scenario);
}

/** The points of the scan, those of published values, and those that were measured elsewhere, which are not simulated. */
export function pointsOf({ axes, published, measurements }: Scenario): Pick<Case, 'point' | 'simulated'>[] {
  const points = new Map<string, Pick<Case, 'point' | 'simulated'>>();
  const add = (point: Point, simulated: boolean) => {
    const name = canonicalJson(point);
    if (!points.has(name)) points.set(name, { point, simulated });
  };
  for (const point of expandPoints(axes)) add(point, true);
  for (const { at } of published) add(at, true);
  for (const { at } of measurements) add(at, false);
  return [...points.values()];
}

/** What is drawn of the scenario, without its theory. */
export function sizedPoints(scenario: Scenario): Pick<Case, 'point' | 'sizes'>[] {
  return resized(pointsOf(scenario), scenario);
}

/** The same points at the sizes of this simulation. */
export function resized<C extends Pick<Case, 'point' | 'simulated'>>(
  cases: readonly C[],
  { model, simulation }: Scenario,
): (C & Pick<Case, 'sizes'>)[] {
  return cases.map((item) => ({
    ...item,
    sizes:
      simulation === null || !item.simulated ? [] : realiseAll(modelNamed(model), item.point, simulation),
  }));
}

function realiseAll(model: Model, point: Point, simulation: Simulation): SizedCase[] {
  if (model.simulates?.(point) === false) return [];
  const design = designOf(model.simulator, simulation, model.name);
  return rungsOf(simulation).map((rung, i) => {
    const at = simulation.sizes === null ? scaledPoint(model, point, rung) : point;
    const size = simulation.sizes === null ? model.absoluteSize(at)! : rung;
    const sized = { ...model.realise(resolvePoint(model, at), size), size, at };
    const refusal = design.refuses(sized, simulation, { model: model.name, point: at });
    if (refusal !== null) {
      const { key, value, expected } = refusal;
      throw new InputError(`simulation.${key}: ${value}; expected ${expected}`);
    }
    return { ...sized, trials: simulation.trials[i]! };
  });
}

/** @throws {InputError} for a point that has no such scale */
function scaledPoint(model: Model, point: Point, scale: number): Point {
  const scaled = scale === 1 ? point : (model.scaled?.(point, scale) ?? null);
  if (scaled !== null) return scaled;
  throw new InputError(`simulation.scales: ${scale} is impossible for some points of ${model.name}`);
}

/** The address space of a worker's matrices. */
const largestTrial = 2 ** 32;

/** A demand, and the largest case that is read off it. */
export interface DrawnCases extends Demand {
  readonly largest: SizedCase;
}

/** The draws that the cases need. */
export function demandsOf(
  cases: readonly Pick<Case, 'sizes'>[],
  { model, simulation }: Scenario,
): DrawnCases[] {
  if (simulation === null) return [];
  const sized = cases.flatMap(({ sizes }) => sizes);
  return drawsOf(sized, simulation, modelNamed(model).simulator, model);
}

/** One demand a draw, with all series that are read off it. */
export function drawsOf(
  sized: readonly SizedCase[],
  asked: Asked,
  simulator: Simulator,
  model: string,
): DrawnCases[] {
  const design = designOf(simulator, asked, model);
  const bySeries = new Map<string, SizedCase[]>();
  for (const each of sized) {
    const name = canonicalJson(each.series);
    bySeries.set(name, [...(bySeries.get(name) ?? []), each]);
  }
  const demands = design.plans(sized, asked).map((plan) => {
    const read = plan.series.flatMap((series) => bySeries.get(canonicalJson(series))!);
    const trials = Math.max(...read.map((each) => each.trials));
    return { simulator, plan, trials, largest: read.at(-1)! };
  });
  for (const { plan, largest } of demands) {
    const bytes = design.bytes(plan);
    if (bytes <= largestTrial) continue;
    const gibibytes = (Math.ceil((10 * bytes) / 2 ** 30) / 10).toFixed(1);
    const way = design.lighter?.(plan) ?? 'choose smaller sizes';
    throw new InputError(
      `simulation.sizes: ${sizesText(largest)} need ${gibibytes} GiB a worker, of which 4 GiB are possible; ${way}`,
    );
  }
  return demands;
}

function sizesText({ sizes }: SizedCase): string {
  return Object.entries(sizes)
    .map(([letter, count]) => `${letter} = ${count}`)
    .join(', ');
}
