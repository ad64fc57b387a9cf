/** Eigenvalues of the random matrix of a draw: of the kernel's Gram matrix K/n, or of ZᵀZ/n. */
import type { Backend } from '../../linalg/backend.ts';
import { cellName, type DrawCell, inputDimension, parameterCount } from '../../problem/cell.ts';
import { drawDesign, drawInputRows, openStreams } from '../draw.ts';
import { kernelEigenvalues } from '../kernel/kernelTrial.ts';
import { penalty } from '../regression/direct.ts';
import { drawDataRows } from '../regression/heldOut.ts';

/** One draw of many: the same inputs and weights as trial `trial` of a scenario of that seed has. */
export interface SpectrumDraw {
  readonly cell: DrawCell;
  readonly seed: string;
  readonly trial: number;
}

/**
 * The min(n, p) eigenvalues that need not be 0, ascending, of K/n, in the units of the ridge, or with `parameters` of ZᵀZ/n.
 * @throws {InputError} when the matrices do not fit into memory
 */
export function drawnSpectrum(
  backend: Backend,
  { cell, seed, trial }: SpectrumDraw,
  side: 'samples' | 'parameters',
): Float64Array {
  const [n, p, d] = [cell.samples, parameterCount(cell), inputDimension(cell)];
  const unbounded = p === Number.POSITIVE_INFINITY;
  backend.workspace.reserve(8 * (n * d + (unbounded ? 6 * n * n : p * d + 4 * n * p)));
  return backend.workspace.scope(() => {
    const streams = openStreams(seed, cellName(cell), trial);
    if (cell.features.kind === 'kernel') return kernelEigenvalues(backend, cell, streams);
    const x = cell.data
      ? drawDataRows(backend, cell, streams).inputs
      : drawInputRows(backend, cell, n, streams('inputs'));
    const { design } = drawDesign(backend, cell, x, streams, Number.POSITIVE_INFINITY);
    const unit = side === 'samples' ? penalty(cell, 1) : n;
    return backend
      .singularValues(design.whole!)
      .map((value) => value ** 2 / unit)
      .reverse();
  });
}
