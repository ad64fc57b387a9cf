import { expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { rowsOf } from '../../src/linalg/matrix.ts';

const MEBIBYTE = 2 ** 20;

it('a scope gives back what its body allocated, also when the body throws', () => {
  const { workspace } = openEmbedded();
  const next = () => workspace.scope(() => workspace.matrix(1, 1).pointer);
  const before = next();
  const kept = workspace.matrix(3, 3);
  expect(kept.pointer).toBe(before);
  const after = next();
  expect(after).toBeGreaterThan(before);
  expect(workspace.scope(() => workspace.scope(() => workspace.matrix(100, 100).rows))).toBe(100);
  expect(() =>
    workspace.scope(() => {
      workspace.matrix(100, 100);
      throw new Error('stop');
    }),
  ).toThrow('stop');
  expect(next()).toBe(after);
});

it('matrices do not overlap and begin on cache lines', () => {
  const { workspace } = openEmbedded();
  const matrices = [1, 2, 3, 9, 1000].map((n) => workspace.matrix(n, 1));
  matrices.forEach((matrix, i) => {
    matrix.data.fill(i);
  });
  matrices.forEach((matrix, i) => {
    expect(matrix.pointer % 64).toBe(0);
    expect(matrix.data.every((value) => value === i)).toBe(true);
  });
});

it('matrices stay valid while the memory grows', () => {
  const { workspace } = openEmbedded();
  const early = workspace.matrix(2, 2);
  early.data.set([1, 2, 3, 4]);
  workspace.reserve(200 * MEBIBYTE);
  const late = workspace.matrix(1000, 1000);
  late.data.fill(7);
  expect([...early.data]).toEqual([1, 2, 3, 4]);
  early.data[0] = 5;
  const view = new Float64Array(late.data.buffer, early.pointer, 1);
  expect(view[0]).toBe(5);
});

it('kernels grow the memory for their own needs', () => {
  const backend = openEmbedded();
  const { workspace } = backend;
  const [a, out] = [workspace.matrix(300, 300), workspace.matrix(300, 300)];
  a.data.fill(1);
  backend.multiply(out, a, a);
  expect(out.data.every((value) => value === 300)).toBe(true);
});

it('works beyond 2 GiB, where addresses are negative as 32-bit integers', () => {
  const backend = openEmbedded();
  const { workspace } = backend;
  workspace.matrix(2 ** 14, 2 ** 14); // 2 GiB, never touched
  const [a, out] = [workspace.matrix(5, 5), workspace.matrix(5, 5)];
  expect(a.pointer).toBeGreaterThan(2 ** 31);
  a.data.fill(2);
  backend.multiply(out, a, a);
  expect(out.data.every((value) => value === 20)).toBe(true);
});

it('says what to do when the memory is not enough, and goes on working', () => {
  const { workspace } = openEmbedded();
  for (const demand of [
    () => workspace.reserve(5 * 2 ** 30),
    () => workspace.matrix(30000, 30000),
    () => workspace.matrix(2 ** 30, 2 ** 30),
    () => openEmbedded({ initialBytes: 4 * 2 ** 30 }),
  ]) {
    expect(demand).toThrow(InputError);
    expect(demand).toThrow(/GiB more cannot be allocated.*fewer workers/);
  }
  expect(workspace.matrix(2, 2).data).toHaveLength(4);
});

it.each([
  [0, 1],
  [1, -1],
  [1.5, 2],
  [Number.NaN, 1],
])('refuses a matrix of %d×%d', (rows, columns) => {
  expect(() => openEmbedded().workspace.matrix(rows, columns)).toThrow(InputError);
});

it('rows of a matrix share its storage', () => {
  const { workspace } = openEmbedded();
  const matrix = workspace.matrix(4, 3);
  matrix.data.forEach((_, i) => {
    matrix.data[i] = i;
  });
  const middle = rowsOf(matrix, 1, 3);
  expect([middle.rows, middle.columns, middle.pointer - matrix.pointer]).toEqual([2, 3, 24]);
  expect([...middle.data]).toEqual([3, 4, 5, 6, 7, 8]);
  middle.data[0] = -1;
  expect(matrix.data[3]).toBe(-1);
});
