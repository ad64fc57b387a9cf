/** A fixed point of one's own: equations for unknowns, typed as in the paper, and quantities read off their solution. */

import { toDigits } from '../expressions/digits.ts';
import { Budget } from '../expressions/gap.ts';
import { preciseQuantity } from '../expressions/preciseSystem.ts';
import { otherSolutions, type SystemSolution, solveSystem } from '../expressions/solve.ts';
import { parseSystem, type System, type SystemText } from '../expressions/system.ts';
import { missing, valuesOf } from './formula.ts';
import {
  dependence,
  type ExpressionsPlan,
  preciselyOnce,
  type Refuse,
  reading,
  type Surroundings,
} from './own.ts';
import type { Place, Theory } from './theory.ts';

export type EquationsPlan = ExpressionsPlan & SystemText;

/** @throws {InputError} for equations that cannot be read, or that do not determine the unknowns */
export function equationsTheory(plan: EquationsPlan, about: Surroundings, refuse: Refuse): Theory {
  const { unknowns = {}, equations = [], let: lets = {}, quantities } = plan;
  const text = { unknowns, equations, let: lets };
  const system = reading(['equations'], refuse, () =>
    parseSystem(text, about.names, quantities, about.hosted),
  );
  const solveAt = solver(system, about.names);
  const othersOf = searcher(system);
  return {
    name: plan.name,
    source: plan.source ?? null,
    quantities: Object.keys(quantities),
    sparse: false,
    state: (quantity, place) => {
      const gap = missing(namesUsed(system, about.names), place);
      if (gap !== null) return { gap };
      const solution = solveAt(place);
      const outcome = solution.quantities[quantity]!;
      const { work } = solution;
      if (outcome.gap !== undefined) return { gap: outcome.gap, work };
      return {
        value: outcome.value,
        work,
        residual: solution.residual,
        ...(solution.from === 'edge'
          ? { note: `the solution of ${plan.name} lies on the edge of its domain` }
          : {}),
        alternatives: () => alternatives(othersOf(solution, place), quantity),
      };
    },
    precisely: preciselyOnce(about.names, (quantity, parameters, place, digits) => {
      const problem = { system, solution: solveAt(place), parameters, about: place };
      return toDigits(digits, (...at) => preciseQuantity(problem, quantity, ...at));
    }),
  };
}

function namesUsed(system: System, names: readonly string[]): readonly string[] {
  return names.filter((name) => system.used.has(name));
}

/**
 * Solves at one place after the other, each beginning at the last solution inside the domain where the start alone does not lead
 * to one.
 */
function solver(system: System, names: readonly string[]): (place: Place) => SystemSolution {
  const solved = new Map<string, SystemSolution>();
  let near: SystemSolution | undefined;
  return (place) => {
    const values = valuesOf(names, place);
    const key = dependence(place, namesUsed(system, names), system.hosted);
    const known = solved.get(key);
    if (known) return known;
    const found = solveSystem(system, values, { host: place.host, ...(near ? { near } : {}) });
    if (found.status === 'ok' && found.from !== 'edge') near = found;
    solved.set(key, found);
    return found;
  };
}

/**
 * Searches once for all quantities that are read off a solution. All points together have the limits of one evaluation; those that are left over are searched
 * from what was found at others.
 */
function searcher(system: System): (solution: SystemSolution, place: Place) => readonly SystemSolution[] {
  const searched = new WeakMap<SystemSolution, readonly SystemSolution[]>();
  let near: readonly SystemSolution[] = [];
  let budget: Budget | undefined;
  return (solution, { host }) => {
    const known = searched.get(solution);
    if (known) return known;
    budget ??= new Budget();
    const others = budget.exhausted
      ? otherSolutions(system, solution, { host, near, starts: 0 })
      : otherSolutions(system, solution, { host, near, budget });
    if (others.length > 0) near = others;
    searched.set(solution, others);
    return others;
  };
}

function alternatives(others: readonly SystemSolution[], quantity: string): readonly number[] {
  return others.flatMap(({ quantities }) => {
    const outcome = quantities[quantity]!;
    return outcome.gap === undefined ? [outcome.value] : [];
  });
}
