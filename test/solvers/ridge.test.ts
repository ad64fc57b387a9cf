import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { copyColumns, type Matrix, setTransposed } from '../../src/linalg/matrix.ts';
import { openStream } from '../../src/random/stream.ts';
import { fitRidge, heldDesign } from '../../src/solvers/ridge.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 26);

function normal(rows: number, columns: number, trial: number): Matrix {
  const matrix = backend.workspace.matrix(rows, columns);
  openStream([1, 2], 0, trial).normals(matrix.data);
  return matrix;
}

/** Gradient of |Y − Za|² + shift|a|², relative to |Z| |Y|: zero at the minimum. */
function gradient(z: Matrix, y: Matrix, a: Matrix, shift: number): number {
  const { workspace } = backend;
  return workspace.scope(() => {
    const residual = workspace.matrix(y.rows, y.columns);
    residual.data.set(y.data);
    backend.multiply(residual, z, a, { alpha: -1, beta: 1 });
    const g = workspace.matrix(a.rows, a.columns);
    g.data.set(a.data);
    backend.multiply(g, z, residual, { transposeA: true, beta: -shift });
    return norm(g) / (norm(z) * norm(y));
  });
}

/** Y − Za, relative to |Z| |a| + |Y|, against what the fit says it is. */
function residualError(z: Matrix, y: Matrix, a: Matrix, claimed: Matrix): number {
  return backend.workspace.scope(() => {
    const difference = backend.workspace.matrix(y.rows, y.columns);
    for (let i = 0; i < y.data.length; i++) difference.data[i] = y.data[i]! - claimed.data[i]!;
    backend.multiply(difference, z, a, { alpha: -1, beta: 1 });
    return norm(difference) / (norm(z) * norm(a) + norm(y));
  });
}

/** One fit a shift, of Z as samples × parameters. */
function fitAll(z: Matrix, y: Matrix, shifts: readonly number[]) {
  const { workspace } = backend;
  const long = z.columns <= z.rows ? z : workspace.matrix(z.columns, z.rows);
  if (long !== z) setTransposed(long, z);
  const fit = fitRidge(backend, heldDesign(z.rows, z.columns, long), y, shifts);
  const part = (matrix: Matrix, i: number) => {
    const out = workspace.matrix(matrix.rows, y.columns);
    copyColumns(out, 0, matrix, i * y.columns, y.columns);
    return out;
  };
  return shifts.map((_, i) => ({
    coefficients: part(fit.coefficients, i),
    residuals: part(fit.residuals, i),
  }));
}

const coefficients = (z: Matrix, y: Matrix, shifts: readonly number[]): Matrix[] =>
  fitAll(z, y, shifts).map((fit) => fit.coefficients);

const norm = ({ data }: Matrix) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));

describe('fitRidge', () => {
  it('is stationary for every shape, shift and route', () => {
    for (const [rows, columns] of [
      [40, 10],
      [10, 40],
      [40, 39],
      [39, 40],
      [40, 40],
      [1, 5],
      [5, 1],
    ] as const) {
      backend.workspace.scope(() => {
        const z = normal(rows, columns, rows);
        const y = normal(rows, 3, columns + 1000);
        const shifts = [0, 1e-12, 1e-6, 1, 1e6];
        fitAll(z, y, shifts).forEach(({ coefficients: a, residuals }, i) => {
          const name = `${rows}×${columns} shift ${shifts[i]}`;
          expect(gradient(z, y, a, shifts[i]!), name).toBeLessThan(1e-13);
          // That of the dual form carries the rounding of the Gram matrix.
          expect(residualError(z, y, a, residuals), name).toBeLessThan(1e-14);
        });
      });
    }
  });

  it('is stationary at negative shifts down to the least eigenvalue, and NaN from there on', () => {
    for (const [rows, columns] of [
      [40, 10],
      [10, 40],
      [40, 36],
    ] as const) {
      backend.workspace.scope(() => {
        const z = normal(rows, columns, rows);
        const y = normal(rows, 3, columns + 1000);
        const gram = backend.workspace.matrix(Math.min(rows, columns), Math.min(rows, columns));
        backend.gram(gram, z, { transpose: columns < rows });
        const vectors = backend.workspace.matrix(gram.rows, gram.rows);
        const least = backend.eigenSymmetric(gram, vectors)[0]!;
        const shifts = [-0.5 * least, -1e-9 * least, -1.001 * least, -10 * least];
        const fits = fitAll(z, y, shifts);
        for (const i of [0, 1]) {
          expect(gradient(z, y, fits[i]!.coefficients, shifts[i]!), `${shifts[i]}`).toBeLessThan(1e-13);
          expect(residualError(z, y, fits[i]!.coefficients, fits[i]!.residuals)).toBeLessThan(1e-14);
        }
        for (const i of [2, 3]) expect(fits[i]!.coefficients.data.every(Number.isNaN)).toBe(true);
      });
    }
  });

  it('keeps to the range of a rank-deficient design at a negative shift', () => {
    backend.workspace.scope(() => {
      const { workspace } = backend;
      const [w, c] = [normal(5, 20, 1), normal(30, 5, 2)];
      const z = workspace.matrix(30, 20);
      backend.multiply(z, c, w);
      const y = normal(30, 2, 3);
      const [fit] = fitAll(z, y, [-0.1]);
      expect(gradient(z, y, fit!.coefficients, -0.1)).toBeLessThan(1e-13);
    });
  });

  it('takes the solution of least norm, also of a rank-deficient design', () => {
    backend.workspace.scope(() => {
      // Rank 5 of 30×20: a = Wᵀc is in the row space, and the norm cannot be reduced.
      const left = normal(30, 5, 1);
      const right = normal(5, 20, 2);
      const z = backend.workspace.matrix(30, 20);
      backend.multiply(z, left, right);
      const y = normal(30, 2, 3);
      const [a, ridged] = coefficients(z, y, [0, 1e-6]) as [Matrix, Matrix];
      expect(gradient(z, y, a, 0)).toBeLessThan(1e-12);
      // The component of a outside the row space, by projecting with (right·rightᵀ)⁻¹.
      const gram = backend.workspace.matrix(5, 5);
      backend.gram(gram, right);
      const core = backend.workspace.matrix(5, 2);
      backend.multiply(core, right, a);
      expect(backend.cholesky(gram)).toBe(true);
      backend.choleskySolve(gram, core);
      const projected = backend.workspace.matrix(20, 2);
      backend.multiply(projected, right, core, { transposeA: true });
      for (let i = 0; i < a.data.length; i++) {
        expect(projected.data[i]).toBeCloseTo(a.data[i]!, 10);
        expect(ridged.data[i]).toBeCloseTo(a.data[i]!, 6);
      }
    });
  });

  it('gives the limit of small shifts at shift 0', () => {
    backend.workspace.scope(() => {
      const z = normal(20, 35, 9);
      const y = normal(20, 1, 10);
      const [zero, small] = coefficients(z, y, [0, 1e-9]) as [Matrix, Matrix];
      for (let i = 0; i < zero.data.length; i++) expect(small.data[i]).toBeCloseTo(zero.data[i]!, 9);
    });
  });

  it('is ridge on [X, X]/√2 with the same shift as on X', () => {
    backend.workspace.scope(() => {
      const x = normal(12, 7, 20);
      const y = normal(12, 1, 21);
      const doubled = backend.workspace.matrix(12, 14);
      for (let i = 0; i < 12; i++) {
        for (let j = 0; j < 14; j++) doubled.data[i * 14 + j] = x.data[i * 7 + (j % 7)]! / Math.SQRT2;
      }
      const [a] = coefficients(x, y, [0.3]) as [Matrix];
      const [b] = coefficients(doubled, y, [0.3]) as [Matrix];
      for (let j = 0; j < 14; j++) expect(b.data[j]! * Math.SQRT2).toBeCloseTo(a.data[j % 7]!, 13);
    });
  });
});

describe('a tiny ridge on a rank-deficient design', () => {
  it('leaves the residual of the ridgeless fit', () => {
    backend.workspace.scope(() => {
      const left = normal(40, 32, 31);
      const right = normal(32, 300, 32);
      const z = backend.workspace.matrix(40, 300);
      backend.multiply(z, left, right);
      const y = normal(40, 2, 33);
      const [zero, ...tiny] = fitAll(
        z,
        y,
        [0, 1e-12, 1e-9, 1e-6].map((ridge) => ridge * 300),
      );
      for (const fit of tiny) {
        for (let i = 0; i < y.data.length; i++) {
          expect(fit.residuals.data[i]).toBeCloseTo(zero!.residuals.data[i]!, 5);
        }
      }
    });
  });
});

/** |a|² of each column. */
function squares({ data, columns }: Matrix): number[] {
  const sums = new Array<number>(columns).fill(0);
  data.forEach((entry, i) => {
    sums[i % columns]! += entry ** 2;
  });
  return sums;
}

/** By QR or LQ of Z. */
function byOrthogonal(z: Matrix, y: Matrix): Matrix {
  const { workspace } = backend;
  const solution = workspace.matrix(z.columns, y.columns);
  const [a, right] = [workspace.matrix(z.rows, z.columns), workspace.matrix(y.rows, y.columns)];
  a.data.set(z.data);
  right.data.set(y.data);
  backend.leastSquares(solution, a, right);
  return solution;
}

/** Inputs, ReLU features of half as many inputs, or inputs of falling variances. */
const designs: Readonly<Record<string, (rows: number, columns: number, trial: number) => Matrix>> = {
  gaussian: normal,
  relu: (rows, columns, trial) => {
    const z = backend.workspace.matrix(rows, columns);
    const inputs = Math.ceil(rows / 2);
    const weights = normal(columns, inputs, trial + 500);
    backend.multiply(z, normal(rows, inputs, trial), weights, { transposeB: true });
    backend.apply(z, 'relu');
    return z;
  },
  'power law': (rows, columns, trial) => {
    const z = normal(rows, columns, trial);
    for (let i = 0; i < z.data.length; i++) z.data[i]! *= (1 + (i % columns)) ** -0.75;
    return z;
  },
};

describe('near the threshold', () => {
  it.each(Object.keys(designs))('fits keep nine digits of what QR and LQ give: %s', (name) => {
    for (const order of [20, 60, 150]) {
      for (const ratio of [1, 1.01, 1.03, 1.05, 1.1, 1.12]) {
        const long = Math.round(ratio * order);
        for (const [rows, columns] of [
          [long, order],
          [order, long],
        ] as const) {
          for (let trial = 0; trial < 4; trial++) {
            backend.workspace.scope(() => {
              const z = designs[name]!(rows, columns, 1000 * trial + long);
              const y = normal(rows, 2, 77 + trial);
              const exact = squares(byOrthogonal(z, y));
              squares(coefficients(z, y, [0])[0]!).forEach((square, i) => {
                const error = Math.abs(square / exact[i]! - 1);
                expect(error, `${rows}×${columns} trial ${trial}`).toBeLessThan(1e-9);
              });
            });
          }
        }
      }
    }
  });
});
