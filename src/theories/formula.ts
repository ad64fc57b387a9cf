/** A closed form of one's own: an expression for each quantity, and names for parts of them. */

import { toDigits } from '../expressions/digits.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { type Expression, hostsIn, namesIn, parseExpression } from '../expressions/expression.ts';
import { Budget } from '../expressions/gap.ts';
import { PreciseEvaluation } from '../expressions/precise.ts';
import { checkNames } from '../expressions/system.ts';
import { claimVocabulary } from '../expressions/vocabulary.ts';
import {
  dependence,
  type ExpressionsPlan,
  preciselyOnce,
  type Refuse,
  reading,
  type Surroundings,
} from './own.ts';
import type { Place, Statement, Theory } from './theory.ts';

/** @throws {InputError} for an expression that cannot be read */
export function formulaTheory(plan: ExpressionsPlan, about: Surroundings, refuse: Refuse): Theory {
  const letNames = Object.keys(plan.let ?? {});
  reading(['let'], refuse, () => checkNames([], letNames, about.names));
  const parse = (key: readonly string[], text: string, known: readonly string[]) =>
    reading(key, refuse, () =>
      parseExpression(text, claimVocabulary(about.names, about.hosted, { names: known, complex: [] })),
    );
  const lets = Object.entries(plan.let ?? {}).map(([name, text], i) =>
    parse(['let', name], text, letNames.slice(0, i)),
  );
  const expressions = new Map(
    Object.entries(plan.quantities).map(([quantity, text]) => [quantity, parse([quantity], text, letNames)]),
  );
  const said = new Map<string, Statement>();
  return {
    name: plan.name,
    source: plan.source ?? null,
    quantities: [...expressions.keys()],
    sparse: false,
    state: (quantity, place) => {
      const all = [...lets, expressions.get(quantity)!];
      const used = all.flatMap(namesIn).filter((name) => about.names.includes(name));
      const gap = missing(used, place);
      if (gap !== null) return { gap };
      const key = `${quantity} ${dependence(place, used, new Set(all.flatMap(hostsIn)))}`;
      const statement = said.get(key) ?? lastOf(all, valuesOf(about.names, place), place);
      said.set(key, statement);
      return statement;
    },
    precisely: preciselyOnce(about.names, (quantity, numbers, place, digits) =>
      toDigits(digits, (decimals, check) => {
        const values = numbers.map((each) => (each === null ? undefined : decimals.of(each)));
        const evaluation = new PreciseEvaluation(decimals, check, values, place);
        for (const [i, each] of lets.entries())
          evaluation.values[about.names.length + i] = evaluation.value(each);
        return evaluation.value(expressions.get(quantity)!);
      }),
    ),
  };
}

/** The value of the last expression; each is known to those after it, and all share the limits of one evaluation. */
function lastOf(expressions: readonly Expression[], values: readonly number[], { host }: Place): Statement {
  const known = [...values];
  const budget = new Budget();
  for (const expression of expressions) {
    const outcome = evaluate(expression, known, { host, budget });
    if (outcome.gap !== undefined) return { gap: outcome.gap, work: budget.spent };
    known.push(outcome.value);
  }
  return { value: known.at(-1)!, work: budget.spent };
}

/** The numbers of a place in the order of the names; NaN where it has none, which no expression reads. */
export function valuesOf(names: readonly string[], { numbers }: Place): number[] {
  return names.map((name) => numbers[name] ?? Number.NaN);
}

/** That names have no number at this place; null where all have one. */
export function missing(used: readonly string[], { numbers }: Place): string | null {
  const absent = used.filter((name) => numbers[name] === undefined);
  return absent.length === 0
    ? null
    : `${absent.join(', ')} ${absent.length > 1 ? 'have' : 'has'} no value at this point`;
}
