/** The compiled kernels of kernels/*.ts: one module a thread and build, one instance a workspace. */
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { InputError } from '../errors.ts';
import type { ElementwiseName } from './elementwise.ts';

/** What is used of the global of that name: TypeScript declares it for browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate: (bytes: Uint8Array) => boolean;
};

/** With each product and sum rounded, alike everywhere; or with fused multiply-add, as the machine has it. */
export type KernelBuild = 'plain' | 'fma';

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

/** Applies a function, which may have a parameter, to `count` doubles at address `x`. */
type Applier = (count: number, x: number, parameter: number) => void;

/** Exports of kernels/index.ts. Addresses are in bytes, as signed 32-bit integers where they are returned. */
export interface Kernels extends Readonly<Record<ElementwiseName, Applier>> {
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
  gram(transpose: boolean, n: number, k: number, alpha: number, a: number, beta: number, c: number): void;
  /** 1 on success, 0 when not positive definite. */
  cholesky(n: number, a: number): number;
  choleskySolve(n: number, m: number, l: number, x: number): void;
  solveTriangular(transpose: boolean, n: number, m: number, l: number, columns: number, x: number): void;
  /** Returns max|R_ii| / min|R_ii|, infinite when there is no solution. */
  leastSquares(m: number, n: number, k: number, a: number, b: number, x: number): number;
  /** 1 on success, 0 when an eigenvalue did not converge. */
  eigenSymmetric(n: number, a: number, values: number, vectors: number): number;
  /** 1 on success, 0 when a value is not finite. */
  singularValues(m: number, n: number, a: number, values: number): number;
  readonly normals: Filler;
  readonly uniforms: Filler;
  readonly signs: Filler;
}

/** For keys of stored results: numbered anew when the kernels round differently. */
export const kernelGeneration = 3;

const modules = new Map<KernelBuild, object>();

/**
 * A new instance with a memory of its own.
 * @throws {InputError} when the engine lacks what the build needs
 */
export function instantiateKernels(build: KernelBuild = 'plain'): Kernels {
  const module = modules.get(build) ?? compile(build);
  modules.set(build, module);
  try {
    return new WebAssembly.Instance(module, { env: { outOfMemory } }).exports as Kernels;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      `no address space for the matrices of one more worker (4 GiB are reserved for each): ${error.message}; choose fewer workers, or a higher limit of virtual memory`,
    );
  }
}

function compile(build: KernelBuild): object {
  const file = build === 'plain' ? './kernels.wasm' : './kernels-fma.wasm';
  const bytes = readFileSync(new URL(file, import.meta.url));
  // Before V8 11.4, relaxed SIMD was there but behind a flag.
  if (!WebAssembly.validate(bytes)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  throw new InputError(
    build === 'plain'
      ? 'this engine has no WebAssembly SIMD and threads, which the kernels need'
      : "this engine has no WebAssembly relaxed SIMD, which backend 'embedded-fma' needs: 'embedded' does without",
  );
}

function outOfMemory(bytes: number): never {
  throw new InputError(
    `${(bytes / 2 ** 30).toFixed(2)} GiB more cannot be allocated: the matrices of one worker share at most 4 GiB ` +
      '(and what the machine has free); choose smaller sizes or fewer workers',
  );
}
