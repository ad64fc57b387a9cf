/** Eigenvalues of the random matrix of a draw: of the kernel's Gram matrix K/n, or of ZᵀZ/n. */
import type { Backend } from '../../linalg/backend.ts';
import { inputDimension } from '../../parts/cell.ts';
import { cellName, type DrawCell, samplerOf } from '../cell.ts';
import { drawInputRows, openStreams, type Streams } from '../draw.ts';
import { type KernelCell, kernelCellName } from '../kernel/cell.ts';
import { kernelEigenvalues } from '../kernel/trial.ts';
import { penalty } from '../regression/direct.ts';
import { drawDataRows } from '../rows.ts';
import type { Simulator, TrialPlan } from '../simulator.ts';
import { lawDesign } from './design.ts';

/** Which of the two products of the design with itself: the n × n one in the units of the ridge, K/n, or ZᵀZ/n. */
export type MatrixSide = 'samples' | 'parameters';

/** What is drawn as trials of regression draw it, features of inputs or of a kernel; of a kernel itself there is the side of the samples alone. */
export interface SpectrumSeries {
  readonly cell: DrawCell | KernelCell;
  readonly side: MatrixSide;
}

/** What can be drawn of a cell. */
interface Source {
  /** The root of its random streams: the same inputs and weights as in trials of risks of the same seed. */
  readonly name: string;
  readonly samples: number;
  /** Columns of the matrix whose singular values are taken. */
  readonly columns: number;
  readonly dimension: number;
  /** Matrices of that size that are held at once. */
  readonly held: number;
  /** Operations of features. */
  readonly work: number;
  /** The min(n, p) eigenvalues that need not be 0, ascending. */
  readonly eigenvalues: (backend: Backend, streams: Streams, side: MatrixSide) => Float64Array;
}

function sourceOf(cell: SpectrumSeries['cell']): Source {
  return 'spec' in cell ? kernelSource(cell) : featureSource(cell);
}

function featureSource(cell: DrawCell): Source {
  const sampler = samplerOf(cell);
  const { samples } = cell;
  const [columns, dimension] = [sampler.parameters, inputDimension(cell)];
  return {
    ...{ name: cellName(cell), samples, columns, dimension, held: 4 },
    work: sampler.drawn ? 2 * samples * columns * dimension : 0,
    eigenvalues: (backend, streams, side) => {
      const x = cell.data
        ? drawDataRows(backend, cell, streams).inputs
        : drawInputRows(backend, cell, samples, streams('inputs'));
      const { design } = sampler.design(backend, x, streams, Number.POSITIVE_INFINITY);
      const unit = side === 'samples' ? penalty(cell, 1) : samples;
      return backend
        .singularValues(design.whole!)
        .map((value) => value ** 2 / unit)
        .reverse();
    },
  };
}

function kernelSource(cell: KernelCell): Source {
  const { samples, dimension, width } = cell;
  const columns = width ?? samples;
  return {
    ...{ name: kernelCellName(cell), samples, columns, dimension, held: width === null ? 6 : 4 },
    work: (width === null ? 1 : 2) * samples * columns * dimension,
    eigenvalues: (backend, streams) => kernelEigenvalues(backend, cell, streams),
  };
}

const spectrum: Simulator<TrialPlan<SpectrumSeries>> = {
  name: 'spectrum',
  module: import.meta.url,
  ...lawDesign<SpectrumSeries>({
    name: 'spectrum',
    version: 1,
    column: 'eigenvalue',
    count: ({ cell }) => {
      const { samples, columns } = sourceOf(cell);
      return Math.min(samples, columns);
    },
    draw: ({ cell }) => sourceOf(cell).name,
    run: (backend, { series, seed }, trial) =>
      series.map(({ cell, side }) =>
        backend.workspace.scope(() => {
          const { name, eigenvalues } = sourceOf(cell);
          return eigenvalues(backend, openStreams(seed, name, trial), side);
        }),
      ),
    bytes: ({ cell }) => {
      const { samples: n, columns: p, dimension: d, held } = sourceOf(cell);
      return 8 * (n * d + p * d + held * n * p);
    },
    operations: ({ cell }) => {
      const { samples: n, columns: p, dimension: d, work } = sourceOf(cell);
      return 20 * n * d + work + 2 * n * p * Math.min(n, p);
    },
  }),
  content: ({ cell, side }) => ({ cell: sourceOf(cell).name, side }),
};

export default spectrum;
