/**
 * Rows of a data set as trials draw them: n, drawn without replacement, are the training set, and the others the test set. Where the rows are the population, n are
 * drawn independently of each other, and all are the test set.
 */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setRows } from '../linalg/matrix.ts';
import { type DataSet, openData } from '../parts/inputs/data.ts';
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
  setRows(x, data.inputs, rows);
  if (!scaled) return x;
  const scale = 1 / Math.sqrt(data.meanVariance);
  for (let i = 0; i < x.data.length; i++) x.data[i]! *= scale;
  return x;
}

export function labelRows({ workspace }: Backend, { labels }: DataSet, rows: Uint32Array): Matrix {
  const y = workspace.matrix(rows.length, labels.columns);
  setRows(y, labels, rows);
  return y;
}
