/**
 * The plan of a scenario: its points, each realised at every simulated size, and the draws that these need. Points that differ in
 * noise, signal or ridge only share their draws.
 */
import { InputError } from '../errors.ts';
import { canonicalJson, type Demand } from '../execution/plan.ts';
import type { Cautioned } from '../models/cautions.ts';
import { type Model, type Predicted, predict, type Realisation, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import { cellName, inputDimension, parameterCount } from '../problem/cell.ts';
import type { Labels } from '../problem/design.ts';
import type { Point } from '../problem/parameter.ts';
import type { Scenario, Simulation } from '../scenario/scenario.ts';
import { expandPoints } from '../scenario/values.ts';
import { type Along, countOf, pathName } from '../simulators/regression/path.ts';
import { type Series, trialBytes } from '../simulators/trial.ts';

/** A point at one size. */
export interface SizedCase extends Realisation {
  readonly size: number;
  readonly trials: number;
}

/** A point of the scan: its limit and its realisations in ascending size. */
export interface Case {
  readonly point: Point;
  readonly prediction: Predicted & Cautioned;
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
  if (model.simulates?.(point) === false) return [];
  const absolute = model.absoluteSize(point);
  return (simulation.sizes ?? [absolute!]).map((size, i) => {
    const realisation = model.realise(resolvePoint(model, point), size);
    if (realisation.readout.nonlinear > 0 && inputDimension(realisation.cell) < 3) {
      throw new InputError(
        `simulation.sizes: ${size} gives fewer than 3 inputs, too few for a nonlinear target`,
      );
    }
    checkDesign(simulation, model, point, realisation);
    checkSchedule(simulation, realisation);
    return { ...realisation, size, trials: simulation.trials[i]! };
  });
}

/** @throws {InputError} naming the first value that the design cannot draw */
function checkDesign(
  { design, labels }: Simulation,
  model: Model,
  point: Point,
  realisation: Realisation,
): void {
  const { cell, readout } = realisation;
  const { kind } = cell.features;
  const unequal = cell.blocks.some(({ variance }) => variance !== 1)
    ? point['spectrum'] === 'isotropic'
      ? `blocks ${point['blocks']}`
      : `spectrum ${point['spectrum']}`
    : cell.blocks.some(({ count, observed }) => observed < count)
      ? `observedShare ${point['observedShare']}`
      : null;
  const refuse = (offending: string | null, expected: string) => {
    if (offending === null) return;
    throw new InputError(
      `simulation.design: ${design} cannot draw ${offending}; expected ${expected}, or the design direct`,
    );
  };
  if (cell.data && design !== 'direct') refuse(`data ${point['data']}`, 'no data');
  if (design !== 'crossed' && readout.ensemble > 1) {
    throw new InputError(
      `simulation.design: ${design} cannot average ensemble ${readout.ensemble} predictors; expected the design crossed`,
    );
  }
  if (design === 'leave-one-out' && labels === 'exact')
    throw new InputError(
      'simulation.labels: exact is not possible with the design leave-one-out; expected a number',
    );
  if (design === 'tridiagonal') {
    // What has a bidiagonal form of independent entries.
    refuse(
      kind !== 'linear'
        ? `the model ${model.name}`
        : cell.distribution !== 'gaussian'
          ? `distribution ${cell.distribution}`
          : (unequal ?? (readout.nonlinear > 0 ? `nonlinear ${readout.nonlinear}` : null)),
      'the model linear with gaussian isotropic inputs, observedShare 1 and nonlinear 0',
    );
  }
  if (kind === 'kernel' || kind === 'deep' || readout.classifier) {
    if (design !== 'direct') refuse(`the model ${model.name}`, 'another model');
    if (labels === 'exact') {
      throw new InputError(
        `simulation.labels: exact is not possible with the model ${model.name}; expected a number`,
      );
    }
  }
  if (design === 'nested' && kind === 'linear') {
    // Inputs whose leading coordinates have the law of inputs of that dimension.
    refuse(
      cell.distribution === 'sphere' ? `distribution ${cell.distribution} of linear features` : unequal,
      'gaussian or rademacher inputs, isotropic, and observedShare 1',
    );
  }
}

/** @throws {InputError} when training that stops before its end is asked for where only its end is known */
function checkSchedule({ design, labels }: Simulation, { readout }: Realisation): void {
  if (readout.schedule === undefined || (design === 'direct' && labels !== 'exact')) return;
  const [key, value, expected] =
    design === 'direct' ? ['labels', labels, 'a number'] : ['design', design, 'the design direct'];
  throw new InputError(
    `simulation.${key}: ${value} is for ridge regression; expected ${expected} with time, steps or iterated`,
  );
}

/** What is stored of a case by name. */
export function seriesOf({ cell, readout: { ridge, schedule, classifier } }: Realisation): Series {
  return { cell, ridge, ...(schedule ? { schedule } : {}), ...(classifier ? { classifier } : {}) };
}

/** The address space of a worker's matrices. */
const largestTrial = 2 ** 32;

/** The draws that the cases need: one demand a draw, with all series that are read off it. */
export function demandsOf(cases: readonly Case[], scenario: Scenario): Demand[] {
  const { simulation } = scenario;
  if (simulation === null) return [];
  const sized = cases.flatMap(({ sizes }) => sizes);
  const along = simulation.design === 'nested' ? alongOf(sized, simulation.labels) : null;
  const draws = new Map<string, { readonly series: Series[]; trials: number }>();
  for (const item of sized) {
    const { cell, trials } = item;
    const series = seriesOf(item);
    const name = along === null ? cellName(cell) : pathName(cell, along);
    const draw = draws.get(name) ?? { series: [], trials };
    draws.set(name, draw);
    draw.trials = Math.max(draw.trials, trials);
    const text = canonicalJson(series);
    if (!draw.series.some((each) => canonicalJson(each) === text)) draw.series.push(series);
  }
  if (along !== null) {
    for (const { series } of draws.values())
      series.sort((a, b) => countOf(a.cell, along) - countOf(b.cell, along) || a.ridge - b.ridge);
  }
  const nonlinear = sized.some(({ readout }) => readout.nonlinear > 0);
  const demands = [...draws.values()].map(({ series, trials }) =>
    demandOf(scenario, series, trials, nonlinear),
  );
  const largest = demands.find((demand) => trialBytes(demand) > largestTrial);
  if (largest === undefined) return demands;
  const { cell } = largest.series.at(-1)!;
  const sizes = `${cell.samples} samples and ${parameterCount(cell)} parameters`;
  const gibibytes = (Math.ceil((10 * trialBytes(largest)) / 2 ** 30) / 10).toFixed(1);
  throw new InputError(
    `simulation.sizes: ${sizes} need ${gibibytes} GiB a worker, of which 4 GiB are possible; ${wayOut(largest)}`,
  );
}

/** What makes the trials of this draw large, and what would make them smaller. */
function wayOut({ design, labels, series }: Demand): string {
  const smaller = 'choose smaller sizes';
  if (labels === 'exact') {
    return `labels: exact holds the design and the moments of all of it whole; ${smaller}, or a number of labels`;
  }
  if (design === 'nested') {
    return `the design nested holds the largest design and the fits of all points; ${smaller}, fewer points or labels, or the design direct`;
  }
  if (design === 'tridiagonal') return smaller;
  const fits = new Set(series.map(({ ridge }) => ridge)).size * labels;
  return `inputs and the smaller Gram matrix are held whole, and the fits of ${fits} label vectors and more; ${smaller}${fits > 1 ? ', fewer labels or fewer ridges' : ''}`;
}

/**
 * What the paths of the scenario go along.
 * @throws {InputError} when they go nowhere
 */
function alongOf(cases: readonly SizedCase[], labels: Labels): Along {
  if (labels === 'exact') {
    throw new InputError(
      'simulation.labels: exact is not possible with the design nested; expected a number, or the design direct',
    );
  }
  for (const along of ['parameters', 'samples'] as const) {
    const counts = new Map<string, number>();
    for (const { cell } of cases) {
      const name = pathName(cell, along);
      const count = countOf(cell, along);
      if ((counts.get(name) ?? count) !== count) return along;
      counts.set(name, count);
    }
  }
  const { cell, size } = cases[0]!;
  throw new InputError(
    `simulation.design: nested has no path to go, with ${parameterCount(cell)} parameters and ${cell.samples} samples at every ` +
      `point of size ${size}; expected several numbers of parameters, or of samples, or the design direct`,
  );
}

/** How the scenario draws these series. @param nonlinear for all of its points or for none */
function demandOf(scenario: Scenario, series: readonly Series[], trials: number, nonlinear: boolean): Demand {
  const { seed, design } = scenario.simulation!;
  return {
    design,
    series,
    labels: labelsOf(scenario.simulation!, series),
    nonlinear,
    seed,
    trials,
  };
}

/** n orthogonal noise vectors average over noise exactly: more would only repeat themselves; but there are more harmonics. */
function labelsOf({ design, labels }: Simulation, series: readonly Series[]): Labels {
  if (design === 'tridiagonal') return 1;
  return labels === 'exact' || series[0]!.cell.features.kind === 'kernel'
    ? labels
    : Math.min(labels, ...series.map(({ cell }) => cell.samples));
}

/** The integer sizes of a cell by their usual letters. */
export function sizesOf({ cell }: Realisation): Readonly<Record<string, number>> {
  const n = cell.samples;
  const count = parameterCount(cell);
  const d = inputDimension(cell);
  switch (cell.features.kind) {
    case 'linear':
      return { n, p: count, d };
    case 'random':
    case 'deep':
      return { n, N: count, d };
    case 'kernel':
      return cell.features.width === null ? { n, d } : { n, k: count, d };
  }
}
