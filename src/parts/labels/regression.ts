/**
 * Regression labels y = √signal·f_linear + √nonlinear·f_nonlinear + √noise·ε, each part of unit power.
 *
 * Limit: f_linear puts power share_i·s_i on block i (isotropic β); f_nonlinear and ε only add noise. Sample: several label draws
 * for one design, along orthonormal directions: every draw has the right law's second moments, and the average over
 * draws varies less than that of independent ones. Since the fit is linear in y and the risks quadratic, parts are fitted
 * separately, and cross terms, whose mean over the signs of the parts is zero, are never formed.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import { type CellBlock, signalNorms } from '../cell.ts';
import { type Distribution, pairPower } from '../inputs/distributions.ts';

/**
 * β of each draw in the columns of `out` (d × draws): Haar-orthonormal within a block, βᵀΣβ = 1 exactly and block by block.
 */
export function drawSignals(
  backend: Backend,
  out: Matrix,
  blocks: readonly CellBlock[],
  stream: Stream,
): void {
  const norms = signalNorms(blocks);
  let first = 0;
  for (const [i, { count }] of blocks.entries()) {
    drawFrame(backend, rowsOf(out, first, first + count), Math.sqrt(norms[i]!), stream);
    first += count;
  }
}

/** ε of each draw in the columns of `out` (n × draws): orthogonal, of squared norm n. */
export function drawNoise(backend: Backend, out: Matrix, stream: Stream): void {
  drawFrame(backend, out, Math.sqrt(out.rows), stream);
}

/** Columns of norm `scale`, orthonormal but for that. */
function drawFrame(backend: Backend, out: Matrix, scale: number, stream: Stream): void {
  backend.workspace.scope(() => {
    const frame = orthonormalRows(backend, out.columns, out.rows, stream);
    for (let draw = 0; draw < out.columns; draw++) {
      for (let j = 0; j < out.rows; j++) {
        out.data[j * out.columns + draw] = scale * frame.data[draw * out.rows + j]!;
      }
    }
  });
}

/** A random quadratic form Σ_j c_j x_j x_{j+shift}, of unit power and orthogonal to every linear function. */
export interface NonlinearTarget {
  readonly shift: number;
  readonly coefficients: Float64Array;
}

/** One form a draw: c_j = ±c over all d cyclic pairs of a random shift. Needs d ≥ 3. */
export function drawNonlinear(
  draws: number,
  blocks: readonly CellBlock[],
  distribution: Distribution,
  stream: Stream,
): NonlinearTarget[] {
  const variances = blocks.flatMap(({ count, variance }) => new Array<number>(count).fill(variance));
  const dimension = variances.length;
  return Array.from({ length: draws }, () => {
    const uniform = new Float64Array(1);
    stream.uniforms(uniform);
    const shift = 1 + Math.floor(uniform[0]! * Math.floor((dimension - 1) / 2));
    const power = variances.reduce((sum, s, j) => sum + s * variances[(j + shift) % dimension]!, 0);
    const scale = 1 / Math.sqrt(power * pairPower(distribution, dimension));
    const coefficients = new Float64Array(dimension);
    stream.signs(coefficients);
    return { shift, coefficients: coefficients.map((sign) => sign * scale) };
  });
}

/** Values of the forms at the rows of x (rows × d), one column a form. */
export function evaluateNonlinear(out: Matrix, targets: readonly NonlinearTarget[], x: Matrix): void {
  const { columns: dimension, data } = x;
  const { columns, data: values } = out;
  for (const [draw, { shift, coefficients }] of targets.entries()) {
    const wrapped = dimension - shift;
    for (let i = 0, start = 0; i < x.rows; i++, start += dimension) {
      let sum = 0;
      for (let j = 0; j < wrapped; j++) sum += coefficients[j]! * data[start + j]! * data[start + j + shift]!;
      for (let j = wrapped; j < dimension; j++)
        sum += coefficients[j]! * data[start + j]! * data[start + j - wrapped]!;
      values[i * columns + draw] = sum;
    }
  }
}

/** Vectors that are orthogonalised at a time. */
const panelRows = 16;

/**
 * `count` unit vectors of length `dimension` in the rows of the result: the first `dimension` of them a Haar-distributed orthonormal frame
 * (normal vectors made orthonormal one after the other, panel by panel), then the next frame.
 */
function orthonormalRows(backend: Backend, count: number, dimension: number, stream: Stream): Matrix {
  const rows = backend.workspace.matrix(count, dimension);
  stream.normals(rows.data);
  for (let frame = 0; frame < count; frame += dimension) {
    const frameEnd = Math.min(count, frame + dimension);
    for (let start = frame; start < frameEnd; start += panelRows) {
      const panel = rowsOf(rows, start, Math.min(frameEnd, start + panelRows));
      if (start > frame) removeSpan(backend, panel, rowsOf(rows, frame, start));
      // As many again keep their Gram matrix well conditioned.
      if (dimension - (start - frame) >= 2 * panel.rows) whiten(backend, panel);
      else orthonormalise(panel);
    }
  }
  return rows;
}

/** panel ← panel − (panel·spanᵀ)·span for orthonormal rows of span; twice, for vectors that it nearly contains. */
function removeSpan(backend: Backend, panel: Matrix, span: Matrix): void {
  backend.workspace.scope(() => {
    const overlap = backend.workspace.matrix(panel.rows, span.rows);
    for (let pass = 0; pass < 2; pass++) {
      backend.multiply(overlap, panel, span, { transposeB: true });
      backend.multiply(panel, overlap, span, { alpha: -1, beta: 1 });
    }
  });
}

/** rows ← L⁻¹·rows for the Cholesky factor L of their Gram matrix, which is what Gram–Schmidt does, with products; twice, for the last digits. */
function whiten(backend: Backend, rows: Matrix): void {
  backend.workspace.scope(() => {
    const gram = backend.workspace.matrix(rows.rows, rows.rows);
    for (let pass = 0; pass < 2; pass++) {
      backend.gram(gram, rows);
      if (!backend.cholesky(gram)) throw new RangeError('random vectors that are not independent');
      backend.solveTriangular(gram, rows);
    }
  });
}

/** Gram–Schmidt on the rows, each against those before it, twice. */
function orthonormalise({ data, rows, columns }: Matrix): void {
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < start; other += columns) {
        let dot = 0;
        for (let j = 0; j < columns; j++) dot += data[start + j]! * data[other + j]!;
        for (let j = 0; j < columns; j++) data[start + j]! -= dot * data[other + j]!;
      }
      let square = 0;
      for (let j = start; j < start + columns; j++) square += data[j]! * data[j]!;
      const factor = 1 / Math.sqrt(square);
      for (let j = start; j < start + columns; j++) data[j]! *= factor;
    }
  }
}
