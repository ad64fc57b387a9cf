/**
 * Coefficients of a classifier in the smaller of two forms, so that no method need know which: with the design X = diag(y) Z, whose
 * margins are u = X a, either a itself (parameters ≤ samples) or the v of a = Xᵀv, of which only the Gram matrix K = XXᵀ is needed.
 *
 *                        a itself             a = Xᵀv
 *     margins            X a                  K v
 *     Xᵀw                Xᵀw                  w
 *     a·b                a·b                  v·(margins of b)
 *     (c + XᵀWX)⁻¹       by its Cholesky      √W (c + √W K √W)⁻¹ 1/√W
 */
import type { Backend } from '../../../linalg/backend.ts';
import { type Matrix, rowsOf, setTransposed } from '../../../linalg/matrix.ts';
import { type DesignMatrix, gramOf, heldDesign, isPrimal } from '../ridge.ts';
import { backProject, dot, predict, rowNorms } from './products.ts';

/** Weights below this share of the largest act as none: √W may still be divided by. */
const leastWeight = 1e-30;
/** Relative additions to the diagonal that are tried in turn where a matrix is not numerically positive definite. */
const jitters = [0, 1e-14, 1e-12, 1e-10];
/** The same at c = 0, where the matrix may be singular: rounding is not to be amplified along what it takes to 0. */
const jittersAtZero = [1e-8];

/** Eigenvalues of a Gram matrix below this share of the largest are null. */
const singular = 1e-13;
/** Squared pivots of Cholesky below this share of the diagonal are not trusted to say that a Gram matrix has full rank. */
const leastPivot = 1e-10;

export interface MarginSpace {
  /** How many numbers stand for a. */
  readonly order: number;
  /** Of X, one a sample. */
  readonly rowNorms: Float64Array;
  readonly margins: (a: Float64Array) => Float64Array;
  /** Xᵀw for one weight a sample. */
  readonly combine: (w: Float64Array) => Float64Array;
  readonly inner: (a: Float64Array, b: Float64Array, marginsOfB: Float64Array) => number;
  /**
   * h ↦ (c + XᵀWX)⁻¹h, until the next call; null where that matrix is singular.
   * @param weights W ≥ 0, one a sample
   */
  readonly factor: (weights: Float64Array, c: number) => ((h: Float64Array) => Float64Array) | null;
  /** The a that the numbers stand for. */
  readonly coefficients: (a: Float64Array) => Float64Array;
}

/**
 * The space of a design with these labels; its matrices are on the backend's workspace.
 *
 * @param unpenalised whether c may be 0, so that no v may be sought along which Xᵀv does not change
 */
export function marginSpace(
  backend: Backend,
  design: DesignMatrix,
  labels: Float64Array,
  unpenalised: boolean,
): MarginSpace {
  if (isPrimal(design)) return primalSpace(backend, design, labels);
  const gram = gramOf(backend, design);
  setScaled(gram, gram, labels);
  const coefficients = (v: Float64Array) => backProject(backend, design, times(v, labels));
  return unpenalised && !isRegular(backend, gram)
    ? reducedSpace(backend, gram, coefficients)
    : dualSpace(backend, gram, coefficients);
}

function primalSpace(backend: Backend, design: DesignMatrix, labels: Float64Array): MarginSpace {
  const { parameters } = design;
  const matrix = backend.workspace.matrix(parameters, parameters);
  return {
    order: parameters,
    rowNorms: rowNorms(design),
    margins: (a) => times(predict(backend, design, a), labels),
    combine: (w) => backProject(backend, design, times(w, labels)),
    inner: dot,
    factor(weights, c) {
      const roots = weights.map(Math.sqrt);
      const fill = () => weightedGram(backend, design, roots, matrix);
      if (!factorised(backend, matrix, c, fill)) return null;
      return (h) => solve(backend, matrix, h);
    },
    coefficients: (a) => a.slice(),
  };
}

function dualSpace(
  backend: Backend,
  gram: Matrix,
  coefficients: (v: Float64Array) => Float64Array,
): MarginSpace {
  const { workspace } = backend;
  const n = gram.rows;
  const matrix = workspace.matrix(n, n);
  return {
    order: n,
    rowNorms: Float64Array.from({ length: n }, (_, i) => Math.sqrt(gram.data[i * (n + 1)]!)),
    margins: (v) =>
      workspace.scope(() => {
        const [column, out] = [workspace.matrix(n, 1), workspace.matrix(n, 1)];
        column.data.set(v);
        backend.multiply(out, gram, column);
        return out.data.slice();
      }),
    combine: (w) => w.slice(),
    inner: (a, _, marginsOfB) => dot(a, marginsOfB),
    factor(weights, c) {
      const least = leastWeight * weights.reduce((a, b) => Math.max(a, b), 0);
      const roots = weights.map((weight) => Math.sqrt(Math.max(weight, least)));
      if (!factorised(backend, matrix, c, () => setScaled(matrix, gram, roots))) return null;
      return (h) =>
        times(
          solve(
            backend,
            matrix,
            h.map((value, i) => value / roots[i]!),
          ),
          roots,
        );
    },
    coefficients,
  };
}

/**
 * What is a = Xᵀv with a singular K = U diag(s) Uᵀ in as few numbers as its rank, b = √s Uᵀv: the margins are those of the design
 * U √s at b.
 */
function reducedSpace(
  backend: Backend,
  gram: Matrix,
  coefficients: (v: Float64Array) => Float64Array,
): MarginSpace {
  const { workspace } = backend;
  const n = gram.rows;
  const vectors = workspace.matrix(n, n);
  const values = workspace.scope(() => {
    const copy = workspace.matrix(n, n);
    copy.data.set(gram.data);
    return backend.eigenSymmetric(copy, vectors);
  });
  const least = singular * Math.max(values[n - 1]!, Number.MIN_VALUE);
  const first = Math.min(
    n - 1,
    values.findIndex((value) => value > least),
  );
  const support = rowsOf(vectors, first < 0 ? n - 1 : first, n);
  const reduced = workspace.matrix(n, support.rows);
  setTransposed(reduced, support);
  const roots = values.subarray(n - support.rows).map((value) => Math.sqrt(Math.max(value, 0)));
  for (let i = 0; i < reduced.data.length; i++) reduced.data[i]! *= roots[i % roots.length]!;
  const space = primalSpace(backend, heldDesign(n, support.rows, reduced), new Float64Array(n).fill(1));
  return {
    ...space,
    coefficients: (b) => {
      const v = new Float64Array(n);
      for (let j = 0; j < roots.length; j++) {
        const share = roots[j]! > 0 ? b[j]! / roots[j]! : 0;
        for (let i = 0; i < n; i++) v[i]! += share * support.data[j * n + i]!;
      }
      return coefficients(v);
    },
  };
}

/** Whether Cholesky's pivots find a Gram matrix to have full rank. */
function isRegular(backend: Backend, gram: Matrix): boolean {
  const { workspace } = backend;
  const n = gram.rows;
  return workspace.scope(() => {
    const factor = workspace.matrix(n, n);
    factor.data.set(gram.data);
    if (!backend.cholesky(factor)) return false;
    const pivots = Float64Array.from(
      { length: n },
      (_, i) => factor.data[i * (n + 1)]! ** 2 / gram.data[i * (n + 1)]!,
    );
    return pivots.every((pivot) => pivot > leastPivot);
  });
}

/** out ← Zᵀ·diag(roots²)·Z */
function weightedGram(backend: Backend, design: DesignMatrix, roots: Float64Array, out: Matrix): void {
  const { workspace } = backend;
  design.panels((panel, first) => {
    workspace.scope(() => {
      const scaled = workspace.matrix(panel.rows, panel.columns);
      for (let i = 0; i < panel.rows; i++) {
        const start = i * panel.columns;
        for (let j = 0; j < panel.columns; j++) {
          scaled.data[start + j] = panel.data[start + j]! * roots[first + (design.wide ? j : i)]!;
        }
      }
      backend.gram(out, scaled, { transpose: !design.wide, beta: first === 0 ? 0 : 1 });
    });
  });
}

/** out ← diag(factors)·source·diag(factors) */
function setScaled(out: Matrix, source: Matrix, factors: Float64Array): void {
  const n = factors.length;
  for (let i = 0; i < n; i++) {
    const factor = factors[i]!;
    for (let j = i * n, k = 0; k < n; j++, k++) out.data[j] = source.data[j]! * factor * factors[k]!;
  }
}

/** matrix ← a Cholesky factor of what `fill` sets it to, plus c. @returns whether there is one */
function factorised(backend: Backend, matrix: Matrix, c: number, fill: () => void): boolean {
  return (c > 0 ? jitters : jittersAtZero).some((jitter) => {
    fill();
    for (let i = 0; i < matrix.data.length; i += matrix.columns + 1) {
      matrix.data[i] = (matrix.data[i]! + c) * (1 + jitter);
    }
    return backend.cholesky(matrix);
  });
}

function solve(backend: Backend, factor: Matrix, h: Float64Array): Float64Array {
  const { workspace } = backend;
  return workspace.scope(() => {
    const column = workspace.matrix(h.length, 1);
    column.data.set(h);
    backend.choleskySolve(factor, column);
    return column.data.slice();
  });
}

function times(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * b[i]!);
}
