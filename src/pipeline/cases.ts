/**
 * The plan of a scenario: its points, each realised at every simulated size, and the draws that these need. Points that differ in
 * noise, signal or ridge only share their draws.
 */
import { InputError } from '../errors.ts';
import { type Model, predict, type Realisation, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import { cellName, inputDimension, parameterCount } from '../problem/cell.ts';
import type { Point } from '../problem/parameter.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { expandPoints } from '../scenario/values.ts';
import type { Demand } from '../simulation/plan.ts';
import { type Series, trialBytes } from '../simulation/trial.ts';
import type { RiskPrediction } from '../theory/risk.ts';

/** A point at one size. */
export interface SizedCase extends Realisation {
  readonly size: number;
  readonly trials: number;
}

/** A point of the scan: its limit and its realisations in ascending size. */
export interface Case {
  readonly point: Point;
  readonly prediction: RiskPrediction;
  readonly sizes: readonly SizedCase[];
}

/** Every point of the scenario. */
export function planCases(scenario: Scenario): Case[] {
  const model = modelNamed(scenario.model);
  return expandPoints(scenario.axes).map((point) => ({
    point,
    prediction: predict(model, point),
    sizes: scenario.simulation === null ? [] : realiseAll(model, point, scenario.simulation),
  }));
}

function realiseAll(
  model: Model,
  point: Point,
  simulation: NonNullable<Scenario['simulation']>,
): SizedCase[] {
  return simulation.sizes.map((size, i) => {
    const realisation = model.realise(resolvePoint(model, point), size);
    if (realisation.readout.nonlinear > 0 && inputDimension(realisation.cell) < 3) {
      throw new InputError(
        `simulation.sizes: ${size} gives fewer than 3 inputs, too few for a nonlinear target`,
      );
    }
    if (simulation.design === 'tridiagonal') checkTridiagonal(model, point, realisation);
    return { ...realisation, size, trials: simulation.trials[i]! };
  });
}

/** @throws {InputError} naming the first value for which there is no bidiagonal form of independent entries */
function checkTridiagonal(model: Model, point: Point, { cell, readout }: Realisation): void {
  const offending =
    cell.features.kind !== 'linear'
      ? `the model ${model.name}`
      : cell.distribution !== 'gaussian'
        ? `distribution ${point['distribution']}`
        : cell.blocks.some(({ variance }) => variance !== 1)
          ? `blocks ${point['blocks']}`
          : cell.blocks.some(({ count, observed }) => observed < count)
            ? `observedShare ${point['observedShare']}`
            : readout.nonlinear > 0
              ? `nonlinear ${readout.nonlinear}`
              : null;
  if (offending === null) return;
  throw new InputError(
    `simulation.design: tridiagonal cannot draw ${offending}; expected the model linear with gaussian isotropic inputs, ` +
      'observedShare 1 and nonlinear 0, or the design direct',
  );
}

/** The address space of a worker's matrices. */
const largestTrial = 2 ** 32;

/** The draws that the cases need: one demand a draw, with all series that are read off it. */
export function demandsOf(cases: readonly Case[], scenario: Scenario): Demand[] {
  const { simulation } = scenario;
  if (simulation === null) return [];
  const draws = new Map<string, { readonly series: Series[]; trials: number }>();
  for (const { cell, readout, trials } of cases.flatMap(({ sizes }) => sizes)) {
    const name = cellName(cell);
    const draw = draws.get(name) ?? { series: [], trials };
    draws.set(name, draw);
    draw.trials = Math.max(draw.trials, trials);
    const known = draw.series.some((each) => cellName(each.cell) === name && each.ridge === readout.ridge);
    if (!known) draw.series.push({ cell, ridge: readout.ridge });
  }
  const demands = [...draws.values()].map(({ series, trials }) => demandOf(scenario, series, trials));
  const largest = demands.find((demand) => trialBytes(demand) > largestTrial);
  if (largest === undefined) return demands;
  const { cell } = largest.series.at(-1)!;
  const sizes = `${cell.samples} samples and ${parameterCount(cell)} parameters`;
  throw new InputError(
    `simulation.sizes: ${sizes} need ${(trialBytes(largest) / 2 ** 30).toFixed(0)} GiB a worker; at most 4 GiB are possible`,
  );
}

/** How the scenario draws these series. The nonlinear target is drawn for all of its points or for none. */
function demandOf(scenario: Scenario, series: readonly Series[], trials: number): Demand {
  const { labels, seed, design } = scenario.simulation!;
  const powers = scenario.axes.find(({ name }) => name === 'nonlinear')?.values ?? [];
  return {
    design,
    series,
    // n orthogonal noise vectors average over noise exactly: more would only repeat themselves.
    labels: design === 'tridiagonal' ? 1 : Math.min(labels, ...series.map(({ cell }) => cell.samples)),
    nonlinear: powers.some((power) => power !== 0),
    seed,
    trials,
  };
}

/** The integer sizes of a cell by their usual letters. */
export function sizesOf({ cell }: Realisation): Readonly<Record<string, number>> {
  const n = cell.samples;
  const count = parameterCount(cell);
  return cell.features.kind === 'linear'
    ? { n, p: count, d: inputDimension(cell) }
    : { n, N: count, d: inputDimension(cell) };
}
