/** Matrices and the slow, obvious operations that the backends are held against. */
import { beforeEach, describe } from 'vitest';
import type { Backend } from '../../src/linalg/backend.ts';
import { openBlas } from '../../src/linalg/blas.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import type { Matrix } from '../../src/linalg/matrix.ts';
import { openStream } from '../../src/random/stream.ts';

export const EPSILON: number = 2 ** -52;

/** A backend, with ways to make matrices in its workspace. */
export type Tools = ReturnType<typeof toolsFor>;

/** Describe an operation on every backend; its tests are skipped by name where the machine has no BLAS. */
export function describeBackends(operation: string, body: (tools: Tools) => void): void {
  const blas = openBlas();
  const backends = [
    ['embedded', openEmbedded()],
    ['embedded-fma', openEmbedded({ build: 'fma' })],
    ['system BLAS', 'backend' in blas ? blas.backend : undefined],
  ] as const;
  describe.each(backends)(`${operation}, %s`, (_kind, backend) => {
    beforeEach((context) => {
      if (!backend) context.skip('no BLAS was found on this machine');
    });
    body(toolsFor(backend as Backend));
  });
}

function toolsFor(backend: Backend) {
  let draws = 0;

  /** A fresh matrix of standard normals; the same ones in each run of a test file. */
  const normal = (rows: number, columns: number): Matrix => {
    const matrix = backend.workspace.matrix(rows, columns);
    openStream([1, 2], draws++, 0).normals(matrix.data);
    return matrix;
  };

  const copy = (source: Matrix): Matrix => {
    const matrix = backend.workspace.matrix(source.rows, source.columns);
    matrix.data.set(source.data);
    return matrix;
  };

  const transposed = (a: Matrix): Matrix => {
    const result = backend.workspace.matrix(a.columns, a.rows);
    for (let i = 0; i < a.rows; i++) {
      for (let j = 0; j < a.columns; j++) result.data[j * a.rows + i] = at(a, i, j);
    }
    return result;
  };

  /** a·b by three loops. */
  const product = (a: Matrix, b: Matrix): Matrix => {
    const result = backend.workspace.matrix(a.rows, b.columns);
    result.data.fill(0);
    for (let i = 0; i < a.rows; i++) {
      for (let k = 0; k < a.columns; k++) {
        const factor = at(a, i, k);
        for (let j = 0; j < b.columns; j++) result.data[i * b.columns + j]! += factor * at(b, k, j);
      }
    }
    return result;
  };

  /** The identity with `value` for 1. */
  const identity = (order: number, value = 1): Matrix => {
    const matrix = backend.workspace.matrix(order, order);
    matrix.data.fill(0);
    for (let i = 0; i < order; i++) matrix.data[i * (order + 1)] = value;
    return matrix;
  };

  /** A test whose matrices are freed at its end. */
  const inScope = (body: () => void) => () => backend.workspace.scope(body);

  return { backend, normal, copy, transposed, product, identity, inScope };
}

export function at(matrix: Matrix, row: number, column: number): number {
  return matrix.data[row * matrix.columns + column]!;
}

/** The largest absolute difference of entries. */
export function distance(a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.columns !== b.columns) return Number.POSITIVE_INFINITY;
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i]!)), 0);
}

export function norm(a: Matrix): number {
  return Math.sqrt(a.data.reduce((sum, value) => sum + value * value, 0));
}

/** Make the rows of `q` orthonormal, by Gram and Schmidt done twice. */
export function orthonormaliseRows(q: Matrix): Matrix {
  const rows = Array.from({ length: q.rows }, (_, i) => q.data.subarray(i * q.columns, (i + 1) * q.columns));
  rows.forEach((row, i) => {
    for (const earlier of [...rows.slice(0, i), ...rows.slice(0, i)]) {
      const overlap = row.reduce((sum, value, k) => sum + value * earlier[k]!, 0);
      for (let k = 0; k < q.columns; k++) row[k]! -= overlap * earlier[k]!;
    }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    for (let k = 0; k < q.columns; k++) row[k]! /= length;
  });
  return q;
}
