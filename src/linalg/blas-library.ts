/** Finding, checking and silencing a system's BLAS and LAPACK, through koffi. */
import { createRequire } from 'node:module';
import { basename } from 'node:path';

/** What a routine of Fortran's takes: everything by reference. */
export type Argument = Float64Array | Int32Array | Uint8Array;

/** A routine of the library; lengths of strings are supplied. */
export type Routine = (...values: readonly Argument[]) => void;

/** A value as Fortran takes it. */
export const int = (value: number): Int32Array => Int32Array.of(value);
export const real = (value: number): Float64Array => Float64Array.of(value);
export const char = (value: string): Uint8Array => Uint8Array.of(value.charCodeAt(0));

/** Routines in use: numbers of arguments, and of those that are characters. */
const SIGNATURES = {
  daxpy: [6, 0],
  dgemm: [13, 2],
  dsyrk: [10, 2],
  dtrsm: [11, 4],
  dtrsv: [8, 3],
  dpotrf: [5, 1],
  dgelqf: [8, 0],
  dormlq: [13, 2],
  dgeqrf: [8, 0],
  dormqr: [13, 2],
  dsyevd: [11, 2],
  dgesdd: [14, 1],
} as const;

type RoutineName = keyof typeof SIGNATURES;

/** A BLAS and LAPACK with 32-bit integers, on one thread. */
export interface BlasLibrary {
  /** Product and version as far as the library tells, such as 'OpenBLAS 0.3.21'. */
  readonly product: string;
  readonly routines: Readonly<Record<RoutineName, Routine>>;
}

/** Where a fast library usually is; tried in this order. */
export function usualLibraries(): readonly string[] {
  if (process.platform === 'darwin') {
    const framework = '/System/Library/Frameworks/Accelerate.framework/Accelerate';
    const brew = ['/opt/homebrew', '/usr/local'].map((at) => `${at}/opt/openblas/lib/libopenblas.dylib`);
    return [framework, ...brew];
  }
  if (process.platform === 'win32') return ['libopenblas.dll', 'openblas.dll', 'mkl_rt.2.dll'];
  return ['libopenblas.so.0', 'libopenblas.so', 'libmkl_rt.so.2', 'libmkl_rt.so'];
}

/** Load the library at `path`, or say why it cannot serve. */
export function loadBlasLibrary(path: string): { library: BlasLibrary } | { reason: string } {
  let koffi: typeof import('koffi');
  try {
    koffi = createRequire(import.meta.url)('koffi');
  } catch (error) {
    return { reason: `the optional dependency koffi cannot be loaded: ${firstLine(error)}` };
  }
  try {
    const handle = koffi.load(path);
    useOneThread(handle);
    const product = identify(handle) ?? basename(path);
    const long = { reason: `${path} takes 64-bit integers (ILP64)` };
    if (isNamedLong(handle)) return long;
    const routines = bindRoutines(handle);
    if (!hasShortIntegers(routines.daxpy)) return long;
    if (!multiplies(routines.dgemm)) return { reason: `${path} multiplies matrices wrongly` };
    return { library: { product, routines } };
  } catch (error) {
    return { reason: `${path}: ${firstLine(error)}` };
  }
}

type Handle = import('koffi').LibraryHandle;

function bindRoutines(handle: Handle): Record<RoutineName, Routine> {
  const bind = (name: string, [values, characters]: readonly [number, number]): Routine => {
    const types = [...Array(values).fill('void *'), ...Array(characters).fill('size_t')];
    const routine = handle.func(`${name}_`, 'void', types);
    const lengths: number[] = Array(characters).fill(1);
    return (...given) => {
      routine(...given, ...lengths);
    };
  };
  const entries = Object.entries(SIGNATURES).map(([name, signature]) => [name, bind(name, signature)]);
  return Object.fromEntries(entries) as Record<RoutineName, Routine>;
}

/** Whether only the names by which libraries of 64-bit integers tell themselves from the others are there. */
function isNamedLong(handle: Handle): boolean {
  const has = (name: string) => optional(() => handle.func(name, 'void', [])) !== undefined;
  return !has('daxpy_') && ['daxpy_64_', 'daxpy64_', 'scipy_daxpy_64_'].some(has);
}

/** Parallelism is over trials: a threaded library would only make the workers wait for each other. */
function useOneThread(handle: Handle): void {
  for (const setter of ['openblas_set_num_threads', 'MKL_Set_Num_Threads']) {
    optional(() => handle.func(setter, 'void', ['int'])(1));
  }
}

function identify(handle: Handle): string | undefined {
  const config = optional(() => handle.func('openblas_get_config', 'str', [])() as string);
  const openblas = config?.match(/OpenBLAS \d+(\.\d+)*/)?.[0];
  if (openblas) return openblas;
  const mkl = optional(() => {
    const text = Buffer.alloc(200);
    handle.func('MKL_Get_Version_String', 'void', ['void *', 'int'])(text, text.length);
    return text.toString('latin1');
  });
  const version = mkl?.match(/Version (\d+(\.\d+)*)/)?.[1];
  return version ? `MKL ${version}` : undefined;
}

/**
 * Whether integers have 32 bits. The size given is 2 to who reads 32 bits and negative to who reads 64, so that
 * y ← y + x is done or silently left, without reading beyond either vector.
 */
export function hasShortIntegers(daxpy: Routine): boolean {
  const y = Float64Array.of(1, 2);
  const one = Int32Array.of(1, 0);
  daxpy(Int32Array.of(2, -1), Float64Array.of(1), Float64Array.of(10, 20), one, y, one);
  return y[0] === 11 && y[1] === 22;
}

function multiplies(dgemm: Routine): boolean {
  const [no, two] = [char('N'), int(2)];
  const [a, b, c] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8), new Float64Array(4)];
  dgemm(no, no, two, two, two, real(1), a, two, b, two, real(0), c, two);
  return c.join() === '23,34,31,46';
}

function optional<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
