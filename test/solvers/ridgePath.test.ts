import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/linalg/backend.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { columnSquares, copyColumns, type Matrix, rowsOf, setTransposed } from '../../src/linalg/matrix.ts';
import { openStream } from '../../src/random/stream.ts';
import { fitRidge, heldDesign } from '../../src/solvers/ridge.ts';
import { type DesignPath, fitRidgePath, type PathMember } from '../../src/solvers/ridgePath.ts';

const backend = openEmbedded();
const { workspace } = backend;
workspace.reserve(2 ** 27);

function normal(rows: number, columns: number, trial: number): Matrix {
  const matrix = workspace.matrix(rows, columns);
  openStream([3, 4], 0, trial).normals(matrix.data);
  return matrix;
}

/** Rows of independent entries, of ReLU features of half as many inputs as there are columns, or of columns of falling size. */
const designs: Readonly<Record<string, (rows: number, columns: number) => Matrix>> = {
  gaussian: (rows, columns) => normal(rows, columns, 1),
  relu: (rows, columns) => {
    const z = workspace.matrix(rows, columns);
    const inputs = Math.ceil(columns / 2);
    backend.multiply(z, normal(rows, inputs, 1), normal(columns, inputs, 2), { transposeB: true });
    backend.apply(z, 'relu');
    return z;
  },
  'power law': (rows, columns) => {
    const z = normal(rows, columns, 1);
    for (let i = 0; i < z.data.length; i++) z.data[i]! *= (1 + (i % columns)) ** -0.75;
    return z;
  },
  'rank deficient': (rows, columns) => {
    const z = workspace.matrix(rows, columns);
    const rank = Math.ceil(columns / 2);
    backend.multiply(z, normal(rows, rank, 1), normal(rank, columns, 2));
    return z;
  },
};

const m = 40;
/** Closely around m, m itself among them, then far apart. */
const counts = [5, 20, 30, 36, 39, 40, 41, 42, 44, 47, 50, 54, 58, 70, 90];

/** Three columns of y of each member's own around two in common. */
function pathOf(name: string, along: DesignPath['along'], shifts: readonly number[]) {
  const rows = designs[name]!(counts.at(-1)!, m);
  const shared = normal(along === 'parameters' ? m : counts.at(-1)!, 2, 3);
  const members = counts.map((count, i): PathMember => {
    const samples = along === 'parameters' ? m : count;
    const y = normal(samples, 5, 10 + i);
    copyColumns(y, 1, rowsOf(shared, 0, samples), 0, 2);
    return { count, y, shifts };
  });
  return { path: { along, rows, common: [1, 3] } as const, members };
}

function transposed(matrix: Matrix): Matrix {
  const out = workspace.matrix(matrix.columns, matrix.rows);
  setTransposed(out, matrix);
  return out;
}

/** Z of a member: samples × parameters. */
const designOf = ({ along, rows }: DesignPath, { count }: PathMember): Matrix =>
  along === 'parameters' ? transposed(rowsOf(rows, 0, count)) : rowsOf(rows, 0, count);

function alone(path: DesignPath, member: PathMember) {
  const z = designOf(path, member);
  const design = heldDesign(z.rows, z.columns, z.columns <= z.rows ? z : transposed(z));
  return fitRidge(backend, design, member.y, member.shifts);
}

/** A member's columns of what the path returns. */
function own(coefficients: Matrix, first: number, columns: number): Matrix {
  const out = workspace.matrix(coefficients.rows, columns);
  copyColumns(out, 0, coefficients, first, columns);
  return out;
}

const distance = (a: Matrix, b: Matrix): number =>
  Math.sqrt(a.data.reduce((sum, entry, i) => sum + (entry - b.data[i]!) ** 2, 0));
const norm = ({ data }: Matrix): number => Math.sqrt(data.reduce((sum, entry) => sum + entry * entry, 0));

describe.each(['parameters', 'samples'] as const)('a path along %s', (along) => {
  it.each(Object.keys(designs))('has the fits of its members: %s', (name) => {
    for (const shifts of [[0], [1e-2], [0, 3, 1e-12]]) {
      workspace.scope(() => {
        const { path, members } = pathOf(name, along, shifts);
        fitRidgePath(backend, path, members).forEach(({ coefficients, first, squares }, i) => {
          const member = members[i]!;
          const expected = alone(path, member);
          const found = own(coefficients, first, expected.coefficients.columns);
          const label = `${shifts}, count ${member.count}`;
          expect(distance(found, expected.coefficients), label).toBeLessThan(
            1e-9 * norm(expected.coefficients),
          );
          columnSquares(expected.residuals).forEach((sum, c) => {
            const square = sum / member.y.rows;
            expect(Math.abs(squares[c]! - square), label).toBeLessThan(1e-10 * square + 1e-22);
          });
        });
      });
    }
  });

  it('has them at negative shifts, too, and NaN for those members whose fits are', () => {
    workspace.scope(() => {
      const { path, members } = pathOf('gaussian', along, [-0.3, 0]);
      const lacking = fitRidgePath(backend, path, members).map(({ coefficients, first, squares }, i) => {
        const expected = alone(path, members[i]!).coefficients;
        const found = own(coefficients, first, expected.columns);
        const without = expected.data.map((entry) => (Number.isNaN(entry) ? 1 : 0));
        found.data.forEach((entry, c) => {
          const error = Math.abs(entry - expected.data[c]!);
          if (without[c] === 1) expect(entry).toBeNaN();
          else expect(error, `count ${members[i]!.count}`).toBeLessThan(1e-8 * Math.abs(entry) + 1e-8);
        });
        return squares.some(Number.isNaN);
      });
      // Those near the threshold.
      expect(lacking.filter(Boolean).length).toBeGreaterThan(3);
      expect(lacking.filter((each) => !each).length).toBeGreaterThan(3);
    });
  });

  it('fits each shift of members that do not have the same ones', () => {
    workspace.scope(() => {
      const { path, members } = pathOf('gaussian', along, [0]);
      const mixed = members.map((member, i) => ({
        ...member,
        shifts: [[0.1], [i, 0.1], [0.1, 0, i]][i % 3]!,
      }));
      fitRidgePath(backend, path, mixed).forEach(({ coefficients, first }, i) => {
        const expected = alone(path, mixed[i]!).coefficients;
        expect(distance(own(coefficients, first, expected.columns), expected)).toBeLessThan(
          1e-9 * norm(expected),
        );
      });
    });
  });

  it('of full rank keeps nine digits of the norms of QR and LQ on either side of the threshold', () => {
    for (const name of ['gaussian', 'relu', 'power law']) {
      workspace.scope(() => {
        const { path, members } = pathOf(name, along, [0]);
        fitRidgePath(backend, path, members).forEach(({ coefficients, first }, i) => {
          const { count, y } = members[i]!;
          const z = transposed(transposed(designOf(path, members[i]!)));
          const exact = workspace.matrix(z.columns, y.columns);
          backend.leastSquares(exact, z, y);
          const squares = columnSquares(coefficients, first, y.columns);
          columnSquares(exact).forEach((square, c) => {
            expect(Math.abs(squares[c]! / square - 1), `${name}, count ${count}`).toBeLessThan(1e-9);
          });
        });
      });
    }
  });
});

describe('the factors of a path', () => {
  /** The orders of the matrices that are factored. */
  function ordersOf(
    along: DesignPath['along'],
    range: readonly number[],
    shiftOf: (count: number) => number,
  ) {
    const orders: number[] = [];
    const counted: Backend = {
      ...backend,
      cholesky: (a) => {
        orders.push(a.rows);
        return backend.cholesky(a);
      },
    };
    workspace.scope(() => {
      const { path, members } = pathOf('gaussian', along, [0]);
      const some = members.filter(({ count }) => range.includes(count));
      fitRidgePath(
        counted,
        path,
        some.map((member) => ({ ...member, shifts: [shiftOf(member.count)] })),
      );
    });
    return orders;
  }

  it.each(['parameters', 'samples'] as const)('are shared by members of one shift: along %s', (along) => {
    for (const shift of [0, 0.1]) {
      expect(ordersOf(along, [5, 20, 30, 36], () => shift)).toEqual([36]);
      // Of the last, and of what the rows leave that the others lack.
      expect(ordersOf(along, [44, 47, 50, 54, 58], () => shift)).toEqual([m, 14]);
      expect(ordersOf(along, [44, 47, 58, 70, 90], () => shift)).toEqual([m, 3, m, m, m]);
    }
    expect(ordersOf(along, [20, 30, 44, 47, 50], (count) => count)).toEqual([20, 30, m, m, m]);
  });
});
