/** The compiled kernels of kernels/*.ts: one module a thread, one instance a workspace. */
import { readFileSync } from 'node:fs';
import { InputError } from '../errors.ts';

/** What is used of the global of that name: TypeScript declares it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Fills `count` doubles at address `out` from word `position` of a stream on; returns the position after it. */
export type Filler = (
  key0: number,
  key1: number,
  role: number,
  trial: number,
  position: number,
  out: number,
  count: number,
) => number;

/** Exports of kernels/index.ts. Addresses are in bytes, as signed 32-bit integers where they are returned. */
export interface Kernels {
  /** Its buffer is shared: growing leaves the views of it valid. */
  readonly memory: { readonly buffer: SharedArrayBuffer };
  reserve(bytes: number): void;
  allocate(count: number): number;
  mark(): number;
  release(place: number): void;
  mirror(n: number, a: number): void;
  multiply(
    transposeA: boolean,
    transposeB: boolean,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: number,
    b: number,
    beta: number,
    c: number,
  ): void;
  gram(transpose: boolean, n: number, k: number, alpha: number, a: number, c: number): void;
  /** 1 on success, 0 when not positive definite. */
  cholesky(n: number, a: number): number;
  choleskySolve(n: number, m: number, l: number, x: number): void;
  /** Returns max|R_ii| / min|R_ii|, infinite when there is no solution. */
  leastSquares(m: number, n: number, k: number, a: number, b: number, x: number): number;
  /** 1 on success, 0 when an eigenvalue did not converge. */
  eigenSymmetric(n: number, a: number, values: number, vectors: number): number;
  readonly normals: Filler;
  readonly uniforms: Filler;
  readonly signs: Filler;
}

let module: object | undefined;

/** A new instance with a memory of its own. */
export function instantiateKernels(): Kernels {
  module ??= new WebAssembly.Module(readFileSync(new URL('./kernels.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, { env: { outOfMemory } }).exports as Kernels;
}

function outOfMemory(bytes: number): never {
  throw new InputError(
    `${(bytes / 2 ** 30).toFixed(2)} GiB more cannot be allocated: the matrices of one worker share at most 4 GiB ` +
      '(and what the machine has free); choose smaller sizes or fewer workers',
  );
}
