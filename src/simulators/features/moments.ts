/** The population as the smaller side of the design sees it: what the quadratic risk of any predictor is made of. */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { type DesignMatrix, isPrimal } from '../../solvers/ridge.ts';
import type { Moments } from './sampler.ts';

/** Of targets of unit power, from c and a form U or ZUZᵀ. */
export function seenBy(
  backend: Backend,
  design: DesignMatrix,
  cross: Matrix,
  form: { readonly primal: () => Matrix; readonly dual: (whole: Matrix) => Matrix },
): Moments {
  const powers = new Float64Array(cross.columns).fill(1);
  if (isPrimal(design)) return { form: form.primal(), cross, powers };
  const { whole } = design;
  if (whole === null) throw new Error('the moments of a design that is not held');
  const seen = backend.workspace.matrix(design.samples, cross.columns);
  backend.multiply(seen, whole, cross, { transposeA: true });
  return { form: form.dual(whole), cross: seen, powers };
}

export function diagonal(backend: Backend, values: Float64Array): Matrix {
  const out = backend.workspace.matrix(values.length, values.length);
  out.data.fill(0);
  for (let i = 0; i < values.length; i++) out.data[i * (values.length + 1)] = values[i]!;
  return out;
}

/** Σ_j w_j r_j r_jᵀ over the rows r_j. */
export function weightedGram(backend: Backend, rows: Matrix, weights: Float64Array): Matrix {
  const out = backend.workspace.matrix(rows.columns, rows.columns);
  backend.workspace.scope(() => {
    const scaled = backend.workspace.matrix(rows.rows, rows.columns);
    for (let i = 0; i < rows.data.length; i++) {
      scaled.data[i] = Math.sqrt(weights[Math.floor(i / rows.columns)]!) * rows.data[i]!;
    }
    backend.gram(out, scaled, { transpose: true });
  });
  return out;
}
