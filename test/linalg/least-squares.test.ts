import { expect, it } from 'vitest';
import { at, describeBackends, distance, EPSILON, norm, orthonormaliseRows } from './samples.ts';

describeBackends('leastSquares', ({ backend, normal, product, transposed, copy, inScope }) => {
  const shapes = [
    [1, 1],
    [3, 1],
    [1, 3],
    [5, 5],
    [33, 31],
    [65, 64],
    [63, 65],
    [257, 65],
    [65, 257],
    [257, 257],
  ];

  it.each(shapes)('of %i equations for %i unknowns', (m, n) => {
    inScope(() => {
      const [a, b, x] = [normal(m!, n!), normal(m!, 3), normal(n!, 3)];
      const { conditionEstimate } = backend.leastSquares(x, copy(a), copy(b));
      expect(conditionEstimate).toBeGreaterThanOrEqual(1);
      expect(conditionEstimate).toBeLessThan(1e5);
      const residual = product(a, x);
      residual.data.forEach((value, i) => {
        residual.data[i] = b.data[i]! - value;
      });
      const size = EPSILON * norm(a) * (norm(x) + 1) * 20;
      if (m! <= n!) expect(norm(residual)).toBeLessThan(size);
      expect(norm(product(transposed(a), residual))).toBeLessThan(size * norm(a));
      // Of smallest norm: in the row space, x = aᵀ·y for some y, which the equations of the transpose give back.
      const [y, rowPart] = [normal(m!, 3), copy(x)];
      backend.leastSquares(y, transposed(a), copy(x));
      rowPart.data.set(product(transposed(a), y).data);
      expect(distance(rowPart, x)).toBeLessThan(1e-9 * (norm(x) + 1));
    })();
  });

  it.each([
    [120, 60],
    [60, 120],
    [90, 90],
  ])('is accurate to condition × epsilon (%i×%i)', (m, n) => {
    inScope(() => {
      const condition = 1e8;
      const rank = Math.min(m, n);
      const [u, v] = [orthonormaliseRows(normal(rank, m)), orthonormaliseRows(normal(rank, n))];
      const scaled = copy(v);
      for (let i = 0; i < rank; i++) {
        const value = condition ** (-i / (rank - 1));
        for (let j = 0; j < n; j++) scaled.data[i * n + j]! *= value;
      }
      const a = product(transposed(u), scaled);
      const truth = product(transposed(v), normal(rank, 2)); // in the row space, and a·truth in the range
      const x = normal(n, 2);
      const { conditionEstimate } = backend.leastSquares(x, copy(a), product(a, truth));
      expect(distance(x, truth) / norm(truth)).toBeLessThan(condition * EPSILON * 20);
      expect(conditionEstimate).toBeGreaterThan(condition / 1000);
      expect(conditionEstimate).toBeLessThan(condition * 1.001);
    })();
  });

  it(
    'reports equations that depend on each other up to rounding',
    inScope(() => {
      const a = normal(6, 9);
      for (let j = 0; j < 9; j++) a.data[5 * 9 + j] = at(a, 0, j) - 2 * at(a, 3, j);
      for (const singular of [a, transposed(a)]) {
        const [x, rhs] = [normal(singular.columns, 1), normal(singular.rows, 1)];
        expect(backend.leastSquares(x, singular, rhs).conditionEstimate).toBeGreaterThan(1e14);
      }
    }),
  );

  it(
    'reports a singular matrix and gives zero',
    inScope(() => {
      for (const [m, n] of [
        [4, 2],
        [2, 4],
        [3, 3],
      ] as const) {
        const [a, x] = [normal(m, n), normal(n, 1)];
        a.data.fill(0);
        expect(backend.leastSquares(x, a, normal(m, 1)).conditionEstimate).toBe(Number.POSITIVE_INFINITY);
        expect(x.data.every((value) => value === 0)).toBe(true);
      }
    }),
  );
});
