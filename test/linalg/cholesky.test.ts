import { expect, it } from 'vitest';
import { type Matrix, setLeading } from '../../src/linalg/matrix.ts';
import { describeBackends, distance, EPSILON } from './samples.ts';

describeBackends('cholesky', ({ backend, normal, product, copy, identity, inScope }) => {
  const positive = (n: number) => {
    const [root, a] = [normal(n, n), normal(n, n)];
    backend.gram(a, root);
    for (let i = 0; i < n; i++) a.data[i * (n + 1)]! += 1;
    return a;
  };

  const leading = (a: Matrix, order: number) => {
    const block = normal(order, order);
    setLeading(block, a);
    return block;
  };

  /** l·lᵀ of the triangle that the backend fills. */
  const recomposed = (l: Matrix) => {
    const n = l.rows;
    const products = [false, true].map((upper) => {
      const factor = copy(l);
      for (let i = 0; i < n; i++) {
        if (upper) factor.data.fill(0, i * n, i * n + i);
        else factor.data.fill(0, i * n + i + 1, (i + 1) * n);
      }
      const out = normal(n, n);
      backend.gram(out, factor, { transpose: upper });
      return out;
    });
    return products[backend.name.startsWith('embedded') ? 0 : 1]!;
  };

  it.each([1, 3, 32, 33, 63, 65, 257, 530])('l·lᵀ = a and a solve undoes a product, order %i', (n) => {
    inScope(() => {
      const a = positive(n);
      const l = copy(a);
      expect(backend.cholesky(l)).toBe(true);
      expect(distance(recomposed(l), a)).toBeLessThan(20 * n * EPSILON * n);
      for (const count of n < 100 ? [1, 2, 257] : [1, 65]) {
        const rhs = normal(n, count);
        const x = copy(rhs);
        backend.choleskySolve(l, x);
        expect(distance(product(a, x), rhs)).toBeLessThan(40 * n * EPSILON * n);
      }
    })();
  });

  it(
    'of a leading block is the leading block',
    inScope(() => {
      const a = positive(40);
      const [block, l] = [leading(a, 25), copy(a)];
      expect(backend.cholesky(block) && backend.cholesky(l)).toBe(true);
      const difference = distance(recomposed(leading(l, 25)), recomposed(block));
      expect(difference).toBeLessThan(1000 * EPSILON * 40);
    }),
  );

  it.each([
    [1, 1, 1],
    [40, 25, 3],
    [257, 257, 1],
    [257, 131, 70],
  ])(
    'solves with a leading block of its factor by halves: of %i the first %i, %i columns',
    (n, order, count) => {
      inScope(() => {
        const l = positive(n);
        const block = leading(l, order);
        expect(backend.cholesky(l) && backend.cholesky(block)).toBe(true);
        const rhs = normal(order, count);
        const [expected, x] = [copy(rhs), copy(rhs)];
        backend.choleskySolve(block, expected);
        backend.solveTriangular(l, x);
        // |l⁻¹·rhs|² = rhsᵀ(l·lᵀ)⁻¹rhs
        const sum = (a: Matrix, b: Matrix) =>
          a.data.reduce((total, entry, i) => total + entry * b.data[i]!, 0);
        expect(sum(x, x) / sum(rhs, expected)).toBeCloseTo(1, 11);
        backend.solveTriangular(l, x, { transpose: true });
        expect(distance(x, expected)).toBeLessThan(40 * order * EPSILON);
        expect(() => backend.solveTriangular(block, normal(order + 1, 1))).toThrow('solveTriangular');
      })();
    },
  );

  it.each([
    ['indefinite', -1],
    ['singular', 0],
    ['not a number', Number.NaN],
  ])('is false when %s', (_, entry) => {
    inScope(() => {
      for (const [n, place] of [
        [1, 0],
        [40, 39],
        [300, 170],
      ] as const) {
        const a = identity(n);
        a.data[place * (n + 1)] = entry;
        expect(backend.cholesky(a)).toBe(false);
      }
    })();
  });
});
