import { InputError } from '../errors.ts';
import type { Kernels } from './kernels.ts';
import type { Matrix } from './matrix.ts';

/** A stack of matrices in one memory, which grows as needed (to 4 GiB) and never shrinks. */
export interface Workspace {
  /** A new matrix on top of the stack; its contents are unspecified. */
  matrix(rows: number, columns: number): Matrix;
  /** Everything that `body` allocates is freed when it returns; not for asynchronous bodies. */
  scope<T>(body: () => T): T;
  /**
   * Ensure that this many bytes can be allocated beyond what is.
   * @throws {InputError} when they cannot, with the size and the way out
   */
  reserve(bytes: number): void;
}

/** The stack of matrices in the memory of `kernels`. */
export function createWorkspace(kernels: Kernels): Workspace {
  return {
    matrix(rows, columns) {
      if (!isSize(rows) || !isSize(columns)) {
        throw new InputError(`a matrix of ${rows}×${columns}: both sizes must be integers, at least 1`);
      }
      const pointer = kernels.allocate(rows * columns) >>> 0;
      const data = new Float64Array(kernels.memory.buffer, pointer, rows * columns);
      return { rows, columns, data, pointer };
    },
    scope(body) {
      const place = kernels.mark();
      try {
        return body();
      } finally {
        kernels.release(place);
      }
    },
    reserve(bytes) {
      kernels.reserve(bytes);
    },
  };
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value < 2 ** 31;
}
