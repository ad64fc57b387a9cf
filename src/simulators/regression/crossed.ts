/**
 * The design of crossed trials: L data sets × K sets of features, every combination fitted to one target, and from them unbiased estimates
 * of the product of two predictors' errors by what the two share. With E the mean squared error of single predictors, E_D of their averages
 * over the features on one data set, E_F of those over the data sets on one set of features, and E_all of the average of all,
 *
 *     both shared  E                           features shared  (L E_F − E)/(L − 1)
 *     data shared  (K E_D − E)/(K − 1)         nothing          (K L E_all − K E_D − L E_F + E)/((K − 1)(L − 1))
 *
 * so nothing but the risk of predictors is measured: the average of predictors is one on all of their features. The product of
 * residuals on shared data goes the same way.
 */
import type { Backend } from '../../linalg/backend.ts';
import { copyColumns, type Matrix, meanSquares, rowsOf } from '../../linalg/matrix.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import {
  drawInputRows,
  drawNoises,
  drawTargets,
  labelMatrix,
  openStreams,
  type Streams,
  type Targets,
} from '../draw.ts';
import type { FeatureSampler } from '../features/sampler.ts';
import type { TrialDesign, TrialValues } from '../simulator.ts';
import { refusalOf } from './capabilities.ts';
import { crossedBytes, crossedOperations, dataSets, featureSets } from './crossedCosts.ts';
import { direct, penalty } from './direct.ts';
import { averageParts, regressionColumns } from './fitted.ts';
import { cellDraw, cellOf, cellPlans, type RegressionPlan } from './plan.ts';
import { decomposedQuantities, riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

/**
 * Beside the risks and residuals of single predictors the mean products of two predictors' errors and residuals, by what the two have in
 * common. Products of what noise does to predictors on independent data are 0.
 */
export const crossed: TrialDesign<RegressionPlan, Readout> = {
  name: 'crossed',
  version: 1,
  columns: [
    ...regressionColumns,
    ...regressionColumns.map((column) => `${column}SharedData`),
    ...['riskSignalSharedFeatures', 'riskNonlinearSharedFeatures'],
    ...['riskSignalIndependent', 'riskNonlinearIndependent'],
  ],
  quantities: [...riskQuantities, ...decomposedQuantities],
  refuses: (...given) => refusalOf({ averages: true, exact: true }, ...given),
  plans: cellPlans,
  draw: cellDraw,
  run,
  bytes: crossedBytes,
  operations: crossedOperations,
  lighter: (plan) => direct.lighter!(plan),
};

interface Context {
  readonly backend: Backend;
  readonly cell: DrawCell;
  readonly sampler: FeatureSampler;
  readonly shifts: readonly number[];
  readonly targets: Targets;
  /** Streams of what all predictors have in common, and of each set of features. */
  readonly streams: Streams;
  readonly features: readonly Streams[];
}

/** Averages over label draws of the signal, the nonlinear and the noise part; one entry a shift. */
type Measured = readonly (readonly [number, number, number])[];

function run(backend: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
  const cell = cellOf(plan);
  const name = cellName(cell);
  const streams = openStreams(plan.seed, name, trial);
  const replicas = (of: string, count: number) =>
    Array.from({ length: count }, (_, i) => openStreams(plan.seed, `${name} ${of} ${i}`, trial));
  const context = {
    backend,
    cell,
    sampler: samplerOf(cell),
    shifts: plan.series.map(({ ridge }) => penalty(cell, ridge)),
    targets: drawTargets(backend, plan, cell, streams),
    streams,
    features: replicas('features', featureSets(cell)),
  };
  const fits = replicas('data', dataSets).map((data) => {
    const x = drawInputRows(backend, cell, cell.samples, data('inputs'));
    const noise = drawNoises(backend, plan, cell.samples, data);
    return fitAll(context, x, labelMatrix(backend, x, context.targets, noise));
  });
  const residuals = {
    one: meanOf(fits.flatMap(({ residuals }) => residuals)),
    data: meanOf(fits.map(({ average }) => average)),
  };
  const risks = risksOf(
    context,
    fits.map(({ coefficients }) => coefficients),
  );
  return context.shifts.map((_, i) => valuesOf(risks, residuals, context.features.length, i));
}

/** What one data set gives with every set of features. */
interface DataFits {
  /** Feature set below feature set. */
  readonly coefficients: Matrix;
  /** Mean squared residuals, one entry a set of features, and those of the average. */
  readonly residuals: readonly Measured[];
  readonly average: Measured;
}

function fitAll(context: Context, x: Matrix, y: Matrix): DataFits {
  const { backend, sampler, shifts, targets, features } = context;
  const { workspace } = backend;
  const { parameters } = sampler;
  const parts = (squares: Float64Array) => partsOf(squares, shifts, targets);
  const columns = shifts.length * y.columns;
  const coefficients = workspace.matrix(features.length * parameters, columns);
  return workspace.scope(() => {
    const mean = workspace.matrix(y.rows, columns);
    mean.data.fill(0);
    const residuals = features.map((own, k) =>
      workspace.scope(() => {
        const { design } = sampler.design(backend, x, own, Number.POSITIVE_INFINITY);
        const fit = fitRidge(backend, design, y, shifts);
        const rows = rowsOf(coefficients, k * parameters, (k + 1) * parameters);
        copyColumns(rows, 0, fit.coefficients, 0, columns);
        addScaled(mean, fit.residuals, 1 / features.length);
        return parts(meanSquares(fit.residuals));
      }),
    );
    return { coefficients, residuals, average: parts(meanSquares(mean)) };
  });
}

/** Mean squared errors of predictors and of averages of predictors, by what is averaged. */
interface Risks {
  readonly one: Measured;
  /** Averages over the features, on each data set. */
  readonly data: Measured;
  /** Averages over the data sets, on each set of features. */
  readonly features: Measured;
  readonly all: Measured;
}

/** The coefficients, one entry a data set, are gone when this returns. */
function risksOf(context: Context, coefficients: readonly Matrix[]): Risks {
  const { backend, sampler, shifts, targets, streams, features } = context;
  const { workspace } = backend;
  const [first] = coefficients as readonly [Matrix];
  const mean = workspace.matrix(first.rows, first.columns);
  mean.data.fill(0);
  for (const each of coefficients) addScaled(mean, each, 1 / coefficients.length);
  const weights = sampler.weights(backend, features);
  const measure = (rows: Matrix | null, fits: readonly Matrix[]) => {
    const width = first.columns / shifts.length;
    const fitted = { weights: rows, labels: targets, coefficients: fits, width, streams };
    const all = sampler.risks(backend, fitted).map((risks) => partsOf(risks, shifts, targets));
    return { single: all.slice(0, -1), average: all.at(-1)! };
  };
  const { parameters } = sampler;
  const bySet = features.map((_, k) => {
    const own = (matrix: Matrix) => rowsOf(matrix, k * parameters, (k + 1) * parameters);
    return measure(weights && own(weights), [...coefficients.map(own), own(mean)]);
  });
  const one = meanOf(bySet.flatMap(({ single }) => single));
  const shared = meanOf(bySet.map(({ average }) => average));
  if (features.length === 1) return { one, data: one, features: shared, all: shared };
  const stacked = [...coefficients, mean];
  for (const { data } of stacked) for (let i = 0; i < data.length; i++) data[i]! /= features.length;
  const { single, average } = measure(weights, stacked);
  return { one, data: meanOf(single), features: shared, all: average };
}

/** In the order of the columns; where there is but one set of features, sharing it is no choice. */
function valuesOf(
  risks: Risks,
  residuals: { readonly one: Measured; readonly data: Measured },
  featureSets: number,
  shift: number,
): TrialValues {
  const [k, l] = [featureSets, dataSets];
  const each = (of: (part: number) => number) => [of(0), of(1), of(2)] as const;
  const at = (measured: Measured, part: number) => measured[shift]![part]!;
  const across = (average: Measured, one: Measured, part: number, count: number) =>
    count === 1 ? at(one, part) : (count * at(average, part) - at(one, part)) / (count - 1);
  const features = (part: number) => across(risks.features, risks.one, part, l);
  const nothing = (part: number) =>
    k === 1 ? features(part) : (k * across(risks.all, risks.data, part, l) - features(part)) / (k - 1);
  return [
    ...each((part) => at(risks.one, part)),
    ...each((part) => at(residuals.one, part)),
    ...each((part) => across(risks.data, risks.one, part, k)),
    ...each((part) => across(residuals.data, residuals.one, part, k)),
    features(0),
    features(1),
    nothing(0),
    nothing(1),
  ];
}

function partsOf(squares: Float64Array, shifts: readonly number[], targets: Targets): Measured {
  const width = squares.length / shifts.length;
  return shifts.map((_, i) => averageParts(squares.subarray(i * width, (i + 1) * width), targets));
}

function meanOf(all: readonly Measured[]): Measured {
  return all[0]!.map((_, shift) => {
    const mean = (part: number) => all.reduce((sum, each) => sum + each[shift]![part]! / all.length, 0);
    return [mean(0), mean(1), mean(2)] as const;
  });
}

/** sum ← sum + factor·term */
function addScaled(sum: Matrix, term: Matrix, factor: number): void {
  for (let i = 0; i < sum.data.length; i++) sum.data[i]! += factor * term.data[i]!;
}
