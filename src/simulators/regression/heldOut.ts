/**
 * Trials on the rows of a data set: n of them, drawn without replacement, are fitted, and the others measure the error. Where the rows are the population, n are
 * drawn independently of each other, and all measure it.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, setTransposed } from '../../linalg/matrix.ts';
import { type DataSet, openData } from '../../parts/inputs/data.ts';
import type { Table } from '../../parts/inputs/npy.ts';
import { fitRidge, heldDesign } from '../../solvers/ridge.ts';
import type { DrawCell } from '../cell.ts';
import type { Streams } from '../draw.ts';
import type { TrialValues } from '../simulator.ts';
import type { FitRule } from './fitted.ts';
import { centre, interceptsOf } from './intercept.ts';

/** Training rows of a trial in a matrix, and which rows they and those of the test set are. */
export interface DrawnRows {
  readonly inputs: Matrix;
  readonly training: Uint32Array;
  readonly tests: Uint32Array;
  readonly data: DataSet;
}

/** n rows of the cell's data. */
export function drawDataRows({ workspace }: Backend, cell: DrawCell, streams: Streams): DrawnRows {
  const data = openData(cell.data!.text);
  const { rows, columns } = data.inputs;
  const keys = new Float64Array(data.population ? cell.samples : rows);
  streams('inputs').uniforms(keys);
  const all = Uint32Array.from({ length: rows }, (_, i) => i);
  const order = data.population ? all : all.slice().sort((a, b) => keys[a]! - keys[b]!);
  const training = data.population
    ? Uint32Array.from(keys, (key) => Math.floor(key * rows))
    : order.subarray(0, cell.samples);
  const inputs = workspace.matrix(cell.samples, columns);
  training.forEach((row, i) => {
    inputs.data.set(rowOf(data.inputs, row), i * columns);
  });
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
  const n = inputs.rows;
  const width = data.labels.columns;
  const labels = workspace.matrix(n, width);
  training.forEach((row, i) => {
    labels.data.set(rowOf(data.labels, row), i * width);
  });
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
    for (const place of tests) {
      const [row, label] = [rowOf(data.inputs, place), rowOf(data.labels, place)];
      for (let k = 0; k < width; k++) {
        const at = shift * width + k;
        let error = label[k]! - (offsets?.[at] ?? 0);
        for (let j = 0; j < p; j++) error -= row[j]! * coefficients.data[j * coefficients.columns + at]!;
        test += error * error;
      }
    }
    let train = 0;
    for (let i = 0; i < residuals.rows; i++) {
      for (let k = 0; k < width; k++)
        train += residuals.data[i * residuals.columns + shift * width + k]! ** 2;
    }
    return [test / tests.length, 0, 0, train / n, 0, 0];
  });
}

function rowOf({ data, columns }: Table, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}
