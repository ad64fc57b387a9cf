/**
 * The design of bagged trials: predictors on a few random subsamples of one training set, with the same features, and from them unbiased estimates of the product of two
 * predictors' errors and residuals. With E the mean squared error of J single predictors and E_J that of their average, two of them have
 * (J E_J − E)/(J − 1). Residuals are those of all samples. Readings of an average of any number of predictors are made of both.
 */
import type { Backend } from '../../linalg/backend.ts';
import { copyColumns, type Matrix, meanSquares, setRows } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import {
  drawInputRows,
  drawLabels,
  type LabelDraws,
  labelMatrix,
  openStreams,
  type Streams,
} from '../draw.ts';
import type { TrialDesign, TrialValues } from '../simulator.ts';
import { refusalOf } from './capabilities.ts';
import { directBytes, directOperations, extentsOf } from './costs.ts';
import { direct } from './direct.ts';
import { partsOf, regressionColumns } from './fitted.ts';
import { cellDraw, cellOf, cellPlans, type RegressionPlan } from './plan.ts';
import { riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

/** Subsamples of one trial. */
const members = 4;

export const bagged: TrialDesign<RegressionPlan, Readout> = {
  name: 'bagged',
  version: 1,
  columns: [...regressionColumns, ...regressionColumns.map((column) => `${column}SharedData`)],
  quantities: riskQuantities,
  refuses: (...given) => refusalOf({ averages: true, subsamples: true }, ...given),
  plans: cellPlans,
  draw: cellDraw,
  run,
  bytes,
  operations: (plan) => members * directOperations(plan),
  lighter: (plan) => direct.lighter!(plan),
};

/** Beside a plain trial all features, the fits of all members and of their average, and these weighted. */
function bytes(plan: RegressionPlan): number {
  const { n, p, d, ridges, columns, random } = extentsOf(plan);
  const fits = ridges * columns;
  const coefficients = (random ? 2 : 1) * (members + 1) * p * fits;
  const plain = Math.max(directBytes(plan), ...plan.series.map((_, i) => directBytes(trainedPlan(plan, i))));
  return plain + 8 * (n * (p + d + columns + fits) + (random ? p * d : 0) + coefficients);
}

/** The plain plan of as many samples as a predictor of one series is trained on, which may be nearly square. */
function trainedPlan({ series, ...plan }: RegressionPlan, i: number): RegressionPlan {
  const { subsample } = series[i]!;
  const shrunk = series.map((each) => ({ ...each, cell: { ...each.cell, samples: subsample! } }));
  return { ...plan, series: shrunk };
}

interface Drawn {
  readonly cell: DrawCell;
  readonly streams: Streams;
  readonly x: Matrix;
  readonly labels: LabelDraws;
  readonly y: Matrix;
}

function run(backend: Backend, plan: RegressionPlan, trial: number): TrialValues[] {
  const cell = cellOf(plan);
  const name = cellName(cell);
  const streams = openStreams(plan.seed, name, trial);
  const x = drawInputRows(backend, cell, cell.samples, streams('inputs'));
  const labels = drawLabels(backend, plan, cell, streams);
  const drawn = { cell, streams, x, labels, y: labelMatrix(backend, x, labels, labels.noise) };
  const values = new Map<string, TrialValues>();
  for (const kept of new Set(plan.series.map(({ subsample }) => subsample!))) {
    const own = openStreams(plan.seed, `${name} subsamples ${kept}`, trial)('inputs');
    const rows = Array.from({ length: members }, () => subsampleOf(cell.samples, kept, own));
    const ridges = plan.series.filter(({ subsample }) => subsample === kept).map(({ ridge }) => ridge);
    const found = backend.workspace.scope(() => measure(backend, drawn, rows, ridges));
    ridges.forEach((ridge, i) => void values.set(`${kept} ${ridge}`, found[i]!));
  }
  return plan.series.map(({ subsample, ridge }) => values.get(`${subsample} ${ridge}`)!);
}

/** `kept` of so many rows, uniform among all sets of as many: the first of a shuffle (Fisher and Yates). */
function subsampleOf(samples: number, kept: number, stream: Stream): number[] {
  const uniforms = new Float64Array(kept);
  stream.uniforms(uniforms);
  const rows = Array.from({ length: samples }, (_, i) => i);
  for (let i = 0; i < kept; i++) {
    const j = i + Math.floor(uniforms[i]! * (samples - i));
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
  return rows.slice(0, kept);
}

/** One entry a ridge, in the order of the columns. */
function measure(
  backend: Backend,
  { cell, streams, x, labels, y }: Drawn,
  subsamples: readonly (readonly number[])[],
  ridges: readonly number[],
): TrialValues[] {
  const { workspace } = backend;
  const sampler = samplerOf(cell);
  const weights = sampler.weights(backend, [streams]);
  const features = sampler.rows(backend, x, weights);
  const width = y.columns;
  const fits = subsamples.map((rows) => {
    const kept = workspace.matrix(sampler.parameters, ridges.length * width);
    workspace.scope(() => {
      const { design } = sampler.design(backend, rowsAt(backend, x, rows), streams, Number.POSITIVE_INFINITY);
      const shifts = ridges.map((ridge) => sampler.penalty(rows.length * ridge));
      kept.data.set(fitRidge(backend, design, rowsAt(backend, y, rows), shifts).coefficients.data);
    });
    return kept;
  });
  const average = workspace.matrix(fits[0]!.rows, fits[0]!.columns);
  average.data.fill(0);
  for (const { data } of fits)
    for (let i = 0; i < data.length; i++) average.data[i]! += data[i]! / fits.length;
  const coefficients = [...fits, average];
  const risks = sampler.risks(backend, { weights, labels, coefficients, width, streams });
  const measured = coefficients.map((a, i) =>
    partsOf(risks[i]!, residualSquares(backend, features, a, y), labels, width),
  );
  return ridges.map((_, i) => {
    const one = (column: number) =>
      subsamples.reduce((sum, __, j) => sum + measured[j]![i]![column]! / members, 0);
    const two = (column: number) => (members * measured.at(-1)![i]![column]! - one(column)) / (members - 1);
    const columns = regressionColumns.map((__, column) => column);
    return [...columns.map(one), ...columns.map(two)];
  });
}

/** These rows of the matrix, in a matrix of their own. */
function rowsAt({ workspace }: Backend, source: Matrix, rows: readonly number[]): Matrix {
  const out = workspace.matrix(rows.length, source.columns);
  setRows(out, source, rows);
  return out;
}

/** Mean squares of y − Z a over all samples, for every column of the coefficients. */
function residualSquares(backend: Backend, features: Matrix, a: Matrix, y: Matrix): Float64Array {
  return backend.workspace.scope(() => {
    const residuals = backend.workspace.matrix(y.rows, a.columns);
    for (let first = 0; first < a.columns; first += y.columns) copyColumns(residuals, first, y, 0, y.columns);
    backend.multiply(residuals, features, a, { alpha: -1, beta: 1 });
    return meanSquares(residuals);
  });
}
