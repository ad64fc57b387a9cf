/** Trials on the rows of a data set: n of them, drawn without replacement, are fitted, and the others measure the error. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setTransposed } from '../../linalg/matrix.ts';
import { type DataSet, openData } from '../../parts/inputs/data.ts';
import { fitRidge, heldDesign } from '../../solvers/ridge.ts';
import type { DrawCell } from '../cell.ts';
import type { Streams } from '../draw.ts';
import type { TrialValues } from '../simulator.ts';
import type { FitRule } from './fitted.ts';
import { centre, interceptsOf } from './intercept.ts';

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
  const { inputs, order, data } = drawDataRows(backend, cell, streams);
  const n = inputs.rows;
  const labels = workspace.matrix(n, 1);
  for (let i = 0; i < n; i++) labels.data[i] = data.labels[order[i]!]!;
  const centred = intercept ? { z: centre(backend, inputs), y: centre(backend, labels) } : null;
  const [z, y] = centred ? [centred.z.contrasts, centred.y.contrasts] : [inputs, labels];
  const p = z.columns;
  let whole = z;
  if (p > z.rows) {
    whole = workspace.matrix(p, z.rows);
    setTransposed(whole, z);
  }
  const { coefficients, residuals } = rule(backend, heldDesign(z.rows, p, whole), y, shifts);
  const offsets = centred ? interceptsOf(backend, centred.y.mean, centred.z.mean, coefficients) : null;
  return shifts.map((_, shift) => {
    let test = 0;
    for (let i = n; i < order.length; i++) {
      const row = rowOf(data, order[i]!);
      let error = data.labels[order[i]!]! - (offsets?.[shift] ?? 0);
      for (let j = 0; j < p; j++) error -= row[j]! * coefficients.data[j * shifts.length + shift]!;
      test += error * error;
    }
    let train = 0;
    for (let i = 0; i < residuals.rows; i++) train += residuals.data[i * shifts.length + shift]! ** 2;
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
