/** Limiting spectra of a model's random matrices. */
import { InputError } from '../errors.ts';
import type { Cautioned } from '../models/cautions.ts';
import { checkSpectrum, limitOf, type Model, resolvePoint } from '../models/model.ts';
import { isCompressed } from '../models/spectra.ts';
import type { Point } from '../problem/parameter.ts';
import type { LimitProblem } from '../theories/engine.ts';
import { type Cumulative, cumulative, gridOf, type Law, spectralLaw } from '../theory/density/law.ts';
import type { Kernel } from '../theory/kernel.ts';
import type { Status } from '../theory/risk.ts';

/** The matrices whose eigenvalues are shown, and what they are for people. */
export const matrices = {
  covariance: 'p × p, ZᵀZ/n: the sample covariance of the features, uncentred',
  gram: 'n × n, K/n: the kernel matrix of the samples, in units of the ridge',
  hessian:
    'p × p, ZᵀZ/n: the Hessian of (1/2n) Σ (y − f)² in the fitted parameters, at its minimum as anywhere; the atom at 0 are its flat directions',
} as const;

export type MatrixName = keyof typeof matrices;

/** How a law is to be shown. */
export interface Showing {
  /** Absent: the covariance, or the Gram matrix where there are infinitely many features. */
  readonly matrix?: MatrixName;
  /** Points of the grid, over all bulks. */
  readonly points: number;
  /** Absent: log where the support spans three decades or reaches 0. */
  readonly scale?: 'linear' | 'log';
  /** Places of the grid, ascending, instead of its own. */
  readonly at?: readonly number[];
}

/** The limiting spectrum at a point of a scan. */
export interface Spectrum extends Cautioned {
  readonly parameters: Point;
  readonly matrix: MatrixName;
  readonly scale: 'linear' | 'log';
  readonly grid: readonly number[];
  /** Per eigenvalue of the matrix; null where the equation could not be solved. */
  readonly density: readonly (number | null)[];
  readonly edges: Law['edges'];
  readonly atoms: Law['atoms'];
  /** Of the Hessian: the share of directions in parameter space along which the loss is flat. */
  readonly flatDirections?: number;
  /** Of density and atoms together: 1, but for quadrature. */
  readonly mass: number;
  readonly status: Status;
  /** Largest relative residual over the grid. */
  readonly residual: number;
}

/** A spectrum with the law that it shows. */
export interface ShownLaw {
  readonly spectrum: Spectrum;
  readonly law: Law;
  readonly distribution: Cumulative;
}

const threeDecades = 1000;
/** Quadrature is that good next to a hard edge, too. */
const massTolerance = 1e-4;

/** @throws {InputError} for a matrix of infinitely many features */
export function spectrumOf(model: Model, given: Point, showing: Showing): ShownLaw {
  const parameters = resolvePoint(model, given);
  const limit = limitOf(model, parameters);
  const matrix = showing.matrix ?? (parameterCount(limit) === null ? 'gram' : 'covariance');
  const law = lawOf(model, parameters, limit, matrix);
  const distribution = cumulative(law);
  const [low, high] = [law.edges[0]?.[0] ?? 1, law.edges.at(-1)?.[1] ?? 1];
  const scale = showing.scale ?? (high > threeDecades * low ? 'log' : 'linear');
  const grid = showing.at ?? gridOf(law, showing.points, scale);
  const densities = law.densitiesAt(grid);
  const mass = distribution.shares.at(-1)!;
  const solved = densities.every(({ density }) => density !== null) && Math.abs(mass - 1) < massTolerance;
  return {
    spectrum: {
      parameters,
      matrix,
      scale,
      grid,
      density: densities.map(({ density }) => density),
      edges: law.edges,
      atoms: law.atoms,
      ...(matrix === 'hessian' ? { flatDirections: law.atoms[0]?.mass ?? 0 } : {}),
      mass,
      status: solved ? 'ok' : 'not-converged',
      residual: densities.reduce((worst, { residual }) => Math.max(worst, residual ?? 1), 0),
      cautions: model.cautions(parameters),
    },
    law,
    distribution,
  };
}

/** The law of one of the matrices of a limit problem, which is that of the model at the point or at sizes near it. */
export function lawOf(
  model: Model,
  point: Point,
  { kernel, training }: LimitProblem,
  matrix: MatrixName,
): Law {
  checkSpectrum(model);
  if (isCompressed(point))
    throw new InputError(
      `spectrum ${point['spectrum']} has too many eigenvalues for a density; at most 2000 are taken`,
    );
  const curve = { kernel, ...training };
  if (matrix === 'gram') return spectralLaw(curve, { order: training.samples, scale: 1 });
  const order = parameterCount({ kernel, training });
  if (order === null) {
    throw new InputError(
      `--matrix ${matrix}: the kernel has infinitely many features, and no matrix of them (valid here: gram)`,
    );
  }
  return spectralLaw(curve, { order, scale: model.featureScale?.(point) ?? 1 });
}

/** Features, in the kernel's scale; null where they are infinitely many. */
function parameterCount({ kernel, training }: Pick<LimitProblem, 'kernel' | 'training'>): number | null {
  if (Number.isFinite(training.features)) return training.features;
  return kernel.tail > 0 ? null : directions(kernel);
}

function directions({ eigenvalues, multiplicities, rank }: Kernel): number {
  return multiplicities.reduce((sum, m, i) => (eigenvalues[i] === 0 ? sum + m : sum), rank);
}
