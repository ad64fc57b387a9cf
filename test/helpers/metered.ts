/** What a computation takes of the workspace. */
import type { Backend } from '../../src/linalg/backend.ts';

/** The backend, and the most bytes of matrices that were in use at a time. */
export function metered(backend: Backend): { readonly backend: Backend; readonly peak: () => number } {
  let [live, peak] = [0, 0];
  const { workspace } = backend;
  const counted: Backend['workspace'] = {
    ...workspace,
    matrix: (rows, columns) => {
      live += 8 * rows * columns;
      peak = Math.max(peak, live);
      return workspace.matrix(rows, columns);
    },
    scope: (body) => {
      const before = live;
      try {
        return workspace.scope(body);
      } finally {
        live = before;
      }
    },
  };
  return { backend: { ...backend, workspace: counted }, peak: () => peak };
}
