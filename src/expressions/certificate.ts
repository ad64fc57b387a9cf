/** Whether a point solves a system, how well it is determined, and if not, why. */

import { ontoBounds, type Range, rangesOf, sizesOf } from './coordinates.ts';
import { Gap, LimitReached } from './gap.ts';
import type { Found } from './solve.ts';
import type { SystemState } from './state.ts';

/**
 * `not-converged`: the steps stall; `singular`: the equations do not determine the unknowns; `undefined`: an equation
 * has no value; `outside`: the search leaves the domain; `limit`: it takes too much work.
 */
export type Status = 'ok' | 'not-converged' | 'singular' | 'undefined' | 'outside' | 'limit';

/** The largest |equation| / Σ |terms| that counts as none. */
const solved = 1e-10;
/** Of a single term that vanishes the terms within it count, as far as its rounding errors betray them. */
const betrayed = 1 / (50 * Number.EPSILON);
/** Unknowns that rounding leaves uncertain by more than this part are not determined. */
const determined = 1e-6;

/**
 * What x is as a solution.
 *
 * @param sizes of the unknowns where they are zero
 */
export function certify(state: SystemState, x: readonly number[], sizes: readonly number[]): Found {
  const found = (status: Status, reason: string | null, rest: Partial<Found> = {}): Found => ({
    x,
    status,
    reason,
    residual: null,
    uncertainties: x.map(() => 0),
    ...rest,
  });
  const values = state.equations(x);
  if (!values.every(Number.isFinite)) return found('undefined', null);
  let rounding: number[];
  try {
    rounding = state.roundingErrors(x);
  } catch (error) {
    if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
    return found('undefined', error.message);
  }
  const scales = state.magnitudes(x).map((size, i) => Math.max(size, betrayed * rounding[i]!) || 1);
  const residual = Math.max(...values.map((each, i) => Math.abs(each) / scales[i]!));
  if (!(residual <= solved)) return found('not-converged', null, { residual });
  const noise = values.map((each, i) => (Math.abs(each) + rounding[i]!) / scales[i]!);
  const units = x.map((each, i) => Math.abs(each) || sizes[i]!);
  const uncertain = uncertaintiesOf(jacobianOf(state, x, units, scales), units, noise);
  const worst = uncertain
    ? Math.max(...uncertain.map((each, i) => each / units[i]!))
    : Number.POSITIVE_INFINITY;
  const edge = uncertain && ontoBounds(x, rangesOf(state), (i) => 2 * uncertain[i]!);
  if (!uncertain || !(worst <= determined) || (edge && isDegenerate(state, x, units))) {
    const reason = `the equations do not determine the unknowns at ${placeOf(state, x)}: their Jacobian is singular there`;
    return found('singular', reason, { residual });
  }
  if (edge) {
    state.setUnknowns(edge);
    const left = state.violated();
    if (left !== null)
      return found('outside', `${placeOf(state, edge)} is on the edge of the domain ${left}`, { residual });
  }
  return found('ok', null, { residual, uncertainties: uncertain });
}

/** |J⁻¹| times the noise of the equations; null where J is singular. */
function uncertaintiesOf(
  jacobian: readonly (readonly number[])[],
  units: readonly number[],
  noise: readonly number[],
): number[] | null {
  const inverse = inverseOf(jacobian);
  if (!inverse) return null;
  return inverse.map(
    (row, i) => units[i]! * row.reduce((sum, each, j) => sum + Math.abs(each) * noise[j]!, 0),
  );
}

/** Of differences, in units of the unknowns. */
const widestStep = 1e-6;

/** In units of the unknowns and the equations' terms; one-sided at the edge of the domain. */
function jacobianOf(
  state: SystemState,
  x: readonly number[],
  units: readonly number[],
  scales: readonly number[],
  step = widestStep,
): number[][] {
  const at = (j: number, h: number) =>
    state.equations(x.map((each, i) => (i === j ? each + h * units[j]! : each)));
  const here = state.equations(x);
  const columns = x.map((_, j) => {
    const [after, before] = [at(j, step), at(j, -step)];
    return here.map((value, i) => {
      const [up, down] = [after[i]!, before[i]!];
      const difference = Number.isFinite(up)
        ? Number.isFinite(down)
          ? (up - down) / (2 * step)
          : (up - value) / step
        : (value - down) / step;
      return difference / (scales[i] || 1);
    });
  });
  return here.map((_, i) => columns.map((column) => column[i]!));
}

/** By elimination with pivots; null where there is none, to rounding. */
function inverseOf(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[pivot]![k]!)) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    const head = rows[k]!;
    const size = head[k]!;
    if (!(Math.abs(size) > 0) || !head.every(Number.isFinite)) return null;
    for (let j = 0; j < 2 * n; j++) head[j]! /= size;
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = rows[i]![k]!;
      for (let j = 0; j < 2 * n; j++) rows[i]![j]! -= factor * head[j]!;
    }
  }
  const inverse = rows.map((row) => row.slice(n));
  return inverse.every((row) => row.every(Number.isFinite)) ? inverse : null;
}

/** Distances from a bound, as parts of the start's, that lead to it. */
const attained = 1e-8;
/** Entries of J⁻¹ that betray a singular J where the steps end, and those that differences cannot tell from infinite. */
const singular = 1e5;
const unresolved = 1e8;

/** The same, with the reason why it is no solution. */
export function explain(state: SystemState, found: Found, start: readonly number[]): Found {
  if (found.reason !== null) return found;
  const { x, residual } = found;
  const at = placeOf(state, x);
  try {
    state.setUnknowns(x);
    const violated = state.violated();
    if (violated !== null)
      return { ...found, status: 'outside', reason: `${at} is outside the domain ${violated}` };
    state.roundingErrors(x);
  } catch (error) {
    if (error instanceof LimitReached || !(error instanceof Gap)) throw error;
    return { ...found, status: 'undefined', reason: error.message };
  }
  if (residual === null)
    return { ...found, status: 'undefined', reason: `an equation has no value at ${at}` };
  const left = `a residual of ${residual.toPrecision(2)} is left at ${at}`;
  if (leadsToEdge(state, x, start))
    return { ...found, status: 'outside', reason: `the steps lead to the edge of the domain: ${left}` };
  if (largestInverse(state, x, sizesOf(x)) > singular)
    return { ...found, status: 'singular', reason: `the Jacobian is singular where the steps end: ${left}` };
  return { ...found, status: 'not-converged', reason: `the steps stall: ${left}` };
}

/** The bounds that a search from there has led to, the other unknowns as they are; null where it has led to none. */
export function edgeNear(
  x: readonly number[],
  start: readonly number[],
  ranges: readonly Range[],
): number[] | null {
  return ontoBounds(x, ranges, (i, bound) => attained * Math.abs(start[i]! - bound));
}

/** Near one of the bounds, or where the condition ceases to hold a step away. */
function leadsToEdge(state: SystemState, x: readonly number[], start: readonly number[]): boolean {
  const units = sizesOf(x);
  const beside = (j: number, h: number) => {
    state.setUnknowns(x.map((each, i) => (i === j ? each + h * units[j]! : each)));
    return !state.inside();
  };
  return (
    edgeNear(x, start, rangesOf(state)) !== null ||
    x.some((_, j) => beside(j, widestStep) || beside(j, -widestStep))
  );
}

/**
 * Whether J is singular on an edge, where terms may vanish without rounding errors that would betray it: J⁻¹ grows as
 * differences narrow, or is beyond what they can tell.
 */
function isDegenerate(state: SystemState, x: readonly number[], units: readonly number[]): boolean {
  const [wide, narrow] = [1, 1 / 8].map((share) => largestInverse(state, x, units, share * widestStep));
  return !(narrow! <= Math.min(2 * wide!, unresolved));
}

/** The largest entry of J⁻¹, in units of the unknowns and of the terms around; infinite where J is singular. */
function largestInverse(
  state: SystemState,
  x: readonly number[],
  units: readonly number[],
  step = widestStep,
): number {
  const inverse = inverseOf(jacobianOf(state, x, units, scalesAbout(state, x, units), step));
  return inverse ? Math.max(...inverse.flat().map(Math.abs)) : Number.POSITIVE_INFINITY;
}

/** The sizes of the terms there and a tenth away in the domain: at a double root or an edge they vanish themselves. */
function scalesAbout(state: SystemState, x: readonly number[], units: readonly number[]): number[] {
  const around = [0, -0.1, 0.1].map((share) => {
    const beside = x.map((each, i) => each + share * units[i]!);
    state.setUnknowns(beside);
    return state.inside() ? state.magnitudes(beside) : [];
  });
  return state.magnitudes(x).map((_, i) => Math.max(...around.map((sizes) => sizes[i] ?? 0)));
}

function placeOf(state: SystemState, x: readonly number[]): string {
  let i = 0;
  return state.system.unknowns
    .map(({ name, complex }) => {
      const re = x[i++]!;
      if (!complex) return `${name} = ${re.toPrecision(6)}`;
      const im = x[i++]!;
      return `${name} = ${re.toPrecision(6)} ${im < 0 ? '−' : '+'} ${Math.abs(im).toPrecision(6)} i`;
    })
    .join(', ');
}
