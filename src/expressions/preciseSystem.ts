/** A system of equations to many digits: Newton's method in decimals from the solution in doubles. */
import type { Big, Decimals } from './decimals.ts';
import { Gap } from './gap.ts';
import { type PreciseCircumstances, PreciseEvaluation } from './precise.ts';
import type { SystemSolution } from './solve.ts';
import type { System } from './system.ts';

const mostSteps = 40;
/** How far, in parts of itself, an unknown may be from its double. */
const near = 1e-6;
/** The steps fall quadratically to this; where they fall no more below it, rounding is all that is left. */
const small = 1e-12;

/** What is solved, where. */
export interface PreciseProblem {
  readonly system: System;
  readonly solution: SystemSolution;
  readonly parameters: readonly (string | null)[];
  readonly about: PreciseCircumstances;
}

/** A quantity of the solution, at one precision. @throws {Gap} where there is none */
export function preciseQuantity(
  { system, solution, parameters, about }: PreciseProblem,
  quantity: string,
  decimals: Decimals,
  check: () => void,
): Big {
  if (solution.status !== 'ok') throw new Gap(solution.reason ?? 'there is no solution');
  if (system.unknowns.some(({ complex }) => complex)) throw new Gap('its unknowns are complex');
  const typed = parameters.map((each) => (each === null ? undefined : decimals.of(each)));
  const evaluation = new PreciseEvaluation(decimals, check, typed, about);
  const set = (x: readonly Big[]) => {
    for (const [i, { slot }] of system.unknowns.entries()) evaluation.values[slot] = x[i];
    for (const { slot, expression } of system.lets) evaluation.values[slot] = evaluation.value(expression);
  };
  const equations = (x: readonly Big[]): Big[] => {
    check();
    set(x);
    return system.equations.map((each) => evaluation.value(each));
  };
  const start = system.unknowns.map(({ name }) => decimals.of(solution.unknowns[name]!.re));
  set(newton(equations, start, decimals));
  return evaluation.value(system.quantities[quantity]!);
}

/** The root near the start. @throws {Gap} where the steps do not lead to one */
function newton(f: (x: readonly Big[]) => Big[], start: readonly Big[], decimals: Decimals): Big[] {
  const share = decimals.of(10).pow(-Math.ceil(decimals.precision / 2));
  const sizes = start.map((each) => (each.isZero() ? decimals.of(1) : each.abs()));
  let x = [...start];
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; step < mostSteps; step++) {
    const value = f(x);
    const columns = x.map((each, k) => {
      const moved = sizes[k]!.times(share);
      const there = f(x.map((other, i) => (i === k ? each.plus(moved) : other)));
      return there.map((other, i) => other.minus(value[i]!).div(moved));
    });
    const change = solved(
      value.map((each, i) => [...columns.map((column) => column[i]!), each]),
      decimals,
    );
    x = x.map((each, i) => each.minus(change[i]!));
    const exponents = change.map((each, i) => (each.isZero() ? -Infinity : each.div(sizes[i]!).e));
    const moved = Math.max(...exponents);
    if (x.some((each, i) => each.minus(start[i]!).abs().gt(sizes[i]!.times(near))))
      throw new Gap('Newton’s method leaves the solution in doubles');
    if (moved <= 3 - decimals.precision || (moved >= before && moved < Math.log10(small))) return x;
    before = moved;
  }
  throw new Gap('Newton’s method does not converge to the digits');
}

/** The solution of linear equations, each with its right side at its end, by elimination with the largest pivots. */
function solved(rows: readonly (readonly Big[])[], decimals: Decimals): Big[] {
  const left = rows.map((row) => [...row]);
  const n = left.length;
  for (let k = 0; k < n; k++) {
    const pivot = left.slice(k).reduce((most, row) => (row[k]!.abs().gt(most[k]!.abs()) ? row : most));
    if (pivot[k]!.isZero()) throw new Gap('the Jacobian is singular at the solution');
    left.splice(left.indexOf(pivot), 1);
    left.splice(k, 0, pivot);
    for (const row of left.slice(k + 1)) {
      const factor = row[k]!.div(pivot[k]!);
      for (let j = k; j <= n; j++) row[j] = row[j]!.minus(factor.times(pivot[j]!));
    }
  }
  const x: Big[] = [];
  for (let k = n - 1; k >= 0; k--) {
    const known = x.reduce((sum, each, i) => sum.plus(left[k]![k + 1 + i]!.times(each)), decimals.of(0));
    x.unshift(left[k]![n]!.minus(known).div(left[k]![k]!));
  }
  return x;
}
