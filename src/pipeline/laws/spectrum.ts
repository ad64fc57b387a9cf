/**
 * Limiting spectra of a model's random matrices M of order N against the eigenvalues of simulated ones. What is judged are the means of
 *
 *     (1/N) tr λ (M + λ)⁻¹
 *
 * at quantiles λ of the law: smooth linear statistics, which fluctuate by O(1/N) only. They are extrapolated along a ladder of sizes
 * and decided on as the risks of a scenario are. The largest distance of the distribution functions is reported beside it.
 */

import type { Claim } from '../../comparison/claim.ts';
import { type FigureJudgement, judge } from '../../comparison/judge.ts';
import { InputError } from '../../errors.ts';
import { checkSpectrum, limitOf, type Model, type Realisation, resolvePoint } from '../../models/model.ts';
import { isCompressed } from '../../models/spectra.ts';
import type { Point } from '../../parts/parameter.ts';
import { show } from '../../report/table.ts';
import {
  type LawComparison,
  type LawPlan,
  type MatrixName,
  matrices,
  usualLawComparison,
} from '../../scenario/scenario.ts';
import spectrumSimulator, { type MatrixSide } from '../../simulators/laws/spectrum.ts';
import { canonicalJson, type TrialValues } from '../../simulators/simulator.ts';
import type { LimitProblem } from '../../theories/engine.ts';
import { beyond } from '../../theories/engine.ts';
import {
  type Cumulative,
  cumulative,
  gridOf,
  type Law,
  shareBelow,
  sharesAt,
  spectralLaw,
} from '../../theory/density/law.ts';
import type { Kernel } from '../../theory/kernel.ts';
import type { Status } from '../../theory/risk.ts';
import {
  type LawKind,
  type Level,
  largestDistance,
  pooled,
  type Showing,
  type ShownLaw,
  type Told,
} from './law.ts';

/** The limiting spectrum at a point of a scan. */
interface Spectrum extends Told {
  readonly matrix: MatrixName;
  readonly scale: 'linear' | 'log';
  /** Per eigenvalue of the matrix; null where the equation could not be solved. */
  readonly density: readonly (number | null)[];
  /** Share of the eigenvalues up to a place, atoms among them. */
  readonly cdf: readonly (number | null)[];
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
interface ShownSpectrum extends ShownLaw<Spectrum> {
  readonly law: Law;
  readonly distribution: Cumulative;
}

const threeDecades = 1000;
/** Quadrature is that good next to a hard edge, too. */
const massTolerance = 1e-4;

/** @throws {InputError} for a matrix of infinitely many features */
function spectrumOf(model: Model, given: Point, showing: Showing): ShownSpectrum {
  const parameters = resolvePoint(model, given);
  const limit = limitOf(model, parameters);
  const matrix = matrixOf(limit, showing);
  const law = lawOf(model, parameters, limit, matrix);
  const distribution = cumulative(law);
  const [low, high] = [law.edges[0]?.[0] ?? 1, law.edges.at(-1)?.[1] ?? 1];
  const scale = showing.scale ?? (high > threeDecades * low ? 'log' : 'linear');
  const grid = showing.at ?? gridOf(law, showing.points, scale);
  const densities = inOrder(grid, law.densitiesAt);
  const cdf = inOrder(grid, (places) => sharesAt(law, distribution, places));
  const mass = distribution.shares.at(-1)!;
  const solved =
    densities.every(({ density }, i) => density !== null && cdf[i] !== null) &&
    Math.abs(mass - 1) < massTolerance;
  return {
    told: {
      parameters,
      matrix,
      scale,
      grid,
      density: densities.map(({ density }) => density),
      cdf,
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

/** That which is asked for, or which there is. */
function matrixOf(limit: LimitProblem, { matrix }: LawPlan): MatrixName {
  return matrix ?? (parameterCount(limit) === null ? 'gram' : 'covariance');
}

/** What a function of ascending places says of places in any order. */
function inOrder<T>(
  places: readonly number[],
  ofAscending: (places: readonly number[]) => readonly T[],
): T[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const found = ofAscending(order.map((i) => places[i]!));
  const values = new Array<T>(places.length);
  order.forEach((i, rank) => {
    values[i] = found[rank]!;
  });
  return values;
}

/** The law of one of the matrices of a limit problem, which is that of the model at the point or at sizes near it. */
function lawOf(model: Model, point: Point, problem: LimitProblem, matrix: MatrixName): Law {
  checkSpectrum(model);
  const { kernel, training } = problem;
  // How it is trained and tested does not change the matrices.
  const odd = beyond(problem, ['classifier', 'shift', 'subsampling', 'schedule', 'ensemble', 'scaled']);
  if (odd !== null) throw new InputError(`no spectrum is known with ${odd}; leave it out`);
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

/** Simulated matrices beside the law. */
interface SampledSpectrum {
  readonly sizes: readonly number[];
  readonly trials: readonly number[];
  /** Order N of the matrices of the larger size. */
  readonly order: number;
  /** The eigenvalues of all matrices of the larger size that are not 0, ascending. */
  readonly eigenvalues: readonly number[];
  /** Zero eigenvalues of a matrix of the larger size, beside the atom's N · mass. */
  readonly zeros: { readonly mean: number; readonly theory: number };
  /** max |F_N − F|, F_N the mean distribution function of the larger size. */
  readonly distance: number;
  readonly judgement: FigureJudgement;
}

/** Eigenvalues below this part of the largest are 0. */
const nullPart = 1e-13;
const quantiles = [0.1, 0.3, 0.5, 0.7, 0.9];

function sampleSpectrum(
  model: Model,
  shown: ShownSpectrum,
  levels: readonly Level[],
  comparison: LawComparison,
): SampledSpectrum {
  const side = sideOf(shown.told.matrix);
  const ladder = levels.map((level) => {
    const law = lawAt(model, shown, level);
    const order = level.spectrum!.orders[side];
    return { ...level, order, draw: canonicalJson(level.series), law, distribution: cumulative(law) };
  });
  const claims = quantiles.map((quantile): Claim => {
    const lambda = quantileOf(shown, quantile);
    return {
      id: `${quantile}`,
      exact: false,
      theory: trace(shown.distribution, lambda),
      levels: ladder.map(({ size, draw, values, order, distribution }) => ({
        size,
        draw,
        values: values.map((each) => sampleTrace(each, order, lambda)),
        theory: trace(distribution, lambda),
      })),
    };
  });
  const largest = ladder.at(-1)!;
  const { order, trials } = largest;
  const drawn = pooled(largest.values);
  const eigenvalues = drawn.filter((s) => s > nullPart * drawn.at(-1)!);
  return {
    sizes: ladder.map((level) => level.size),
    trials: ladder.map((level) => level.trials),
    order,
    eigenvalues,
    zeros: { mean: order - eigenvalues.length / trials, theory: order * massAtZero(largest.law) },
    distance: largestDistance(eigenvalues, order * trials, (s) => shareBelow(largest.distribution, s)),
    judgement: judge(claims, comparison),
  };
}

function sideOf(matrix: MatrixName): MatrixSide {
  return matrix === 'gram' ? 'samples' : 'parameters';
}

/** The law at the ratios that the sizes realise. */
function lawAt(model: Model, { told }: ShownSpectrum, { limit, ratios }: Realisation): Law {
  return lawOf(model, { ...told.parameters, ...ratios }, limit!, told.matrix);
}

function massAtZero({ atoms }: Law): number {
  return atoms.find(({ at }) => at === 0)?.mass ?? 0;
}

/** The place that this part of the continuous spectrum is below. */
function quantileOf({ distribution, law }: ShownSpectrum, part: number): number {
  const atom = law.atoms[0]?.mass ?? 0;
  const share = atom + part * (1 - atom);
  return distribution.places[distribution.shares.findIndex((each) => each >= share)]!;
}

/** ∫ λ/(s+λ) dF(s), every cell at its middle. */
function trace({ places, shares }: Cumulative, lambda: number): number {
  return places.reduce((sum, place, i) => {
    const mass = shares[i]! - (shares[i - 1] ?? 0);
    const s = (place + (places[i - 1] ?? place)) / 2;
    return sum + (mass * lambda) / (s + lambda);
  }, 0);
}

function sampleTrace(values: TrialValues, order: number, lambda: number): number {
  return values.reduce((sum, s) => sum + lambda / (s + lambda), order - values.length) / order;
}

function massOf({ distribution: { places, shares } }: ShownSpectrum, low: number, high: number): number {
  return shares[places.lastIndexOf(high)]! - shares[places.indexOf(low, 1)]!;
}

function verdictText(
  { sizes, trials, order, zeros, distance, judgement }: SampledSpectrum,
  { alpha, tolerance }: LawComparison,
): string {
  const { verdict, worst } = judgement;
  const z = worst?.z === null || worst === null ? '' : `, worst z = ${worst.z.toFixed(2)}`;
  const counted = `${show(zeros.mean)} of ${order} eigenvalues are 0 (theory ${show(zeros.theory)})`;
  return `${verdict} on five resolvent traces at alpha ${alpha}, tolerance ${tolerance}${z}; sizes ${sizes.join(', ')}, trials ${trials.join(', ')}; ${counted}; distribution functions at most ${show(distance, 2)} apart`;
}

export const spectrum: LawKind<ShownSpectrum, SampledSpectrum> = {
  name: 'spectrum',
  simulator: spectrumSimulator,
  show: spectrumOf,
  missing: () => null,
  series: (model, parameters, plan, { spectrum: drawn }) => ({
    cell: drawn!.cell,
    side: sideOf(matrixOf(limitOf(model, parameters), plan)),
  }),
  sample: (model, shown, levels, comparison) =>
    sampleSpectrum(model, shown, levels, comparison ?? usualLawComparison),
  verdict: ({ judgement }) => judgement.verdict,
  rows: ({ told: { parameters, matrix, grid, density, cdf, cautions } }) =>
    grid.map((eigenvalue, i) => ({
      ...{ ...parameters, matrix, eigenvalue },
      ...{ density: density[i]!, cdf: cdf[i]!, cautions },
    })),
  curves: ({ shown: { told }, sample }) => [
    {
      density: told.density,
      atoms: told.atoms,
      ...(sample
        ? { sampled: { numbers: sample.eigenvalues, total: sample.order * sample.trials.at(-1)! } }
        : {}),
    },
  ],
  words: (model, drawn, sample) => ({
    title: `${model.title}: spectrum of the ${drawn[0]!.shown.told.matrix}`,
    lines: 'Lines: limiting density of eigenvalues.',
    steps: sample
      ? `Steps: eigenvalues of ${sample.trials.at(-1)} simulated matrices of size ${sample.sizes.at(-1)}. Verdict of the first: ${sample.judgement.verdict}.`
      : null,
    axis: '\\text{eigenvalue}',
    scale: drawn.some(({ shown }) => shown.told.scale === 'log') ? 'log' : 'linear',
    room: 0.04,
  }),
  provenance: ({ told: { parameters, matrix, edges, atoms } }) => ({ parameters, matrix, edges, atoms }),
  report: (model, { shown, sample }, comparison) => {
    const { matrix, atoms, edges } = shown.told;
    return {
      heading: `${model.title}: spectrum of the ${matrix} (${matrices[matrix]})`,
      columns: ['from', 'to', 'mass'],
      rows: [
        ...atoms.map(({ at, mass }) => [show(at, 10), show(at, 10), show(mass)]),
        ...edges.map(([low, high]) => [show(low, 10), show(high, 10), show(massOf(shown, low, high))]),
      ],
      ...(sample ? { verdict: verdictText(sample, comparison ?? usualLawComparison) } : {}),
    };
  },
};
