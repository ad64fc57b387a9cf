/**
 * Training that stops before its end, at finite size (its limit life is theory/filters): with the eigenvalues s of ZᵀZ/unit or ZZᵀ/unit, whichever is
 * smaller, training from zero leaves the share r(s) of a label's component along an eigenvector, and fits
 *
 *     a = φ(ZᵀZ/unit) Zᵀy/unit = Zᵀ φ(ZZᵀ/unit) y/unit,      φ(s) = (1 − r(s))/s
 *
 *     gradient flow      r = e^{−ts}
 *     gradient descent   r₀ = 1, r₁ = 1 − ηs, r_{k+1} = (1+β−ηs) r_k − β r_{k−1}
 *     iterated ridge     r = (λ/(s+λ))^K
 *     truncation         r = 0 where √s > rcond·√s_max, or of the q largest s, else 1
 */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setColumns } from '../linalg/matrix.ts';
import type { Schedule } from '../parts/schedule.ts';
import {
  type DesignMatrix,
  expand,
  gramOf,
  isPrimal,
  project,
  type RidgeFit,
  subtractPredictions,
} from './ridge.ts';

/**
 * The fit for every schedule, as fitRidge gives it for every shift.
 * @param unit what turns eigenvalues of the Gram matrix into those that ridge and time are about: the shift of ridge 1
 */
export function fitFiltered(
  backend: Backend,
  design: DesignMatrix,
  y: Matrix,
  schedules: readonly Schedule[],
  unit: number,
): RidgeFit {
  const { workspace } = backend;
  const [primal, width] = [isPrimal(design), y.columns];
  const coefficients = workspace.matrix(design.parameters, schedules.length * width);
  const residuals = workspace.matrix(design.samples, schedules.length * width);
  workspace.scope(() => {
    const gram = gramOf(backend, design);
    const right = primal ? project(backend, design, y) : y;
    const cores = primal ? coefficients : workspace.matrix(gram.rows, coefficients.columns);
    filterInto(backend, cores, gram, right, schedules, { unit, samples: design.samples });
    for (let i = 0; i < schedules.length; i++) setColumns(residuals, i * width, y);
    if (!primal) expand(backend, design, cores, coefficients);
    subtractPredictions(backend, design, coefficients, residuals);
  });
  return { coefficients, residuals };
}

/** cores ← φ(gram/unit)·right/unit, schedule by schedule; overwrites the Gram matrix. */
export function filterInto(
  backend: Backend,
  cores: Matrix,
  gram: Matrix,
  right: Matrix,
  schedules: readonly Schedule[],
  { unit, samples }: { readonly unit: number; readonly samples: number },
): void {
  const { workspace } = backend;
  const width = right.columns;
  workspace.scope(() => {
    const vectors = workspace.matrix(gram.rows, gram.rows);
    const values = backend.eigenSymmetric(gram, vectors);
    const projected = workspace.matrix(gram.rows, width);
    backend.multiply(projected, vectors, right);
    schedules.forEach((schedule, i) => {
      workspace.scope(() => {
        const filtered = workspace.matrix(gram.rows, width);
        const core = workspace.matrix(gram.rows, width);
        const least = leastKept(schedule, values, samples);
        values.forEach((value, k) => {
          const factor = value > least ? filter(schedule, Math.max(0, value / unit)) / unit : 0;
          for (let c = k * width; c < (k + 1) * width; c++) filtered.data[c] = factor * projected.data[c]!;
        });
        backend.multiply(core, vectors, filtered, { transposeA: true });
        setColumns(cores, i * width, core);
      });
    });
  });
}

/** Eigenvalues below this share of the largest are null, and no components. */
const nullShare = 1e-13;

/** What a truncation leaves out, of eigenvalues in ascending order: those up to this one. */
function leastKept(schedule: Schedule, values: Float64Array, samples: number): number {
  const largest = values.at(-1) ?? 0;
  switch (schedule.kind) {
    case 'truncated':
      return Math.max(nullShare, schedule.rcond ** 2) * largest;
    case 'components': {
      const kept = Math.round(schedule.perSample * samples);
      return Math.max(nullShare * largest, values.at(-1 - kept) ?? 0);
    }
    default:
      return Number.NEGATIVE_INFINITY;
  }
}

/** φ(s) at an eigenvalue s ≥ 0 that is not left out. */
export function filter(schedule: Schedule, s: number): number {
  switch (schedule.kind) {
    case 'flow':
      return s === 0 ? schedule.time : -Math.expm1(-schedule.time * s) / s;
    case 'iterated': {
      const { count, ridge } = schedule;
      return s === 0 ? count / ridge : -Math.expm1(-count * Math.log1p(s / ridge)) / s;
    }
    case 'descent':
      return descentFilter(schedule, s);
    case 'truncated':
    case 'components':
      return 1 / s;
  }
}

/**
 * φ_T of φ_{k+1} = (1+β−ηs) φ_k − β φ_{k−1} + η from φ_0 = φ_{−1} = 0: η times the first entry of 1 + M + … + M^{T−1}, M the matrix of the
 * recursion, by doubling. Nothing is divided by s.
 */
function descentFilter({ steps, stepSize, momentum }: Schedule & { kind: 'descent' }, s: number): number {
  const one: Square = [1, 0, 0, 1];
  const step: Square = [1 + momentum - stepSize * s, -momentum, 1, 0];
  let power = one;
  let sum: Square = [0, 0, 0, 0];
  for (const bit of steps.toString(2)) {
    sum = plus(sum, times(power, sum));
    power = times(power, power);
    if (bit === '0') continue;
    sum = plus(one, times(step, sum));
    power = times(step, power);
  }
  return stepSize * sum[0];
}

/** A 2×2 matrix by rows. */
type Square = readonly [number, number, number, number];

function times([a, b, c, d]: Square, [e, f, g, h]: Square): Square {
  return [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
}

function plus([a, b, c, d]: Square, [e, f, g, h]: Square): Square {
  return [a + e, b + f, c + g, d + h];
}
