/**
 * Speed of the linear algebra and of the random numbers, best of several runs on one thread:
 *
 *     node --import tsx bench/linalg.ts [embedded | embedded-fma | auto | a library's path]
 */
import type { Backend } from '../src/linalg/backend.ts';
import type { Matrix } from '../src/linalg/matrix.ts';
import { openBackend } from '../src/linalg/select.ts';
import { openStream } from '../src/random/stream.ts';

const RUNS = 7;
const stream = openStream([1, 2], 0, 0);

function best(prepare: () => void, body: () => void): number {
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    prepare();
    const start = performance.now();
    body();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
  }
  return seconds;
}

function report(name: string, operations: number, prepare: () => void, body: () => void): void {
  const seconds = best(prepare, body);
  const milliseconds = (seconds * 1000).toFixed(2).padStart(9);
  console.log(
    `${name.padEnd(28)} ${milliseconds} ms ${(operations / seconds / 1e9).toFixed(1).padStart(7)} GFLOP/s`,
  );
}

function benchSquare(backend: Backend, n: number): void {
  const { workspace } = backend;
  const [a, b, c, factor] = [0, 1, 2, 3].map(() => workspace.matrix(n, n)) as [
    Matrix,
    Matrix,
    Matrix,
    Matrix,
  ];
  const [rhs, one, out] = [64, 1, 1].map((count) => workspace.matrix(n, count)) as [Matrix, Matrix, Matrix];
  const draw = (...matrices: Matrix[]) => {
    for (const matrix of matrices) stream.normals(matrix.data);
  };
  const nothing = () => {};
  draw(a, b);
  for (const transposeA of [false, true]) {
    for (const transposeB of [false, true]) {
      const name = `multiply ${n} ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
      report(name, 2 * n ** 3, nothing, () => backend.multiply(c, a, b, { transposeA, transposeB }));
    }
  }
  report(`gram ${n}`, n ** 3, nothing, () => backend.gram(c, a));
  for (let i = 0; i < n; i++) c.data[i * (n + 1)]! += 1;
  const restore = () => factor.data.set(c.data);
  report(`cholesky ${n}`, n ** 3 / 3, restore, () => backend.cholesky(factor));
  report(
    `choleskySolve ${n}, 64 rhs`,
    128 * n ** 2,
    () => draw(rhs),
    () => backend.choleskySolve(factor, rhs),
  );
  report(
    `choleskySolve ${n}, 1 rhs`,
    2 * n ** 2,
    () => draw(one),
    () => backend.choleskySolve(factor, one),
  );
  report(
    `multiply ${n} by a vector`,
    2 * n ** 2,
    () => draw(one),
    () => backend.multiply(out, a, one),
  );
  report(
    `eigenSymmetric ${n}`,
    9 * n ** 3,
    () => b.data.set(c.data),
    () => backend.eigenSymmetric(b, a),
  );
  report(
    `singularValues ${n}`,
    (8 / 3) * n ** 3,
    () => draw(a),
    () => backend.singularValues(a),
  );
}

function benchElementwise(backend: Backend): void {
  const matrix = backend.workspace.matrix(1000, 1000);
  for (const name of ['relu', 'tanh', 'erf', 'gelu', 'sin', 'cosh', 'asin', 'arcCosine'] as const) {
    const seconds = best(
      () => stream.uniforms(matrix.data),
      () => backend.apply(matrix, name),
    );
    reportEach(name, seconds, matrix.data.length);
  }
}

function reportEach(name: string, seconds: number, count: number): void {
  console.log(`${name.padEnd(28)} ${((seconds / count) * 1e9).toFixed(2).padStart(9)} ns each`);
}

function benchLeastSquares(backend: Backend, m: number, n: number): void {
  const { workspace } = backend;
  const [a, rhs, x] = [workspace.matrix(m, n), workspace.matrix(m, 1), workspace.matrix(n, 1)];
  const [long, short] = [Math.max(m, n), Math.min(m, n)];
  const operations = 2 * short ** 2 * (long - short / 3);
  const draw = () => {
    stream.normals(a.data);
    stream.normals(rhs.data);
  };
  report(`leastSquares ${m}×${n}`, operations, draw, () => backend.leastSquares(x, a, rhs));
}

const backend = openBackend(process.argv[2] ?? 'embedded');
console.log(backend.name);
for (const n of [100, 300, 1000]) backend.workspace.scope(() => benchSquare(backend, n));
for (const [m, n] of [
  [1000, 500],
  [500, 1000],
  [1000, 1000],
] as const) {
  backend.workspace.scope(() => benchLeastSquares(backend, m, n));
}
backend.workspace.scope(() => benchElementwise(backend));
const numbers = new Float64Array(1e6);
for (const kind of ['normals', 'uniforms', 'signs'] as const) {
  const seconds = best(
    () => {},
    () => stream[kind](numbers),
  );
  reportEach(kind, seconds, numbers.length);
}
