/**
 * The backend on a system's BLAS and LAPACK. Fortran reads a row-major matrix as its transpose, so each operation is
 * asked for in the form that is its transpose, and nothing is copied.
 */
import { basename } from 'node:path';
import type { Backend } from './backend.ts';
import { openFactorisations } from './blas-factorisations.ts';
import { type BlasLibrary, char, int, loadBlasLibrary, real, usualLibraries } from './blas-library.ts';
import { instantiateKernels, kernelGeneration } from './kernels.ts';
import { productShape, squareShape } from './shapes.ts';
import { createWorkspace } from './workspace.ts';

/** The backend on the library at `path`, or else on the first usable one of the usual; or why there is none. */
export function openBlas(path?: string): { backend: Backend } | { reason: string } {
  const reasons: string[] = [];
  for (const candidate of path === undefined ? usualLibraries() : [path]) {
    const attempt = loadBlasLibrary(candidate);
    if ('library' in attempt) return { backend: blasBackend(attempt.library, basename(candidate)) };
    reasons.push(attempt.reason);
  }
  return { reason: reasons.join('; ') };
}

/** Raised whenever other routines of the library are called, which round differently: stored results of another generation are not used. */
const callGeneration = 2;

function blasBackend(library: BlasLibrary, file: string): Backend {
  const { dgemm, dsyrk } = library.routines;
  const kernels = instantiateKernels();
  const workspace = createWorkspace(kernels);
  return {
    name: `${library.product} (${file})`,
    identity: `blas-${library.product.toLowerCase().replaceAll(' ', '-')}-calls-${callGeneration}-kernels-${kernelGeneration}`,
    workspace,
    multiply(out, a, b, { transposeA = false, transposeB = false, alpha = 1, beta = 0 } = {}) {
      const inner = productShape(out, a, b, transposeA, transposeB);
      const [opB, opA] = [char(transposeB ? 'T' : 'N'), char(transposeA ? 'T' : 'N')];
      const [n, m, k] = [int(out.columns), int(out.rows), int(inner)];
      const [ldb, lda] = [int(b.columns), int(a.columns)];
      dgemm(opB, opA, n, m, k, real(alpha), b.data, ldb, a.data, lda, real(beta), out.data, n);
    },
    gram(out, a, { transpose = false, alpha = 1, beta = 0 } = {}) {
      const inner = productShape(out, a, a, transpose, !transpose);
      const [n, op] = [int(out.rows), char(transpose ? 'N' : 'T')];
      dsyrk(char('U'), op, n, int(inner), real(alpha), a.data, int(a.columns), real(beta), out.data, n);
      kernels.mirror(squareShape(out, 'gram'), out.pointer);
    },
    apply(a, name, parameter = 0) {
      kernels[name](a.data.length, a.pointer, parameter);
    },
    ...openFactorisations(library.routines, workspace),
  };
}
