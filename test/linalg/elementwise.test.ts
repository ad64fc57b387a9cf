import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Elementwise, ElementwiseName } from '../../src/linalg/elementwise.ts';
import { erf, normalCdf } from '../../src/numerics/erf.ts';
import { describeBackends, EPSILON } from './samples.ts';

const reference: Record<string, [number, number][]> = JSON.parse(
  readFileSync(new URL('../reference/elementwise.json', import.meta.url), 'utf8'),
);

/** The functions one by one, by other methods; and the largest arguments at which to compare. */
const known: readonly [ElementwiseName, (x: number) => number, number[]][] = [
  ['tanh', Math.tanh, [1e-300, 1e-3, 0.1, 1, 20]],
  ['erf', erf, [1e-300, 1e-3, 0.1, 1, 7]],
  ['gelu', (x) => x * normalCdf(x), [1, 7]],
  ['sin', Math.sin, [1e-300, 1e-3, 1, 10, 9e5]],
  ['cos', Math.cos, [1e-3, 1, 10, 9e5]],
  ['sinh', Math.sinh, [1e-300, 1e-3, 0.1, 1, 40]],
  ['cosh', Math.cosh, [1e-3, 0.1, 1, 40]],
  ['asin', Math.asin, [1e-300, 1e-3, 0.1, 1]],
];
const relative = new Set<ElementwiseName>(['tanh', 'erf', 'sinh', 'cosh', 'asin']);

describeBackends('apply', ({ backend, normal, inScope }) => {
  const applied = (xs: readonly number[], ...elementwise: Elementwise): number[] =>
    backend.workspace.scope(() => {
      const matrix = backend.workspace.matrix(1, xs.length);
      matrix.data.set(xs);
      backend.apply(matrix, ...elementwise);
      return [...matrix.data];
    });

  it.each(Object.entries(reference))('%s has the reference values', (name, rows) => {
    const values = applied(
      rows.map(([x]) => x),
      name as ElementwiseName,
    );
    rows.forEach(([x, want], i) => {
      expect(Math.abs(values[i]! - want) / Math.max(1, Math.abs(want)), `${x}`).toBeLessThan(4e-16);
    });
  });

  it.each(known)('%s is the function on random arguments', (name, want, sizes) => {
    inScope(() => {
      for (const size of sizes) {
        const x = normal(1, 3001);
        for (let i = 0; i < x.data.length; i++) x.data[i] = size * (2 * normalCdf(x.data[i]!) - 1);
        const units = applied([...x.data], name).map((value, i) => {
          const exact = want(x.data[i]!);
          const scale = relative.has(name) ? Math.abs(exact) : Math.max(1, Math.abs(exact));
          return Math.max(0, Math.abs(value - exact) - Number.MIN_VALUE) / (EPSILON * scale || 1);
        });
        expect(Math.max(...units), `up to ${size}`).toBeLessThan(4.1); // the other method rounds as well
      }
    })();
  });

  const edges = [0, -0, 5e-324, -5e-324, 1e-310, 1, -1, 1e5, -1e5, 1e300, -1e300, Infinity, -Infinity];

  it('relu, leaky relu and sign are exact', () => {
    const same = (a: number[], b: number[]) => a.every((value, i) => value === b[i]);
    expect(applied(edges, 'relu').every((value, i) => Object.is(value, Math.max(edges[i]!, 0)))).toBe(true);
    expect(
      same(
        applied(edges, 'leakyRelu', 0.01),
        edges.map((x) => (x > 0 ? x : 0.01 * x)),
      ),
    ).toBe(true);
    expect(same(applied(edges, 'leakyRelu', 1), edges)).toBe(true);
    expect(same(applied(edges, 'sign'), edges.map(Math.sign))).toBe(true);
  });

  it('bounded functions saturate, and asin takes what exceeds 1 as 1', () => {
    const far = [6.5, 20, 1e300, Infinity];
    expect(applied(far, 'erf')).toEqual([1, 1, 1, 1]);
    expect(applied([20, 21, ...far.slice(2)], 'tanh')).toEqual([1, 1, 1, 1]);
    expect(applied([-20, -1e300, -Infinity], 'tanh')).toEqual([-1, -1, -1]);
    expect(applied([1 + 1e-15, -1 - 1e-15, 1], 'asin')).toEqual([Math.PI / 2, -Math.PI / 2, Math.PI / 2]);
    expect(applied([1 + 1e-15, -1 - 1e-15], 'arcCosine', 0)).toEqual([0.5, 0]);
    for (const name of ['sinh', 'cosh'] as const)
      expect(applied([710, 1e300], name)).toEqual([Infinity, Infinity]);
  });

  it('arcCosine with a slope is the kernel of the leaky relu', () => {
    // σ(x) = (1 − a)relu(x) + a·x and E relu(u)v = x/2; at slope −1, σ = |x|.
    const xs = [-1, -0.9, -0.3, 0, 1e-5, 0.5, 0.75, 1];
    const relu = applied(xs, 'arcCosine', 0);
    for (const a of [0.01, 0.5, 1, -1]) {
      applied(xs, 'arcCosine', a).forEach((value, i) => {
        const x = xs[i]!;
        expect(value).toBeCloseTo((1 - a) ** 2 * relu[i]! + a * x, 15);
      });
    }
  });

  it('what is not a number stays so, and entries do not depend on their neighbours', () => {
    for (const name of [...known.map(([each]) => each), 'relu', 'leakyRelu', 'arcCosine'] as const) {
      const xs = [0.3, Number.NaN, -0.7, 0.3, -0.7];
      const values = applied(xs, name, 0.1);
      expect(values[1], name).toBeNaN();
      expect([values[0], values[2]], name).toEqual([values[3], values[4]]);
    }
  });
});
