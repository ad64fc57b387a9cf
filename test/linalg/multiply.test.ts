import { expect, it } from 'vitest';
import { describeBackends, distance, EPSILON } from './samples.ts';

describeBackends('multiply', ({ backend, normal, product, transposed, copy, identity, inScope }) => {
  const shapes = [1, 3, 63, 65, 257].flatMap((m) => [
    [m, 65, 3] as const,
    [3, m, 65] as const,
    [65, 3, m] as const,
    [m, m, m] as const,
  ]);
  const tall = [
    [5, 7, 1100],
    [2055, 3, 9],
    [3, 2055, 9],
  ] as const;

  it.each([...shapes, ...tall])('%i×%i from inner %i, in all transpositions', (m, n, k) => {
    inScope(() => {
      const [a, b, out] = [normal(m, k), normal(k, n), normal(m, n)];
      const expected = product(a, b);
      const [at, bt] = [transposed(a), transposed(b)];
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          backend.multiply(out, transposeA ? at : a, transposeB ? bt : b, { transposeA, transposeB });
          expect(distance(out, expected)).toBeLessThan(4 * EPSILON * (k + 8));
        }
      }
    })();
  });

  it.each([
    [6, 5],
    [6, 1],
    [1, 5],
  ])('adds alpha times the product to beta times out (%i×%i)', (m, n) => {
    inScope(() => {
      const [a, b, before] = [normal(m, 4), normal(4, n), normal(m, n)];
      const [exact, out] = [product(a, b), copy(before)];
      backend.multiply(out, a, b, { alpha: -2, beta: 3 });
      const expected = copy(before);
      expected.data.forEach((value, i) => {
        expected.data[i] = 3 * value - 2 * exact.data[i]!;
      });
      expect(distance(out, expected)).toBeLessThan(1e-14);
    })();
  });

  it(
    'with beta zero overwrites even what is not a number',
    inScope(() => {
      const out = normal(3, 3);
      out.data.fill(Number.NaN);
      backend.multiply(out, identity(3), identity(3));
      expect(distance(out, identity(3))).toBe(0);
    }),
  );

  it(
    'refuses shapes that do not fit',
    inScope(() => {
      expect(() => backend.multiply(normal(2, 2), normal(2, 3), normal(2, 3))).toThrow('2×2, 2×3, 2×3');
    }),
  );
});

describeBackends('gram', ({ backend, normal, product, transposed, inScope }) => {
  it.each([
    [1, 9],
    [3, 65],
    [65, 3],
    [257, 63],
    [63, 257],
    [64, 1],
  ])('of %i×%i, both triangles', (m, n) => {
    inScope(() => {
      const a = normal(m, n);
      const at = transposed(a);
      const [outer, inner] = [normal(m, m), normal(n, n)];
      backend.gram(outer, a, { alpha: 2 });
      backend.gram(inner, a, { transpose: true });
      const [aat, ata] = [product(a, at), product(at, a)];
      outer.data.forEach((value, i) => {
        outer.data[i] = value / 2;
      });
      expect(distance(outer, aat)).toBeLessThan(4 * EPSILON * (2 * n + 8));
      expect(distance(inner, ata)).toBeLessThan(4 * EPSILON * (2 * m + 8));
      expect(distance(inner, transposed(inner))).toBe(0);
    })();
  });
});
