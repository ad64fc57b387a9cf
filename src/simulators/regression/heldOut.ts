/** Trials of regression on the rows of a data set. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { fitRidge } from '../../solvers/ridge.ts';
import { type DrawCell, samplerOf } from '../cell.ts';
import type { Streams } from '../draw.ts';
import { drawDataRows, inputRows, labelRows } from '../rows.ts';
import type { TrialValues } from '../simulator.ts';
import { heldOutPanel } from './costs.ts';
import type { FitRule } from './fitted.ts';
import { centre, interceptsOf } from './intercept.ts';

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
