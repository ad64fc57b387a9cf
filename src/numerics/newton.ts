/** Newton's method for a few equations in as many unknowns, with differences for derivatives and steps that must pay. */

export interface Root {
  readonly x: readonly number[];
  /** max |f(x)|. */
  readonly residual: number;
  readonly converged: boolean;
  /** Evaluations of f. */
  readonly evaluations: number;
}

export interface NewtonOptions {
  /** A residual that counts as none. */
  readonly tolerance: number;
  readonly maximumSteps: number;
  /** No unknown changes by more in one step. */
  readonly longestStep: number;
}

const difference = 1e-6;
const mostHalvings = 12;

/** Broyden's updates go on while a step lowers the residual at least by this. */
const paying = 0.2;

type Equations = (x: readonly number[]) => readonly number[];

/**
 * A zero of f near `start`; unknowns and values of order 1, such as logarithms. f may return NaN where it is not defined. It has converged when the
 * residual is below the tolerance and steps no longer lower it.
 *
 * Derivatives are differences, then Broyden's updates of them as long as these pay: Dennis & Schnabel 1983, chapter 8.
 */
export function solveSystem(
  f: Equations,
  start: readonly number[],
  { tolerance, maximumSteps, longestStep }: NewtonOptions,
): Root {
  let evaluations = 0;
  const counted: Equations = (x) => {
    evaluations++;
    return f(x);
  };
  let x = start;
  let value = counted(x);
  let jacobian: Jacobian | null = null;
  for (let i = 0; i < maximumSteps && Number.isFinite(size(value)); i++) {
    const before = size(value);
    const fresh: boolean = jacobian === null;
    jacobian ??= differences(counted, x, value);
    const step: number[] | null = solveLinear(jacobian, value);
    const taken: Step | null =
      step && search(counted, x, before, scaled(step, Math.min(1, longestStep / size(step))), fresh);
    if (!taken) {
      if (fresh) break;
      jacobian = null;
      continue;
    }
    jacobian = size(taken.value) > paying * before ? null : updated(jacobian, taken, value);
    x = x.map((each, k) => each + taken.step[k]!);
    value = taken.value;
    if (size(value) <= tolerance && (size(taken.step) <= settled || size(value) === 0)) break;
  }
  const residual = size(value);
  return { x, residual, converged: residual <= tolerance, evaluations };
}

/** A step so short, from which the next would be of the order of rounding. */
const settled = 1e-9;

interface Step {
  readonly step: readonly number[];
  readonly value: readonly number[];
}

/** The first of the halved steps that lowers the residual; of a Jacobian that is not fresh only the whole one. */
function search(
  f: Equations,
  x: readonly number[],
  before: number,
  whole: readonly number[],
  fresh: boolean,
): Step | null {
  for (let h = 0; h <= (fresh ? mostHalvings : 0); h++) {
    const step = scaled(whole, 0.5 ** h);
    const value = f(x.map((each, i) => each + step[i]!));
    if (size(value) < before) return { step, value };
  }
  return null;
}

function scaled(values: readonly number[], factor: number): number[] {
  return values.map((value) => factor * value);
}

/** max |values|; NaN if any is. */
function size(values: readonly number[]): number {
  let most = 0;
  for (const value of values) most = Math.abs(value) <= most ? most : Math.abs(value);
  return values.some(Number.isNaN) ? Number.NaN : most;
}

/** Rows ∂f_i. */
type Jacobian = readonly (readonly number[])[];

function differences(f: Equations, x: readonly number[], value: readonly number[]): Jacobian {
  const columns = x.map((_, j) => {
    const moved = f(x.map((each, i) => (i === j ? each + difference : each)));
    return moved.map((each, i) => (each - value[i]!) / difference);
  });
  return value.map((_, i) => columns.map((column) => column[i]!));
}

/** J + (Δf − J Δx) Δxᵀ/|Δx|². */
function updated(jacobian: Jacobian, { step, value }: Step, before: readonly number[]): Jacobian {
  const norm = step.reduce((sum, each) => sum + each * each, 0);
  return jacobian.map((row, i) => {
    const predicted = row.reduce((sum, each, j) => sum + each * step[j]!, 0);
    const excess = (value[i]! - before[i]! - predicted) / norm;
    return row.map((each, j) => each + excess * step[j]!);
  });
}

/** −J⁻¹ f by elimination with pivots; null where J is singular. */
function solveLinear(jacobian: Jacobian, value: readonly number[]): number[] | null {
  const n = value.length;
  const rows = jacobian.map((row, i) => [...row, -value[i]!]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const head = rows[k]!;
    if (!(Math.abs(head[k]!) > 0)) return null;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]! / head[k]!;
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * head[j]!;
    }
  }
  const step = rows.map((row, i) => row[n]! / row[i]!);
  return step.every(Number.isFinite) ? step : null;
}
