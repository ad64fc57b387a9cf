/** Products of a design with vectors, whichever of its forms is held. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { type DesignMatrix, expand, isPrimal, project, subtractPredictions } from '../ridge.ts';

/** Z a, one number a sample. */
export function predict(backend: Backend, design: DesignMatrix, a: Float64Array): Float64Array {
  const { workspace } = backend;
  return workspace.scope(() => {
    const coefficients = workspace.matrix(design.parameters, 1);
    coefficients.data.set(a);
    const predictions = workspace.matrix(design.samples, 1);
    predictions.data.fill(0);
    subtractPredictions(backend, design, coefficients, predictions);
    return predictions.data.map((value) => -value);
  });
}

/** Zᵀ w, one number a parameter. */
export function backProject(backend: Backend, design: DesignMatrix, w: Float64Array): Float64Array {
  const { workspace } = backend;
  return workspace.scope(() => {
    const weights = workspace.matrix(design.samples, 1);
    weights.data.set(w);
    if (isPrimal(design)) return project(backend, design, weights).data.slice();
    const out = workspace.matrix(design.parameters, 1);
    expand(backend, design, weights, out);
    return out.data.slice();
  });
}

/** |z| for each row z of Z. */
export function rowNorms(design: DesignMatrix): Float64Array {
  const squares = new Float64Array(design.samples);
  // Panels of Zᵀ, which has the samples along its rows, go on where the samples began.
  const transposed = isPrimal(design) === (design.wide ?? false);
  design.panels((panel, first) => {
    for (let i = 0; i < panel.data.length; i++) {
      const sample = transposed ? i % panel.columns : Math.floor(i / panel.columns) + first;
      squares[sample]! += panel.data[i]! ** 2;
    }
  });
  return squares.map(Math.sqrt);
}

/** diag(factors)·Z in rows, on the backend's workspace, whichever way Z is held with its samples along. */
export function scaledRows(backend: Backend, design: DesignMatrix, factors: Float64Array): Matrix {
  const { samples, parameters } = design;
  // As in rowNorms.
  const transposed = isPrimal(design) === (design.wide ?? false);
  const out = backend.workspace.matrix(samples, parameters);
  design.panels((panel, first) => {
    for (let i = 0; i < panel.rows; i++) {
      for (let j = 0; j < panel.columns; j++) {
        const [row, column] = transposed ? [j, first + i] : [first + i, j];
        out.data[row * parameters + column] = factors[row]! * panel.data[i * panel.columns + j]!;
      }
    }
  });
  return out;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
