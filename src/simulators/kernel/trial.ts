/**
 * Kernel ridge regression at finite size, and ridge regression on random features of a kernel: uniform inputs on the unit sphere, targets by
 * degree of harmonics, population risks in closed form.
 *
 * A predictor is f = Σ_a α_a φ_a, φ_a the kernel at training input a, or feature a over √k. With U = E φφᵀ and the Funk–Hecke formula
 * E φ_a Y_l = c_l Y_l(a), the risk on a target Y_l is αᵀUα − 2 c_l αᵀY_l + 1, and what noise adds αᵀUα.
 */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares, rowsOf, setColumns } from '../../linalg/matrix.ts';
import { drawWeights } from '../../parts/features/random.ts';
import { harmonicCoefficient, kernelAverage, randomFeature } from '../../parts/kernels/population.ts';
import { findKernel } from '../../parts/kernels/zonal.ts';
import { evaluateHarmonics } from '../../parts/labels/harmonics.ts';
import { drawNoise } from '../../parts/labels/regression.ts';
import type { Schedule } from '../../parts/schedule.ts';
import { filterInto, fitFiltered } from '../../solvers/filters.ts';
import {
  coreSolver,
  type DesignMatrix,
  fitRidge,
  heldDesign,
  isPrimal,
  type RidgeFit,
} from '../../solvers/ridge.ts';
import { openStreams, type Streams } from '../draw.ts';
import type { RegressionPlan } from '../regression/plan.ts';
import type { TrialValues } from '../simulator.ts';
import { type KernelCell, kernelCellName } from './cell.ts';

type KernelPlan = RegressionPlan<KernelCell>;

/** A target degree, its share of the power, and the directions u of its draws. */
interface Degree {
  readonly degree: number;
  readonly share: number;
  readonly directions: Matrix;
}

export function run(backend: Backend, plan: KernelPlan, trial: number): TrialValues[] {
  const { workspace } = backend;
  const { cell, draws } = contentsOf(plan);
  const { dimension: d, width } = cell;
  const streams = openStreams(plan.seed, kernelCellName(cell), trial);
  const x = workspace.matrix(cell.samples, d);
  drawWeights(x, 'sphere', streams('inputs'));
  const active = activeDegrees(cell);
  const directions = workspace.matrix(active.length * draws, d);
  drawWeights(directions, 'sphere', streams('signal'));
  const degrees = active.map(({ degree, share }, i) => {
    return { degree, share, directions: rowsOf(directions, i * draws, (i + 1) * draws) };
  });
  const noise = workspace.matrix(cell.samples, draws);
  drawNoise(backend, noise, streams('noise'));
  const y = workspace.matrix(cell.samples, (active.length + 1) * draws);
  setHarmonics(backend, y, x, degrees);
  setColumns(y, active.length * draws, noise);
  const rules = {
    shifts: plan.series.map(({ ridge }) => cell.samples * ridge),
    schedules: plan.series.flatMap(({ schedule }) => schedule ?? []),
  };
  if (width === null) {
    const fit =
      rules.schedules.length > 0
        ? trainKernel(backend, cell, x, y, rules.schedules)
        : fitKernel(backend, cell, x, y, rules.shifts);
    return valuesOf(backend, cell, degrees, fit, x);
  }
  const weights = workspace.matrix(width, d);
  drawWeights(weights, 'sphere', streams('weights'));
  const fit = fitFeatures(backend, cell, { x, weights, y, ...rules });
  return valuesOf(backend, cell, degrees, fit, weights);
}

/** Columns of y ← the targets at the rows of x, degree by degree. */
function setHarmonics(backend: Backend, y: Matrix, x: Matrix, degrees: readonly Degree[]): void {
  backend.workspace.scope(() => {
    degrees.forEach(({ degree, directions }, i) => {
      const values = backend.workspace.matrix(x.rows, directions.rows);
      evaluateHarmonics(backend, values, x, directions, degree);
      setColumns(y, i * directions.rows, values);
    });
  });
}

/** The design of a kernel, of which only its Gram matrix is there. */
function unbounded(samples: number): DesignMatrix {
  return { samples, parameters: Number.POSITIVE_INFINITY, whole: null, panels: () => {} };
}

/** α = (K + shift)⁻¹ y, or K⁺y where K is singular; residuals y − Kα, which is shift·α where it is not. */
function fitKernel(
  backend: Backend,
  { spec }: KernelCell,
  x: Matrix,
  y: Matrix,
  shifts: readonly number[],
): RidgeFit {
  const { workspace } = backend;
  const coefficients = workspace.matrix(x.rows, shifts.length * y.columns);
  const residuals = workspace.matrix(x.rows, shifts.length * y.columns);
  workspace.scope(() => {
    const gram = zonalGram(backend, x, findKernel(spec).at);
    const solver = coreSolver(backend, unbounded(x.rows), gram, y);
    coefficients.data.fill(0);
    shifts.forEach((shift, i) => {
      const regular = solver.byCholesky(shift, coefficients, i * y.columns);
      if (!regular) solver.byEigenvectors(shift, coefficients, i * y.columns);
      workspace.scope(() => {
        const rest = workspace.matrix(x.rows, y.columns);
        const alpha = workspace.matrix(x.rows, y.columns);
        for (let row = 0; row < x.rows; row++) {
          const start = row * coefficients.columns + i * y.columns;
          alpha.data.set(coefficients.data.subarray(start, start + y.columns), row * y.columns);
        }
        if (regular) rest.data.set(alpha.data.map((value) => shift * value));
        else {
          rest.data.set(y.data);
          backend.multiply(rest, gram, alpha, { alpha: -1, beta: 1 });
        }
        setColumns(residuals, i * y.columns, rest);
      });
    });
  });
  return { coefficients, residuals };
}

/** α = φ(K/n) y/n of training that stops, and residuals y − Kα. */
function trainKernel(
  backend: Backend,
  { spec }: KernelCell,
  x: Matrix,
  y: Matrix,
  schedules: readonly Schedule[],
): RidgeFit {
  const { workspace } = backend;
  const coefficients = workspace.matrix(x.rows, schedules.length * y.columns);
  const residuals = workspace.matrix(x.rows, schedules.length * y.columns);
  workspace.scope(() => {
    filterInto(backend, coefficients, zonalGram(backend, x, findKernel(spec).at), y, schedules, {
      unit: x.rows,
      samples: x.rows,
    });
    for (let i = 0; i < schedules.length; i++) setColumns(residuals, i * y.columns, y);
    const gram = zonalGram(backend, x, findKernel(spec).at);
    backend.multiply(residuals, gram, coefficients, { alpha: -1, beta: 1 });
  });
  return { coefficients, residuals };
}

function fitFeatures(
  backend: Backend,
  { spec }: KernelCell,
  drawn: {
    readonly x: Matrix;
    readonly weights: Matrix;
    readonly y: Matrix;
    readonly shifts: readonly number[];
    readonly schedules: readonly Schedule[];
  },
): RidgeFit {
  const { x, weights, y, shifts, schedules } = drawn;
  const sizes = { samples: x.rows, parameters: weights.rows };
  const [long, short] = isPrimal(sizes) ? [x, weights] : [weights, x];
  const design = backend.workspace.matrix(long.rows, short.rows);
  backend.multiply(design, long, short, { transposeB: true });
  const feature = randomFeature(spec, x.columns);
  const scale = 1 / Math.sqrt(weights.rows);
  for (let i = 0; i < design.data.length; i++) design.data[i] = scale * feature(design.data[i]!);
  const held = heldDesign(sizes.samples, sizes.parameters, design);
  return schedules.length > 0
    ? fitFiltered(backend, held, y, schedules, x.rows)
    : fitRidge(backend, held, y, shifts);
}

/** One entry a shift; `atoms` are the points a of the φ_a. */
function valuesOf(
  backend: Backend,
  { spec, width }: KernelCell,
  degrees: readonly Degree[],
  { coefficients, residuals }: RidgeFit,
  atoms: Matrix,
): TrialValues[] {
  const d = atoms.columns;
  const draws = degrees[0]!.directions.rows;
  const columns = (degrees.length + 1) * draws;
  const risks = new Float64Array(coefficients.columns);
  backend.workspace.scope(() => {
    const scale = width === null ? 1 : 1 / width;
    const average = width === null ? kernelAverage(spec, d) : findKernel(spec).at;
    const form = zonalGram(backend, atoms, (t) => scale * average(t));
    const formed = backend.workspace.matrix(atoms.rows, coefficients.columns);
    backend.multiply(formed, form, coefficients);
    const targets = backend.workspace.matrix(atoms.rows, columns);
    targets.data.fill(0);
    setHarmonics(backend, targets, atoms, degrees);
    const factors = Float64Array.from({ length: columns }, (_, c) => {
      const target = degrees[Math.floor(c / draws)];
      const of = width === null ? 'kernel' : 'feature';
      return target ? Math.sqrt(scale) * harmonicCoefficient(spec, d, target.degree, of) : 0;
    });
    for (let i = 0; i < coefficients.data.length; i++) {
      const row = Math.floor(i / coefficients.columns);
      const c = (i % coefficients.columns) % columns;
      const cross = factors[c]! * targets.data[row * columns + c]!;
      risks[i % coefficients.columns]! += coefficients.data[i]! * (formed.data[i]! - 2 * cross);
    }
  });
  const squares = meanSquares(residuals);
  return Array.from({ length: coefficients.columns / columns }, (_, i) => {
    const mean = (values: Float64Array, part: number) => {
      const first = i * columns + part * draws;
      return values.subarray(first, first + draws).reduce((sum, value) => sum + value, 0) / draws;
    };
    const signal = (values: Float64Array) =>
      degrees.reduce((sum, { share }, part) => sum + share * mean(values, part), 0);
    // The shares of the targets' own power sum to 1.
    return [
      1 + signal(risks),
      0,
      mean(risks, degrees.length),
      signal(squares),
      0,
      mean(squares, degrees.length),
    ];
  });
}

/** Eigenvalues of K/n of one draw that need not be 0, ascending; of k features those of (1/k) ZZᵀ/n. */
export function kernelEigenvalues(backend: Backend, cell: KernelCell, streams: Streams): Float64Array {
  const { workspace } = backend;
  const { spec, width, samples: n, dimension: d } = cell;
  const x = workspace.matrix(n, d);
  drawWeights(x, 'sphere', streams('inputs'));
  if (width === null) {
    const gram = zonalGram(backend, x, findKernel(spec).at);
    return backend.eigenSymmetric(gram, workspace.matrix(n, n)).map((value) => Math.max(0, value / n));
  }
  const weights = workspace.matrix(width, d);
  drawWeights(weights, 'sphere', streams('weights'));
  const z = workspace.matrix(n, width);
  backend.multiply(z, x, weights, { transposeB: true });
  const feature = randomFeature(spec, d);
  for (let i = 0; i < z.data.length; i++) z.data[i] = feature(z.data[i]!);
  const unit = n * width;
  return backend
    .singularValues(z)
    .map((value) => value ** 2 / unit)
    .reverse();
}

/** h of the inner products of the rows, which are unit vectors. */
function zonalGram(backend: Backend, rows: Matrix, h: (t: number) => number): Matrix {
  const out = backend.workspace.matrix(rows.rows, rows.rows);
  backend.gram(out, rows);
  const diagonal = h(1);
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < i; j++) {
      const value = h(out.data[i * out.rows + j]!);
      out.data[i * out.rows + j] = value;
      out.data[j * out.rows + i] = value;
    }
    out.data[i * (out.rows + 1)] = diagonal;
  }
  return out;
}

function activeDegrees({ powers }: KernelCell): { readonly degree: number; readonly share: number }[] {
  return powers.map((share, i) => ({ degree: i + 1, share })).filter(({ share }) => share > 0);
}

function contentsOf({ series, labels }: KernelPlan): { readonly cell: KernelCell; readonly draws: number } {
  if (labels === 'exact') throw new TypeError('harmonics have no exact average');
  return { cell: series[0]!.cell, draws: labels };
}

/** Samples n, atoms and columns of y, and the order m of the matrix that is factored. */
function extents(plan: KernelPlan) {
  const { cell, draws } = contentsOf(plan);
  const { samples: n, dimension: d, width } = cell;
  const columns = (activeDegrees(cell).length + 1) * draws;
  return { n, d, atoms: width ?? n, columns, m: Math.min(n, width ?? n), ridges: plan.series.length };
}

export function bytes(plan: KernelPlan): number {
  const { n, d, atoms, columns, m, ridges } = extents(plan);
  const vectors = (n + atoms) * (d + columns * (2 * ridges + 4)) + columns * d;
  return 8 * (vectors + 2 * n * atoms + atoms * atoms + 5 * m * m + 2 ** 20);
}

export function operations(plan: KernelPlan): number {
  const { n, d, atoms, columns, m, ridges } = extents(plan);
  const matrices =
    n * atoms * (2 * d + 100) + atoms * atoms * (2 * d + 100) + n * atoms * (atoms === n ? 0 : m);
  return matrices + ridges * (m ** 3 / 3 + (2 * m * m + 2 * n * atoms + 2 * atoms * atoms) * columns);
}
