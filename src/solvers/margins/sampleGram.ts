/**
 * The Gram matrix K = XXᵀ/c of the samples of a labelled design X = diag(y) Z, and the systems of some of its rows and columns that the
 * hinge asks for (multipliers.ts): K itself where the samples are not many more than the parameters, else by X.
 */
import type { Backend } from '../../linalg/backend.ts';
import type { Matrix } from '../../linalg/matrix.ts';
import { gramOf, isPrimal } from '../ridge.ts';
import { mostHeld } from './costs.ts';
import { dot, scaledRows } from './products.ts';
import type { LabelledDesign } from './space.ts';

export interface SampleGram {
  /** Of K. */
  readonly diagonal: Float64Array;
  /** K w */
  readonly times: (w: Float64Array) => Float64Array;
  /** (σ + K_AA)⁻¹ r for the samples A; null where rounding leaves no Cholesky factor. */
  readonly solve: (members: Int32Array, sigma: number, r: Float64Array) => Float64Array | null;
  /**
   * Sweeps over the samples in their order, α_i ← the best α_i in [0, 1] given all others for Σα − ½αᵀKα.
   * @returns Kα of the new α
   */
  readonly ascend: (alpha: Float64Array, sweeps: number) => Float64Array;
}

/** The Gram matrix of these samples, on the backend's workspace. @param c > 0 */
export function sampleGram(backend: Backend, labelled: LabelledDesign, c: number): SampleGram {
  const { design, labels } = labelled;
  const { samples, parameters } = design;
  if (isPrimal(design)) {
    const x = scaledRows(
      backend,
      design,
      labels.map((y) => y / Math.sqrt(c)),
    );
    if (samples > mostHeld * parameters) return byRows(backend, x);
    const gram = backend.workspace.matrix(samples, samples);
    backend.gram(gram, x);
    return held(backend, gram);
  }
  const gram = backend.workspace.matrix(samples, samples);
  const known = labelled.gram ?? gramOf(backend, design);
  for (let i = 0; i < samples; i++) {
    const factor = labels[i]! / c;
    for (let j = 0; j < samples; j++)
      gram.data[i * samples + j] = factor * labels[j]! * known.data[i * samples + j]!;
  }
  return held(backend, gram);
}

function held(backend: Backend, gram: Matrix): SampleGram {
  const { workspace } = backend;
  const n = gram.rows;
  const { data } = gram;
  const diagonal = Float64Array.from({ length: n }, (_, i) => data[i * (n + 1)]!);
  return {
    diagonal,
    times: (w) => product(backend, gram, w, false),
    solve: (members, sigma, r) =>
      workspace.scope(() => {
        const m = members.length;
        const block = workspace.matrix(m, m);
        for (let a = 0; a < m; a++) {
          const row = members[a]! * n;
          for (let b = 0; b < m; b++) block.data[a * m + b] = data[row + members[b]!]!;
        }
        return solveShifted(backend, block, sigma, r);
      }),
    ascend(alpha, sweeps) {
      const margins = product(backend, gram, alpha, false);
      for (let sweep = 0; sweep < sweeps; sweep++) {
        for (let i = 0; i < n; i++) {
          const change = bestChange(alpha[i]!, margins[i]!, diagonal[i]!);
          if (change === 0) continue;
          alpha[i]! += change;
          for (let j = 0, k = i * n; j < n; j++, k++) margins[j]! += change * data[k]!;
        }
      }
      return margins;
    },
  };
}

/** By X/√c, of fewer columns than rows. */
function byRows(backend: Backend, x: Matrix): SampleGram {
  const { workspace } = backend;
  const { rows: n, columns: p } = x;
  const rowOf = (i: number) => x.data.subarray(i * p, (i + 1) * p);
  const diagonal = Float64Array.from({ length: n }, (_, i) => dot(rowOf(i), rowOf(i)));
  const times = (w: Float64Array) => product(backend, x, product(backend, x, w, true), false);
  return {
    diagonal,
    times,
    solve: (members, sigma, r) =>
      workspace.scope(() => {
        const m = members.length;
        const part = workspace.matrix(m, p);
        members.forEach((i, a) => {
          part.data.set(rowOf(i), a * p);
        });
        const order = Math.min(m, p);
        const block = workspace.matrix(order, order);
        backend.gram(block, part, { transpose: m > p });
        if (m <= p) return solveShifted(backend, block, sigma, r);
        // (σ + XXᵀ)⁻¹ r = (r − X(σ + XᵀX)⁻¹Xᵀr)/σ
        const inner = solveShifted(backend, block, sigma, product(backend, part, r, true));
        if (inner === null) return null;
        const taken = product(backend, part, inner, false);
        return r.map((value, a) => (value - taken[a]!) / sigma);
      }),
    ascend(alpha, sweeps) {
      const a = product(backend, x, alpha, true);
      for (let sweep = 0; sweep < sweeps; sweep++) {
        for (let i = 0; i < n; i++) {
          const row = rowOf(i);
          const change = bestChange(alpha[i]!, dot(row, a), diagonal[i]!);
          if (change === 0) continue;
          alpha[i]! += change;
          for (let j = 0; j < p; j++) a[j]! += change * row[j]!;
        }
      }
      return times(alpha);
    },
  };
}

/** To where α in [0, 1] is best, at margin u; K_ii of a row of zeros is 0. */
function bestChange(alpha: number, u: number, diagonal: number): number {
  const free = diagonal > 0 ? alpha + (1 - u) / diagonal : 1;
  return Math.min(1, Math.max(0, free)) - alpha;
}

/** (σ + block)⁻¹ r; destroys the block. */
function solveShifted(backend: Backend, block: Matrix, sigma: number, r: Float64Array): Float64Array | null {
  for (let i = 0; i < block.data.length; i += block.columns + 1) block.data[i]! += sigma;
  if (!backend.cholesky(block)) return null;
  const column = backend.workspace.matrix(r.length, 1);
  column.data.set(r);
  backend.choleskySolve(block, column);
  return column.data.slice();
}

/** matrix·w, or matrixᵀ·w. */
function product(backend: Backend, matrix: Matrix, w: Float64Array, transposeA: boolean): Float64Array {
  const { workspace } = backend;
  return workspace.scope(() => {
    const column = workspace.matrix(w.length, 1);
    column.data.set(w);
    const out = workspace.matrix(transposeA ? matrix.columns : matrix.rows, 1);
    backend.multiply(out, matrix, column, { transposeA });
    return out.data.slice();
  });
}
