/** How far workers are in trials that take long: operations counted as they are done, in memory that the threads share. */
import type { Backend } from '../linalg/backend.ts';

/** A shared count holds up to 2³¹ of this many operations. */
const unit = 2 ** 20;

/** Operations of unfinished tasks, one count a worker, after the number of workers that have one. */
export type Progress = Int32Array<SharedArrayBuffer>;

export function createProgress(workers: number): Progress {
  return new Int32Array(new SharedArrayBuffer(4 * (1 + workers)));
}

/** Of all workers. */
export function unfinishedOperations(progress: Progress): number {
  let units = 0;
  for (let slot = 1; slot < progress.length; slot++) units += Atomics.load(progress, slot);
  return units * unit;
}

/** For one worker: says how many operations of its task are done. */
export function openReport(progress: Progress): (operations: number) => void {
  const slot = 1 + (Atomics.add(progress, 0, 1) % (progress.length - 1));
  return (operations) => {
    Atomics.store(progress, slot, Math.floor(operations / unit));
  };
}

/** The backend for one trial of at most so many operations, saying after each of them how many are done. */
export function metered(backend: Backend, most: number, report: (operations: number) => void): Backend {
  let done = 0;
  const count = (operations: number) => {
    done = Math.min(most, done + operations);
    report(done);
  };
  return {
    ...backend,
    multiply(out, a, b, options) {
      backend.multiply(out, a, b, options);
      count(2 * out.data.length * (options?.transposeA ? a.rows : a.columns));
    },
    gram(out, a, options) {
      backend.gram(out, a, options);
      count(out.rows * a.data.length);
    },
    cholesky(a) {
      const found = backend.cholesky(a);
      count(a.rows ** 3 / 3);
      return found;
    },
    choleskySolve(l, rhs) {
      backend.choleskySolve(l, rhs);
      count(2 * l.rows * rhs.data.length);
    },
    solveTriangular(l, rhs, options) {
      backend.solveTriangular(l, rhs, options);
      count(rhs.rows * rhs.data.length);
    },
  };
}
