/**
 * Rows of a data set as trials draw them: n, drawn without replacement, are the training set, and the others the test set. Where the rows are the population, n are
 * drawn independently of each other, and all are the test set.
 */
import type { Backend } from '../linalg/backend.ts';
import type { Matrix } from '../linalg/matrix.ts';
import { type DataSet, openData } from '../parts/inputs/data.ts';
import type { Table } from '../parts/inputs/npy.ts';
import { type DrawCell, samplerOf } from './cell.ts';
import type { Streams } from './draw.ts';

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

export function inputRows({ workspace }: Backend, data: DataSet, rows: Uint32Array, scaled: boolean): Matrix {
  const x = workspace.matrix(rows.length, data.inputs.columns);
  const scale = scaled ? 1 / Math.sqrt(data.meanVariance) : 1;
  rows.forEach((row, i) => {
    const own = rowOf(data.inputs, row);
    for (let j = 0; j < x.columns; j++) x.data[i * x.columns + j] = scale * own[j]!;
  });
  return x;
}

export function labelRows({ workspace }: Backend, { labels }: DataSet, rows: Uint32Array): Matrix {
  const y = workspace.matrix(rows.length, labels.columns);
  rows.forEach((row, i) => {
    y.data.set(rowOf(labels, row), i * y.columns);
  });
  return y;
}

function rowOf({ data, columns }: Table, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}
