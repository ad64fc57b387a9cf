import type { Backend } from './backend.ts';
import { instantiateKernels, type KernelBuild, kernelGeneration } from './kernels.ts';
import { leadingShape, productShape, requireConverged, solveShape, squareShape } from './shapes.ts';
import { createWorkspace } from './workspace.ts';

/**
 * The project's own kernels: the same bits on every machine; or with `build` 'fma' faster, with the bits of machines
 * of its kind only.
 */
export function openEmbedded(options: { initialBytes?: number; build?: KernelBuild } = {}): Backend {
  const { build = 'plain' } = options;
  const name = build === 'plain' ? 'embedded' : 'embedded-fma';
  const kernels = instantiateKernels(build);
  const workspace = createWorkspace(kernels);
  workspace.reserve(options.initialBytes ?? 0);
  return {
    name,
    identity: `${name}-${kernelGeneration}`,
    workspace,
    multiply(out, a, b, { transposeA = false, transposeB = false, alpha = 1, beta = 0 } = {}) {
      const inner = productShape(out, a, b, transposeA, transposeB);
      const [m, n] = [out.rows, out.columns];
      const [pa, pb, pc] = [a.pointer, b.pointer, out.pointer];
      kernels.multiply(transposeA, transposeB, m, n, inner, alpha, pa, pb, beta, pc);
    },
    gram(out, a, { transpose = false, alpha = 1, beta = 0 } = {}) {
      const inner = productShape(out, a, a, transpose, !transpose);
      kernels.gram(transpose, out.rows, inner, alpha, a.pointer, beta, out.pointer);
      kernels.mirror(out.rows, out.pointer);
    },
    apply(a, name, parameter = 0) {
      kernels[name](a.data.length, a.pointer, parameter);
    },
    cholesky(a) {
      return kernels.cholesky(squareShape(a, 'cholesky'), a.pointer) !== 0;
    },
    choleskySolve(l, rhs) {
      squareShape(l, 'choleskySolve');
      solveShape(rhs, l, rhs, 'choleskySolve');
      kernels.choleskySolve(rhs.rows, rhs.columns, l.pointer, rhs.pointer);
    },
    solveTriangular(l, rhs, { transpose = false } = {}) {
      leadingShape(l, rhs, 'solveTriangular');
      kernels.solveTriangular(transpose, rhs.rows, rhs.columns, l.pointer, l.columns, rhs.pointer);
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
        return requireConverged(values.data.slice(), converged, 'eigenSymmetric');
      });
    },
    singularValues(a) {
      return workspace.scope(() => {
        const values = workspace.matrix(1, Math.min(a.rows, a.columns));
        const finite = kernels.singularValues(a.rows, a.columns, a.pointer, values.pointer) !== 0;
        return requireConverged(values.data.slice(), finite, 'singularValues');
      });
    },
  };
}
