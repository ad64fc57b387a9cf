import type { Backend } from './backend.ts';
import { instantiateKernels } from './kernels.ts';
import { productShape, requireConverged, solveShape, squareShape } from './shapes.ts';
import { createWorkspace } from './workspace.ts';

/** The project's own kernels: the same bits on every machine. */
export function openEmbedded(options: { initialBytes?: number } = {}): Backend {
  const kernels = instantiateKernels();
  const workspace = createWorkspace(kernels);
  workspace.reserve(options.initialBytes ?? 0);
  return {
    name: 'embedded',
    identity: 'embedded-1',
    workspace,
    multiply(out, a, b, { transposeA = false, transposeB = false, alpha = 1, beta = 0 } = {}) {
      const inner = productShape(out, a, b, transposeA, transposeB);
      const [m, n] = [out.rows, out.columns];
      const [pa, pb, pc] = [a.pointer, b.pointer, out.pointer];
      kernels.multiply(transposeA, transposeB, m, n, inner, alpha, pa, pb, beta, pc);
    },
    gram(out, a, { transpose = false, alpha = 1 } = {}) {
      const inner = productShape(out, a, a, transpose, !transpose);
      kernels.gram(transpose, out.rows, inner, alpha, a.pointer, out.pointer);
      kernels.mirror(out.rows, out.pointer);
    },
    cholesky(a) {
      return kernels.cholesky(squareShape(a, 'cholesky'), a.pointer) !== 0;
    },
    choleskySolve(l, rhs) {
      squareShape(l, 'choleskySolve');
      solveShape(rhs, l, rhs, 'choleskySolve');
      kernels.choleskySolve(rhs.rows, rhs.columns, l.pointer, rhs.pointer);
    },
    leastSquares(solution, a, rhs) {
      solveShape(solution, a, rhs, 'leastSquares');
      const [m, n, k] = [a.rows, a.columns, rhs.columns];
      return { conditionEstimate: kernels.leastSquares(m, n, k, a.pointer, rhs.pointer, solution.pointer) };
    },
    eigenSymmetric(a, vectors) {
      const order = squareShape(a, 'eigenSymmetric');
      solveShape(vectors, a, vectors, 'eigenSymmetric');
      return workspace.scope(() => {
        const values = workspace.matrix(1, order);
        const converged = kernels.eigenSymmetric(order, a.pointer, values.pointer, vectors.pointer) !== 0;
        return requireConverged(values.data.slice(), converged);
      });
    },
  };
}
