import { expect, it } from 'vitest';
import { describeBackends, distance, EPSILON } from './samples.ts';

describeBackends('eigenSymmetric', ({ backend, normal, product, transposed, copy, identity, inScope }) => {
  const symmetric = (n: number) => {
    const a = normal(n, n);
    const at = transposed(a);
    a.data.forEach((value, i) => {
      a.data[i] = value + at.data[i]!;
    });
    return a;
  };

  it.each([1, 2, 3, 33, 63, 65, 130, 257])('a = vᵀ·diag·v with orthonormal rows of v, order %i', (n) => {
    inScope(() => {
      const [a, v] = [symmetric(n), normal(n, n)];
      const values = backend.eigenSymmetric(copy(a), v);
      expect(values).toEqual(values.slice().sort());
      const scaled = copy(v);
      scaled.data.forEach((value, i) => {
        scaled.data[i] = value * values[Math.floor(i / n)]!;
      });
      expect(distance(product(transposed(v), scaled), a)).toBeLessThan(20 * n * EPSILON * Math.sqrt(n));
      expect(distance(product(v, transposed(v)), identity(n))).toBeLessThan(20 * n * EPSILON);
    })();
  });

  it(
    'finds the eigenvalues 2 − 2cos(πk/(n+1)) of the second difference',
    inScope(() => {
      const n = 100;
      const a = identity(n, 2);
      for (let i = 1; i < n; i++) a.data[i * n + i - 1] = a.data[(i - 1) * n + i] = -1;
      const values = backend.eigenSymmetric(a, normal(n, n));
      values.forEach((value, k) => {
        expect(value).toBeCloseTo(2 - 2 * Math.cos((Math.PI * (k + 1)) / (n + 1)), 13);
      });
    }),
  );

  it(
    'copes with equal eigenvalues and with zero',
    inScope(() => {
      for (const value of [0, 1, -3]) {
        const values = backend.eigenSymmetric(identity(50, value), normal(50, 50));
        expect([...values]).toEqual(Array(50).fill(value));
      }
    }),
  );

  it(
    'refuses a matrix that is not finite',
    inScope(() => {
      const a = symmetric(10);
      a.data[30] = Number.NaN;
      expect(() => backend.eigenSymmetric(a, normal(10, 10))).toThrow('not finite');
    }),
  );
});
