/** Eigenvalues of the random matrix of a draw: of the kernel's Gram matrix K/n, or of ZᵀZ/n. */
import type { Backend } from '../../linalg/backend.ts';
import { inputDimension } from '../../problem/cell.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import { drawInputRows, openStreams } from '../draw.ts';
import { type KernelCell, kernelCellName } from '../kernel/cell.ts';
import { kernelEigenvalues } from '../kernel/trial.ts';
import { penalty } from '../regression/direct.ts';
import { drawDataRows } from '../regression/heldOut.ts';

/** One draw of many: the same inputs and weights as trial `trial` of a scenario of that seed has. */
export interface SpectrumDraw {
  readonly seed: string;
  readonly trial: number;
}

/**
 * The min(n, p) eigenvalues that need not be 0, ascending: of K/n, the n × n side, in the units of the ridge, or with `parameters` of ZᵀZ/n.
 * @throws {InputError} when the matrices do not fit into memory
 */
export type SpectrumSampler = (
  backend: Backend,
  draw: SpectrumDraw,
  side: 'samples' | 'parameters',
) => Float64Array;

/** Of linear or random features. */
export function featureSpectrum(cell: DrawCell): SpectrumSampler {
  return (backend, { seed, trial }, side) => {
    const sampler = samplerOf(cell);
    const [n, p, d] = [cell.samples, sampler.parameters, inputDimension(cell)];
    backend.workspace.reserve(8 * (n * d + p * d + 4 * n * p));
    return backend.workspace.scope(() => {
      const streams = openStreams(seed, cellName(cell), trial);
      const x = cell.data
        ? drawDataRows(backend, cell, streams).inputs
        : drawInputRows(backend, cell, n, streams('inputs'));
      const { design } = sampler.design(backend, x, streams, Number.POSITIVE_INFINITY);
      const unit = side === 'samples' ? penalty(cell, 1) : n;
      return backend
        .singularValues(design.whole!)
        .map((value) => value ** 2 / unit)
        .reverse();
    });
  };
}

/** Of a kernel, or of random features of it. */
export function gramSpectrum(cell: KernelCell): SpectrumSampler {
  return (backend, { seed, trial }) => {
    const { samples: n, dimension: d, width } = cell;
    backend.workspace.reserve(8 * (n * d + (width === null ? 6 * n * n : width * d + 4 * n * width)));
    return backend.workspace.scope(() =>
      kernelEigenvalues(backend, cell, openStreams(seed, kernelCellName(cell), trial)),
    );
  };
}
