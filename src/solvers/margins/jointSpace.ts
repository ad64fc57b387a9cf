/**
 * Vectors of many label vectors of one design at once, one a row, in the numbers of the space of each (space.ts), and the metric
 *
 *     M = c + b ZᵀZ
 *
 * that is the same for all of them: an operation is one product of matrices. In the numbers v of the dual form margins of M⁻¹g need none, since
 * K M⁻¹g = (g − c M⁻¹g)/b.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowOf, setTransposed } from '../../linalg/matrix.ts';
import { choleskyFactor, type DesignMatrix, isPrimal } from '../ridge.ts';
import { weightedGram } from './space.ts';

/** A design that is held, and its smaller Gram matrix. */
export interface KnownDesign {
  readonly design: DesignMatrix;
  readonly gram: Matrix;
}

/** Of the objective of one label vector: where it is, and ℓ' of its margins there. */
interface Place {
  readonly labels: Float64Array;
  readonly a: Float64Array;
  readonly slopes: Float64Array;
}
type Places = readonly Place[];

/** Rows for the places in question. */
export interface JointSpace {
  readonly order: number;
  /** Whether a·b is that of the numbers themselves; else it is that of the numbers of a and the margins of b. */
  readonly primal: boolean;
  /** c a + Xᵀℓ' */
  readonly gradients: (places: Places) => Matrix;
  /** M⁻¹g, and the margins of that. */
  readonly steps: (places: Places, gradients: Matrix) => { readonly steps: Matrix; readonly changes: Matrix };
  readonly margins: (places: Places, rows: Matrix) => Matrix;
  readonly coefficients: (places: Places, rows: Matrix) => Matrix;
}

/** The space, its factor on the backend's workspace; null where M is singular. @param weight b */
export function jointSpace(
  backend: Backend,
  { design, gram }: KnownDesign,
  c: number,
  weight: number,
): JointSpace | null {
  const factor = choleskyFactor(backend, gram, c / weight);
  if (factor === null) return null;
  const solve = (rows: Matrix) => solveRows(backend, factor, rows, 1 / weight);
  return isPrimal(design)
    ? primalSpace(backend, design, c, solve)
    : dualSpace(backend, { design, gram }, { c, weight, solve });
}

/**
 * The space of one label vector of a tall design in the metric c + XᵀWX of its own curvatures W, or without these in that of the numbers themselves; null where the
 * metric is singular.
 */
export function ownSpace(
  backend: Backend,
  design: DesignMatrix,
  c: number,
  curvatures: Float64Array | null,
): JointSpace | null {
  if (curvatures === null) return primalSpace(backend, design, c, (rows) => rows);
  const matrix = backend.workspace.matrix(design.parameters, design.parameters);
  weightedGram(backend, design, curvatures.map(Math.sqrt), matrix);
  const factor = choleskyFactor(backend, matrix, c);
  return factor && primalSpace(backend, design, c, (rows) => solveRows(backend, factor, rows, 1));
}

function primalSpace(
  backend: Backend,
  { samples, parameters, whole, wide = false }: DesignMatrix,
  c: number,
  solve: (rows: Matrix) => Matrix,
): JointSpace {
  const { workspace } = backend;
  const margins = (places: Places, rows: Matrix) => {
    const out = rowsTimes(backend, rows, whole!, { columns: samples, transposed: !wide });
    places.forEach(({ labels }, k) => {
      setProducts(rowOf(out, k), labels, rowOf(out, k));
    });
    return out;
  };
  return {
    order: parameters,
    primal: true,
    margins,
    gradients(places) {
      const slopes = workspace.matrix(places.length, samples);
      places.forEach((place, k) => {
        setProducts(rowOf(slopes, k), place.labels, place.slopes);
      });
      const out = rowsTimes(backend, slopes, whole!, { columns: parameters, transposed: wide });
      places.forEach(({ a }, k) => {
        addMultiple(rowOf(out, k), c, a);
      });
      return out;
    },
    steps(places, gradients) {
      const steps = solve(gradients);
      return { steps, changes: margins(places, steps) };
    },
    coefficients: (_, rows) => rows,
  };
}

function dualSpace(
  backend: Backend,
  { design, gram }: KnownDesign,
  {
    c,
    weight,
    solve,
  }: { readonly c: number; readonly weight: number; readonly solve: (rows: Matrix) => Matrix },
): JointSpace {
  const { workspace } = backend;
  const { samples, parameters, whole, wide = false } = design;
  const labelled = (places: Places, rows: Matrix, out: Matrix) => {
    places.forEach(({ labels }, k) => {
      setProducts(rowOf(out, k), labels, rowOf(rows, k));
    });
    return out;
  };
  const turned = (places: Places, rows: Matrix) =>
    labelled(places, rows, workspace.matrix(rows.rows, samples));
  return {
    order: samples,
    primal: false,
    gradients(places) {
      const out = workspace.matrix(places.length, samples);
      places.forEach(({ a, slopes }, k) => {
        rowOf(out, k).set(slopes);
        addMultiple(rowOf(out, k), c, a);
      });
      return out;
    },
    steps(places, gradients) {
      const steps = solve(turned(places, gradients));
      labelled(places, steps, steps);
      const changes = workspace.matrix(places.length, samples);
      for (let i = 0; i < changes.data.length; i++)
        changes.data[i] = (gradients.data[i]! - c * steps.data[i]!) / weight;
      return { steps, changes };
    },
    margins(places, rows) {
      const out = rowsTimes(backend, turned(places, rows), gram, { columns: samples, transposed: false });
      return labelled(places, out, out);
    },
    coefficients: (places, rows) =>
      rowsTimes(backend, turned(places, rows), whole!, { columns: parameters, transposed: !wide }),
  };
}

/** scale·(l·lᵀ)⁻¹ of every row. */
function solveRows(backend: Backend, factor: Matrix, rows: Matrix, scale: number): Matrix {
  const { workspace } = backend;
  const out = workspace.matrix(rows.rows, rows.columns);
  workspace.scope(() => {
    const columns = workspace.matrix(rows.columns, rows.rows);
    setTransposed(columns, rows);
    backend.choleskySolve(factor, columns);
    setTransposed(out, columns);
  });
  for (let i = 0; i < out.data.length; i++) out.data[i]! *= scale;
  return out;
}

/** rows·b, or rows·bᵀ; of one row as the product with a column, which is faster. */
function rowsTimes(
  backend: Backend,
  rows: Matrix,
  b: Matrix,
  { columns, transposed }: { readonly columns: number; readonly transposed: boolean },
): Matrix {
  const out = backend.workspace.matrix(rows.rows, columns);
  if (rows.rows > 1) backend.multiply(out, rows, b, { transposeB: transposed });
  else backend.multiply(asColumn(out), b, asColumn(rows), { transposeA: !transposed });
  return out;
}

function asColumn(row: Matrix): Matrix {
  return { ...row, rows: row.columns, columns: row.rows };
}

function setProducts(out: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
}

function addMultiple(out: Float64Array, factor: number, a: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * a[i]!;
}
