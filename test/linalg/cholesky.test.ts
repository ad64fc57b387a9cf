import { expect, it } from 'vitest';
import { at, describeBackends, distance, EPSILON } from './samples.ts';

describeBackends('cholesky', ({ backend, normal, product, copy, identity, inScope }) => {
  const positive = (n: number) => {
    const [root, a] = [normal(n, n), normal(n, n)];
    backend.gram(a, root);
    for (let i = 0; i < n; i++) a.data[i * (n + 1)]! += 1;
    return a;
  };

  it.each([1, 3, 32, 33, 63, 65, 257, 530])('l·lᵀ = a and a solve undoes a product, order %i', (n) => {
    inScope(() => {
      const a = positive(n);
      const l = copy(a);
      expect(backend.cholesky(l)).toBe(true);
      for (let i = 0; i < n; i++) l.data.fill(0, i * n + i + 1, (i + 1) * n);
      const recomposed = normal(n, n);
      backend.gram(recomposed, l);
      expect(distance(recomposed, a)).toBeLessThan(20 * n * EPSILON * n);
      for (const count of n < 100 ? [1, 2, 257] : [1, 65]) {
        const rhs = normal(n, count);
        const x = copy(rhs);
        backend.choleskySolve(l, x);
        expect(distance(product(a, x), rhs)).toBeLessThan(40 * n * EPSILON * n);
      }
    })();
  });

  it(
    'reads the lower triangle only',
    inScope(() => {
      const a = positive(40);
      const marred = copy(a);
      for (let i = 0; i < 40; i++) marred.data.fill(Number.NaN, i * 40 + i + 1, (i + 1) * 40);
      expect(backend.cholesky(a) && backend.cholesky(marred)).toBe(true);
      for (let i = 0; i < 40; i++) {
        for (let j = 0; j <= i; j++) expect(at(marred, i, j)).toBe(at(a, i, j));
      }
    }),
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
