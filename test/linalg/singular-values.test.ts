import { expect, it } from 'vitest';
import { describeBackends, EPSILON, norm, orthonormaliseRows } from './samples.ts';

describeBackends('singularValues', ({ backend, normal, product, transposed, identity, inScope }) => {
  const shapes = [
    [1, 1],
    [1, 3],
    [3, 1],
    [2, 2],
    [63, 63],
    [65, 63],
    [63, 65],
    [257, 65],
    [65, 257],
    [257, 257],
  ] as const;

  /** uᵀ·diag(values)·v with orthonormal rows of u and v. */
  const withValues = (m: number, n: number, values: readonly number[]) => {
    const [u, v] = [
      orthonormaliseRows(normal(values.length, m)),
      orthonormaliseRows(normal(values.length, n)),
    ];
    for (let i = 0; i < v.data.length; i++) v.data[i]! *= values[Math.floor(i / n)]!;
    return product(transposed(u), v);
  };

  const expectValues = (values: Float64Array, want: readonly number[], tolerance: number) => {
    expect(values).toHaveLength(want.length);
    const error = values.reduce((most, value, i) => Math.max(most, Math.abs(value - want[i]!)), 0);
    expect(error).toBeLessThanOrEqual(tolerance * want[0]!);
    expect(values).toEqual(values.slice().sort().reverse());
  };

  it.each(shapes)('are the roots of the eigenvalues of the Gram matrix, %i×%i', (m, n) => {
    inScope(() => {
      const a = normal(m, n);
      const rank = Math.min(m, n);
      const gram = backend.workspace.matrix(rank, rank);
      backend.gram(gram, a, { transpose: n < m });
      const eigenvalues = [...backend.eigenSymmetric(gram, normal(rank, rank))].reverse();
      const size = norm(a);
      const values = backend.singularValues(a);
      const squares = values.map((value) => value ** 2);
      expectValues(squares, eigenvalues, 20 * Math.sqrt(m * n) * EPSILON);
      expect(Math.abs(norm({ ...a, data: values }) / size - 1)).toBeLessThan(2 * Math.sqrt(m * n) * EPSILON);
    })();
  });

  it.each(shapes)('are those that the matrix was made with, also when graded, %i×%i', (m, n) => {
    inScope(() => {
      const rank = Math.min(m, n, 65);
      const graded = Array.from({ length: rank }, (_, i) => 10 ** ((-12 * i) / rank));
      const zeros = Array(Math.min(m, n) - rank).fill(0);
      expectValues(
        backend.singularValues(withValues(m, n, graded)),
        [...graded, ...zeros],
        10 * EPSILON * Math.sqrt(rank),
      );
    })();
  });

  it(
    'of a matrix of low rank are zero up to rounding beyond it',
    inScope(() => {
      for (const [m, n] of [
        [90, 40],
        [40, 90],
        [70, 70],
      ] as const) {
        const want = [3, 2, 1, ...Array(Math.min(m, n) - 3).fill(0)];
        expectValues(backend.singularValues(withValues(m, n, [3, 2, 1])), want, 20 * EPSILON);
      }
    }),
  );

  it(
    'of the Hilbert matrix of order 8 are known',
    inScope(() => {
      const a = normal(8, 8);
      a.data.forEach((_, i) => {
        a.data[i] = 1 / (Math.floor(i / 8) + (i % 8) + 1);
      });
      // mpmath: mp.svd_r(mp.hilbert(8), compute_uv=False)
      const known = [
        1.6959389969219494, 0.2981252113169307, 0.02621284357811905, 0.0014676881177418672,
        5.436943369749942e-5, 1.2943320918728114e-6, 1.7988737458175767e-8, 1.1115389663724424e-10,
      ];
      expectValues(backend.singularValues(a), known, 4 * EPSILON);
    }),
  );

  it(
    'of the bidiagonal matrix of ones are 2cos(πk/(2n + 1))',
    inScope(() => {
      const n = 101;
      const a = identity(n);
      for (let i = 1; i < n; i++) a.data[(i - 1) * n + i] = 1;
      const want = Array.from({ length: n }, (_, k) => 2 * Math.cos((Math.PI * (k + 1)) / (2 * n + 1)));
      expectValues(backend.singularValues(a), want, 4 * EPSILON);
    }),
  );

  it(
    'of multiples of the identity are their sizes at any scale, of zero are zero',
    inScope(() => {
      for (const value of [0, 1, -3, 1e-130, 1e130]) {
        expectValues(
          backend.singularValues(identity(37, value)),
          Array(37).fill(Math.abs(value)),
          2 * EPSILON,
        );
      }
      const zero = normal(5, 9);
      zero.data.fill(0);
      expect([...backend.singularValues(zero)]).toEqual([0, 0, 0, 0, 0]);
    }),
  );

  it(
    'refuses a matrix that is not finite',
    inScope(() => {
      for (const bad of [Number.NaN, Infinity]) {
        for (const [m, n] of [
          [10, 10],
          [20, 10],
          [10, 20],
        ] as const) {
          const a = normal(m, n);
          a.data[33] = bad;
          expect(() => backend.singularValues(a)).toThrow('not finite');
        }
      }
    }),
  );
});
