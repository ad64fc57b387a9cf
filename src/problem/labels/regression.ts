/**
 * Regression labels y = √signal·f_linear + √nonlinear·f_nonlinear + √noise·ε, each part of unit power.
 *
 * Limit: f_linear puts power share_i·s_i on block i (isotropic β); f_nonlinear and ε only add noise. Sample: several label draws
 * for one design, along orthonormal directions: every draw has the right law's second moments, and the average over
 * draws varies less than that of independent ones. Since the fit is linear in y and the risks quadratic, parts are fitted
 * separately, and cross terms, whose mean over the signs of the parts is zero, are never formed.
 */
import type { Matrix } from '../../linalg/matrix.ts';
import type { Stream } from '../../random/stream.ts';
import type { CellBlock } from '../../simulation/cell.ts';
import { type Distribution, pairPower } from '../inputs/distributions.ts';

/**
 * β of each draw in the columns of `out` (d × draws): Haar-orthonormal within a block, βᵀΣβ = 1 exactly and block by block.
 */
export function drawSignals(out: Matrix, blocks: readonly CellBlock[], stream: Stream): void {
  let first = 0;
  for (const { count } of blocks) {
    const frame = orthonormalRows(out.columns, count, stream);
    const scale = Math.sqrt(count / out.rows);
    for (let draw = 0; draw < out.columns; draw++) {
      for (let j = 0; j < count; j++)
        out.data[(first + j) * out.columns + draw] = scale * frame[draw * count + j]!;
    }
    first += count;
  }
}

/** ε of each draw in the columns of `out` (n × draws): orthogonal, of squared norm n. */
export function drawNoise(out: Matrix, stream: Stream): void {
  const { rows, columns } = out;
  const frame = orthonormalRows(columns, rows, stream);
  const scale = Math.sqrt(rows);
  for (let draw = 0; draw < columns; draw++) {
    for (let i = 0; i < rows; i++) out.data[i * columns + draw] = scale * frame[draw * rows + i]!;
  }
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
  const dimension = x.columns;
  targets.forEach(({ shift, coefficients }, draw) => {
    for (let i = 0; i < x.rows; i++) {
      const start = i * dimension;
      let sum = 0;
      for (let j = 0; j < dimension - shift; j++)
        sum += coefficients[j]! * x.data[start + j]! * x.data[start + j + shift]!;
      for (let j = dimension - shift; j < dimension; j++) {
        sum += coefficients[j]! * x.data[start + j]! * x.data[start + j + shift - dimension]!;
      }
      out.data[i * out.columns + draw] = sum;
    }
  });
}

/**
 * `count` unit vectors of length `dimension`, row by row: the first `dimension` of them a Haar-distributed orthonormal frame (Gram–Schmidt,
 * twice, on normal vectors), then the next frame.
 */
function orthonormalRows(count: number, dimension: number, stream: Stream): Float64Array {
  const rows = new Float64Array(count * dimension);
  stream.normals(rows);
  for (let row = 0; row < count; row++) {
    const start = row * dimension;
    const frameStart = (row - (row % dimension)) * dimension;
    for (let pass = 0; pass < 2; pass++) {
      for (let other = frameStart; other < start; other += dimension) {
        let dot = 0;
        for (let j = 0; j < dimension; j++) dot += rows[start + j]! * rows[other + j]!;
        for (let j = 0; j < dimension; j++) rows[start + j]! -= dot * rows[other + j]!;
      }
      let square = 0;
      for (let j = start; j < start + dimension; j++) square += rows[j]! * rows[j]!;
      const factor = 1 / Math.sqrt(square);
      for (let j = start; j < start + dimension; j++) rows[j]! *= factor;
    }
  }
  return rows;
}
