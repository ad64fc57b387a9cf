/**
 * Newton's method for a few equations in as many unknowns, with differences for derivatives and steps that
 * must pay.
 */

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

/** Broyden's updates go on while a step shortens the next at least by this. */
const paying = 0.2;

/** A next step so short is not taken; a root is found if it is no longer than this. */
const settled = 1e-10;
const accurate = 1e-8;

type Equations = (x: readonly number[]) => readonly number[];

/**
 * A zero of f near `start`; unknowns and values of order 1, such as logarithms. f may return NaN where it is
 * not defined. It has converged when the residual is below the tolerance, and the next step would be short.
 *
 * A step pays if it lowers the residual, or if it shortens the next one by the same derivatives: that sees
 * the way along a valley, in which f hardly changes (Deuflhard 2004, Newton Methods for Nonlinear Problems,
 * section 3.3). Derivatives are differences, then Broyden's updates of them as long as these pay (Dennis &
 * Schnabel 1983, chapter 8).
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
  let ahead = Number.POSITIVE_INFINITY;
  for (let i = 0; i < maximumSteps && Number.isFinite(size(value)); i++) {
    const fresh: boolean = jacobian === null;
    jacobian ??= differences(counted, x, value);
    const whole: number[] | null = solveLinear(jacobian, value);
    if (whole) ahead = size(whole);
    const taken: Step | null =
      whole && search(counted, x, jacobian, { whole, before: size(value), longestStep, fresh });
    if (!taken) {
      if (fresh) break;
      jacobian = null;
      continue;
    }
    jacobian = taken.ahead > paying * ahead ? null : updated(jacobian, taken, value);
    x = x.map((each, k) => each + taken.step[k]!);
    value = taken.value;
    ahead = taken.ahead;
    if (size(value) <= tolerance && ahead <= settled) break;
  }
  const residual = size(value);
  return { x, residual, converged: residual <= tolerance && ahead <= accurate, evaluations };
}

interface Step {
  readonly step: readonly number[];
  readonly value: readonly number[];
  /** Length of the next by the same derivatives. */
  readonly ahead: number;
}

/** The first of the halved steps that pays; of a Jacobian that is not fresh only the whole one. */
function search(
  f: Equations,
  x: readonly number[],
  jacobian: Jacobian,
  {
    whole,
    before,
    longestStep,
    fresh,
  }: { whole: readonly number[]; before: number; longestStep: number; fresh: boolean },
): Step | null {
  const length = size(whole);
  const longest = Math.min(1, longestStep / length);
  for (let h = 0; h <= (fresh ? mostHalvings : 0); h++) {
    const step = scaled(whole, longest * 0.5 ** h);
    const value = f(x.map((each, i) => each + step[i]!));
    const next = solveLinear(jacobian, value);
    const ahead = next ? size(next) : Number.POSITIVE_INFINITY;
    if (ahead < length || size(value) < before) return { step, value, ahead };
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
