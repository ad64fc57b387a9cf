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
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowsOf, setTransposed } from '../../linalg/matrix.ts';
import { type DesignMatrix, gramOf, heldDesign, isPrimal } from '../ridge.ts';
import { backProject, dot, predict, rowNorms, scaledRows } from './products.ts';

/** Weights below this share of the largest act as none: √W may still be divided by. */
const leastWeight = 1e-30;
/** Relative additions to the diagonal that are tried in turn where a matrix is not numerically positive definite. */
const jitters = [0, 1e-14, 1e-12, 1e-10];
/** The same at c = 0, where few weights may be left: rounding is not to be amplified along what the matrix takes to 0. */
const jittersAtZero = [1e-11, 1e-9];

/** Eigenvalues of a Gram matrix below this share of the largest are null. */
const negligible = 1e-13;
/** Squared pivots of Cholesky below this share of the diagonal are not trusted to say that a Gram matrix has full rank. */
const leastPivot = 1e-10;

/** Where a fit ends, and how well. */
export interface SpaceFit<Refused extends string> {
  /** In the numbers of the space. */
  readonly a: Float64Array;
  readonly margins: Float64Array;
  readonly status: 'ok' | 'not-converged' | Refused;
  /** Duality gap, relative to the objective. */
  readonly gap: number;
  readonly iterations: number;
}

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
  /** X in the numbers of the space, in rows; absent where they are those of the Gram matrix. */
  readonly rows?: () => Matrix;
  /** The a that the numbers stand for. */
  readonly coefficients: (a: Float64Array) => Float64Array;
}

/** A design with its labels, and its smaller Gram matrix where that is known. */
export interface LabelledDesign {
  readonly design: DesignMatrix;
  readonly gram?: Matrix | undefined;
  readonly labels: Float64Array;
}

/**
 * The space of a design with these labels; its matrices are on the backend's workspace.
 *
 * @param unpenalised whether c may be 0, so that no v may be sought along which Xᵀv does not change
 */
export function marginSpace(
  backend: Backend,
  { design, gram: known, labels }: LabelledDesign,
  unpenalised: boolean,
): MarginSpace {
  if (isPrimal(design)) {
    const singular = unpenalised ? supportOf(backend, known ?? gramOf(backend, design)) : null;
    return singular === null
      ? primalSpace(backend, design, labels)
      : rotatedSpace(backend, design, labels, singular.vectors);
  }
  const gram = backend.workspace.matrix(design.samples, design.samples);
  setScaled(gram, known ?? gramOf(backend, design), labels);
  const coefficients = (v: Float64Array) => backProject(backend, design, times(v, labels));
  const singular = unpenalised ? supportOf(backend, gram) : null;
  return singular === null
    ? dualSpace(backend, gram, coefficients)
    : reducedSpace(backend, singular, coefficients);
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
    rows: () => scaledRows(backend, design, labels),
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

/** What a singular Gram matrix does not take to 0: its other eigenvalues, and in rows their eigenvectors. */
interface Support {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** Of a Gram matrix; null where it has full rank. */
function supportOf(backend: Backend, gram: Matrix): Support | null {
  const { workspace } = backend;
  if (isRegular(backend, gram)) return null;
  const n = gram.rows;
  const vectors = workspace.matrix(n, n);
  const values = workspace.scope(() => {
    const copy = workspace.matrix(n, n);
    copy.data.set(gram.data);
    return backend.eigenSymmetric(copy, vectors);
  });
  const first = values.findIndex((value) => value > negligible * values[n - 1]!);
  // Of a matrix of zeros one vector is kept, since there must be one.
  const start = first < 0 ? n - 1 : first;
  return { values: values.slice(start), vectors: rowsOf(vectors, start, n) };
}

/** What is a = Vᵀb in as many numbers b as there are rows of V, orthonormal and all that the design does not take to 0. */
function rotatedSpace(
  backend: Backend,
  design: DesignMatrix,
  labels: Float64Array,
  vectors: Matrix,
): MarginSpace {
  const { workspace } = backend;
  const rotated = workspace.matrix(design.samples, vectors.rows);
  design.panels((panel, first) => {
    const rows = design.wide ? panel.columns : panel.rows;
    const transposes = { transposeA: design.wide ?? false, transposeB: true };
    backend.multiply(rowsOf(rotated, first, first + rows), panel, vectors, transposes);
  });
  const space = primalSpace(backend, heldDesign(design.samples, vectors.rows, rotated), labels);
  return { ...space, coefficients: (b) => combineRows(vectors, b) };
}

/** What is a = Xᵀv, where K = UᵀsU, in as few numbers as the rank of K: b = √s U v, at which the margins are Uᵀ√s b. */
function reducedSpace(
  backend: Backend,
  { values, vectors }: Support,
  coefficients: (v: Float64Array) => Float64Array,
): MarginSpace {
  const n = vectors.columns;
  const roots = values.map((value) => Math.sqrt(Math.max(value, 0)));
  const reduced = backend.workspace.matrix(n, vectors.rows);
  setTransposed(reduced, vectors);
  for (let i = 0; i < reduced.data.length; i++) reduced.data[i]! *= roots[i % roots.length]!;
  const space = primalSpace(backend, heldDesign(n, vectors.rows, reduced), new Float64Array(n).fill(1));
  const shares = (b: Float64Array) => b.map((value, j) => (roots[j]! > 0 ? value / roots[j]! : 0));
  return { ...space, coefficients: (b) => coefficients(combineRows(vectors, shares(b))) };
}

/** matrixᵀ·weights */
function combineRows(matrix: Matrix, weights: Float64Array): Float64Array {
  const out = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < out.length; j++) out[j]! += weights[i]! * matrix.data[i * out.length + j]!;
  }
  return out;
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
export function weightedGram(backend: Backend, design: DesignMatrix, roots: Float64Array, out: Matrix): void {
  const { workspace } = backend;
  design.panels((panel, first) => {
    workspace.scope(() => {
      const scaled = workspace.matrix(panel.rows, panel.columns);
      for (let i = 0, k = 0; i < panel.rows; i++) {
        const root = roots[first + i]!;
        for (let j = 0; j < panel.columns; j++, k++)
          scaled.data[k] = panel.data[k]! * (design.wide ? roots[first + j]! : root);
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
