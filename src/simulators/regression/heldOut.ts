/** Trials on the rows of a data set: n of them, drawn without replacement, are fitted, and the others measure the error. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setTransposed } from '../../linalg/matrix.ts';
import { type DataSet, openData } from '../../parts/inputs/data.ts';
import { fitRidge, heldDesign } from '../../solvers/ridge.ts';
import type { DrawCell } from '../cell.ts';
import type { Streams } from '../draw.ts';
import type { TrialValues } from '../simulator.ts';
import type { FitRule } from './fitted.ts';

/** Training rows of a trial in a matrix, and the order of all rows, of which they are the first. */
export interface DrawnRows {
  readonly inputs: Matrix;
  readonly order: Uint32Array;
  readonly data: DataSet;
}

/** n rows of the cell's data, without replacement. */
export function drawDataRows({ workspace }: Backend, cell: DrawCell, streams: Streams): DrawnRows {
  const data = openData(cell.data!.inputs, cell.data!.labels);
  const order = permutation(data.labels.length, streams);
  const inputs = workspace.matrix(cell.samples, data.inputs.columns);
  for (let i = 0; i < cell.samples; i++) inputs.data.set(rowOf(data, order[i]!), i * inputs.columns);
  return { inputs, order, data };
}

/** The labels count as a target of power 1: what they hold of noise is in their errors. */
export function heldOutValues(
  backend: Backend,
  cell: DrawCell,
  streams: Streams,
  shifts: readonly number[],
  rule: FitRule = fitRidge,
): TrialValues[] {
  const { workspace } = backend;
  const { inputs: z, order, data } = drawDataRows(backend, cell, streams);
  const [n, p] = [z.rows, z.columns];
  const y = workspace.matrix(n, 1);
  for (let i = 0; i < n; i++) y.data[i] = data.labels[order[i]!]!;
  let whole = z;
  if (p > n) {
    whole = workspace.matrix(p, n);
    setTransposed(whole, z);
  }
  const { coefficients, residuals } = rule(backend, heldDesign(n, p, whole), y, shifts);
  return shifts.map((_, shift) => {
    let test = 0;
    for (let i = n; i < order.length; i++) {
      const row = rowOf(data, order[i]!);
      let error = data.labels[order[i]!]!;
      for (let j = 0; j < p; j++) error -= row[j]! * coefficients.data[j * shifts.length + shift]!;
      test += error * error;
    }
    let train = 0;
    for (let i = 0; i < n; i++) train += residuals.data[i * shifts.length + shift]! ** 2;
    return [test / (order.length - n), 0, 0, train / n, 0, 0];
  });
}

function rowOf({ inputs: { data, columns } }: DataSet, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** Rows in random order. */
function permutation(count: number, streams: Streams): Uint32Array {
  const keys = new Float64Array(count);
  streams('inputs').uniforms(keys);
  return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
}
