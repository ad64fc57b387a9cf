import { all, type BigNumber, create } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { chiSquares } from '../../src/random/chiSquared.ts';
import { openStream } from '../../src/random/stream.ts';
import { startPass, takeRows } from '../../src/solvers/bidiagonal.ts';
import { big } from '../helpers/exact.ts';
import { generator, logUniform, relativeError } from '../helpers/random.ts';

const math = create(all!, { number: 'BigNumber', precision: 90 });

/** Squares of the entries, row by row from the first; the last superdiagonal may be 0. */
interface Squares {
  readonly diagonal: readonly number[];
  readonly superdiagonal: readonly number[];
}

function pass({ diagonal, superdiagonal }: Squares, shift: number) {
  const state = startPass(shift);
  takeRows(state, Float64Array.from(diagonal.toReversed()), Float64Array.from(superdiagonal.toReversed()));
  return [state.intercept, state.fitted, shift * shift * state.slope, state.residual];
}

/** The same by a dense inverse of BBᵀ + s in 90 digits: |β − w|², tr BBᵀ(BBᵀ+s)⁻², |B(β − w)|², s² tr (BBᵀ+s)⁻². */
function dense({ diagonal, superdiagonal }: Squares, shift: number) {
  const zero = big(0);
  const s = big(shift);
  const m = diagonal.length;
  const a = diagonal.map((square) => big(square).sqrt());
  const b = superdiagonal.map((square) => big(square).sqrt());
  const gram = a.map((_, i) =>
    a.map((_, j) => {
      if (i === j) return a[i]!.mul(a[i]!).add(b[i]!.mul(b[i]!)).add(s);
      return Math.abs(i - j) === 1 ? b[Math.min(i, j)]!.mul(a[Math.max(i, j)]!) : zero;
    }),
  );
  const inverse = (math.inv(math.matrix(gram)) as unknown as { toArray(): BigNumber[][] }).toArray();
  // Row j of BᵀN⁻¹.
  const back = Array.from({ length: m + 1 }, (_, j) =>
    a.map((_, k) => {
      const here = j < m ? a[j]!.mul(inverse[j]![k]!) : zero;
      return j > 0 ? here.add(b[j - 1]!.mul(inverse[j - 1]![k]!)) : here;
    }),
  );
  const unfitted = back.map((row, j) => big(j === 0 ? 1 : 0).sub(row[0]!.mul(a[0]!)));
  const residual = a.map((x, i) => x.mul(unfitted[i]!).add(b[i]!.mul(unfitted[i + 1]!)));
  const norm = (values: readonly BigNumber[]) => values.reduce((sum, x) => sum.add(x.mul(x)), zero);
  const [risk, fitted, train, trace] = [unfitted, back.flat(), residual, inverse.flat()].map(norm);
  return [risk!, fitted!, train!, trace!.mul(s).mul(s)].map((value) => value.toNumber());
}

describe('a pass over bidiagonal rows', () => {
  const next = generator(5);
  const log = logUniform(next);
  const squares = (rows: number, low: number, high: number) =>
    Array.from({ length: rows }, () => log(low, high));

  it.each([
    ['even', 12, 0.5, 2],
    ['uneven', 12, 1e-6, 1e6],
    ['of one row', 1, 0.1, 10],
    ['of two rows', 2, 1e-3, 1e3],
  ] as const)('has the digits of 90-digit arithmetic: rows %s', (_, rows, low, high) => {
    for (let round = 0; round < 2; round++) {
      const diagonal = squares(rows, low, high);
      for (const last of [0, 1e-12 * high, log(low, high)]) {
        const superdiagonal = [...squares(rows - 1, low, high), last];
        for (const shift of [0, 1e-14, 1e-6, 1e-2, 1, 1e3, 1e12]) {
          const got = pass({ diagonal, superdiagonal }, shift);
          const want = dense({ diagonal, superdiagonal }, shift);
          // The trace of the fit is rounded relative to tr (BBᵀ+s)⁻¹.
          const inverse = want[1]! + (shift > 0 ? want[3]! / shift : 0);
          got.forEach((value, i) => {
            const scale = i === 1 ? inverse : want[i]!;
            if (want[i]! < 1e-60) expect(value).toBe(0);
            else expect(Math.abs(value - want[i]!), `${i} at ${shift}, ${last}`).toBeLessThan(2e-14 * scale);
          });
        }
      }
    }
  });

  it('is that of 90 digits at negative shifts, and NaN where BBᵀ + s is not positive definite', () => {
    const diagonal = squares(12, 1, 4);
    const superdiagonal = squares(12, 0.01, 0.2);
    for (const shift of [-0.05, -0.2]) {
      const want = dense({ diagonal, superdiagonal }, shift);
      pass({ diagonal, superdiagonal }, shift).forEach((value, i) => {
        expect(relativeError(value, want[i]!), `${i} at ${shift}`).toBeLessThan(1e-11);
      });
    }
    for (const shift of [-1, -4, -100]) {
      expect(pass({ diagonal, superdiagonal }, shift).every(Number.isNaN), `${shift}`).toBe(true);
    }
  });

  it.each([
    [20, 20],
    [21, 20],
    [20, 21],
    [20, 23],
  ])('has 12 digits for the entries of a Gaussian matrix near the threshold: %i × %i', (n, p) => {
    const stream = openStream([1, n], 0, p);
    const [diagonal, superdiagonal] = [n - Math.min(n, p) + 1, p - Math.min(n, p)].map((degrees) => {
      const ascending = new Float64Array(Math.min(n, p));
      chiSquares(stream, ascending, degrees);
      return [...ascending].toReversed();
    }) as [number[], number[]];
    for (const ridge of [0, 1e-6, 1e-2, 1, 1e6]) {
      const want = dense({ diagonal, superdiagonal }, n * ridge);
      pass({ diagonal, superdiagonal }, n * ridge).forEach((value, i) => {
        if (want[i]! < 1e-60) expect(value).toBe(0);
        else expect(relativeError(value, want[i]!), `${i} at ${ridge}`).toBeLessThan(1e-12);
      });
    }
  });

  it.each([
    [300, 1],
    [300, 0],
  ])('is the dense fit of many rows: %i, last superdiagonal %d', (rows, last) => {
    // As for as many samples as rows and twice as many parameters, or the reverse.
    const few = Array.from({ length: rows }, (_, i) => (rows - i) * log(0.8, 1.25));
    const many = Array.from({ length: rows }, (_, i) => (2 * rows - i) * log(0.9, 1.1));
    const [diagonal, above] = last === 0 ? [many, few] : [few, many];
    const superdiagonal = above.with(-1, last);
    for (const shift of [0, 1e-4, 1, 300, 3e8]) {
      const want = denseDouble({ diagonal, superdiagonal }, shift);
      pass({ diagonal, superdiagonal }, shift).forEach((value, i) => {
        // What is fitted nearly exactly leaves a difference of rounding in the dense fit.
        expect(Math.abs(value - want[i]!), `${i} at ${shift}`).toBeLessThan(1e-10 * want[i]! + 1e-13);
      });
    }
  });

  it('does not notice how the rows are split', () => {
    const [diagonal, superdiagonal] = [squares(9, 0.1, 10), squares(9, 0.1, 10)].map((x) =>
      Float64Array.from(x),
    );
    const [whole, split] = [startPass(0.3), startPass(0.3)];
    takeRows(whole, diagonal!, superdiagonal!);
    for (const [from, to] of [
      [0, 4],
      [4, 4],
      [4, 9],
    ]) {
      takeRows(split, diagonal!.subarray(from, to), superdiagonal!.subarray(from, to));
    }
    expect(split).toEqual(whole);
  });
});

/** The same at large sizes by Cholesky. */
function denseDouble({ diagonal, superdiagonal }: Squares, shift: number): number[] {
  const backend = openEmbedded();
  const { workspace } = backend;
  const m = diagonal.length;
  const b = workspace.matrix(m, m + 1);
  const [gram, inverse, back] = [workspace.matrix(m, m), workspace.matrix(m, m), workspace.matrix(m + 1, m)];
  b.data.fill(0);
  inverse.data.fill(0);
  for (let i = 0; i < m; i++) {
    b.data[i * (m + 1) + i] = Math.sqrt(diagonal[i]!);
    b.data[i * (m + 1) + i + 1] = Math.sqrt(superdiagonal[i]!);
    inverse.data[i * (m + 1)] = 1;
  }
  backend.gram(gram, b);
  for (let i = 0; i < m; i++) gram.data[i * (m + 1)]! += shift;
  expect(backend.cholesky(gram)).toBe(true);
  backend.choleskySolve(gram, inverse);
  backend.multiply(back, b, inverse, { transposeA: true });
  const unfitted = workspace.matrix(m + 1, 1);
  for (let j = 0; j <= m; j++) unfitted.data[j] = (j === 0 ? 1 : 0) - back.data[j * m]! * b.data[0]!;
  const residual = workspace.matrix(m, 1);
  backend.multiply(residual, b, unfitted);
  const norm = ({ data }: { data: Float64Array }) => data.reduce((sum, x) => sum + x * x, 0);
  return [norm(unfitted), norm(back), norm(residual), norm(inverse) * shift * shift];
}
