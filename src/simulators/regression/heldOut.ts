/**
 * Trials on the rows of a data set: n of them, drawn without replacement, are fitted, and the others measure the error. Where the rows are the population, n are
 * drawn independently of each other, and all measure it.
 */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { type DataSet, openData } from '../../parts/inputs/data.ts';
import type { Table } from '../../parts/inputs/npy.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { type DrawCell, samplerOf } from '../cell.ts';
import type { Streams } from '../draw.ts';
import type { TrialValues } from '../simulator.ts';
import { heldOutPanel } from './costs.ts';
import type { FitRule } from './fitted.ts';
import { centre, interceptsOf } from './intercept.ts';

/** Training rows of a trial in a matrix, and which rows they and those of the test set are. */
export interface DrawnRows {
  readonly inputs: Matrix;
  readonly training: Uint32Array;
  readonly tests: Uint32Array;
  readonly data: DataSet;
}

/** n rows of the cell's data; for random features scaled to mean variance 1 over all rows, as their pre-activations are in the limit. */
export function drawDataRows(backend: Backend, cell: DrawCell, streams: Streams): DrawnRows {
  const data = openData(cell.data!.text);
  const { rows } = data.inputs;
  const keys = new Float64Array(data.population ? cell.samples : rows);
  streams('inputs').uniforms(keys);
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  const order = data.population ? all : all.slice().sort((a, b) => keys[a]! - keys[b]!);
  const training = data.population
    ? Uint32Array.from(keys, (key) => Math.floor(key * rows))
    : order.subarray(0, cell.samples);
  const inputs = inputRows(backend, data, training, samplerOf(cell).drawn);
  return { inputs, training, tests: data.population ? all : order.subarray(cell.samples), data };
}

interface HeldOutFit {
  readonly shifts: readonly number[];
  readonly intercept: boolean;
  readonly rule?: FitRule | undefined;
}

/** The labels count as a target of power 1: what they hold of noise is in their errors. */
export function heldOutValues(
  backend: Backend,
  cell: DrawCell,
  streams: Streams,
  { shifts, intercept, rule = fitRidge }: HeldOutFit,
): TrialValues[] {
  const { workspace } = backend;
  const { inputs, training, tests, data } = drawDataRows(backend, cell, streams);
  const sampler = samplerOf(cell);
  const labels = labelRows(backend, data, training);
  const centred = intercept ? { z: centre(backend, inputs), y: centre(backend, labels) } : null;
  const y = centred?.y.contrasts ?? labels;
  const { design, weights } = sampler.design(
    backend,
    centred?.z.contrasts ?? inputs,
    streams,
    Number.POSITIVE_INFINITY,
  );
  const { coefficients, residuals } = rule(backend, design, y, shifts);
  const offsets = centred ? interceptsOf(backend, centred.y.mean, centred.z.mean, coefficients) : null;
  const test = new Float64Array(coefficients.columns);
  for (let first = 0; first < tests.length; first += heldOutPanel) {
    const rows = tests.subarray(first, first + heldOutPanel);
    workspace.scope(() => {
      const z = sampler.rows(backend, inputRows(backend, data, rows, sampler.drawn), weights);
      addSquares(test, { z, labels: labelRows(backend, data, rows), coefficients, offsets });
    });
  }
  const train = squaresOf(residuals);
  const width = labels.columns;
  const sum = (squares: Float64Array, shift: number) =>
    squares.subarray(shift * width, (shift + 1) * width).reduce((all, each) => all + each, 0);
  return shifts.map((_, shift) => [
    sum(test, shift) / tests.length,
    0,
    0,
    sum(train, shift) / training.length,
    0,
    0,
  ]);
}

/** Errors of a fit on rows of features: squares are added column by column. */
function addSquares(
  sums: Float64Array,
  {
    z,
    labels,
    coefficients,
    offsets,
  }: {
    readonly z: Matrix;
    readonly labels: Matrix;
    readonly coefficients: Matrix;
    readonly offsets: Float64Array | null;
  },
): void {
  const [p, width, fits] = [z.columns, labels.columns, coefficients.columns];
  for (let i = 0; i < z.rows; i++) {
    for (let c = 0; c < fits; c++) {
      let error = labels.data[i * width + (c % width)]! - (offsets?.[c] ?? 0);
      for (let j = 0; j < p; j++) error -= z.data[i * p + j]! * coefficients.data[j * fits + c]!;
      sums[c]! += error * error;
    }
  }
}

function squaresOf({ rows, columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++) sums[c]! += data[i * columns + c]! ** 2;
  }
  return sums;
}

function inputRows({ workspace }: Backend, data: DataSet, rows: Uint32Array, scaled: boolean): Matrix {
  const x = workspace.matrix(rows.length, data.inputs.columns);
  const scale = scaled ? 1 / Math.sqrt(data.meanVariance) : 1;
  rows.forEach((row, i) => {
    const own = rowOf(data.inputs, row);
    for (let j = 0; j < x.columns; j++) x.data[i * x.columns + j] = scale * own[j]!;
  });
  return x;
}

function labelRows({ workspace }: Backend, { labels }: DataSet, rows: Uint32Array): Matrix {
  const y = workspace.matrix(rows.length, labels.columns);
  rows.forEach((row, i) => {
    y.data.set(rowOf(labels, row), i * y.columns);
  });
  return y;
}

function rowOf({ data, columns }: Table, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}
