/** Theories as a scenario gives them: plain data, checked against a model and made ready to be asked. */
import { clip, InputError, show, unknownName } from '../errors.ts';
import type { HostName } from '../expressions/host.ts';
import type { Parameter } from '../parts/parameter.ts';
import { type EquationsPlan, equationsTheory } from './equations.ts';
import { formulaTheory } from './formula.ts';
import type { ExpressionsPlan, Refuse, Surroundings } from './own.ts';
import { type TableRow, tableTheory } from './table.ts';
import { engine, engineName, type Theory } from './theory.ts';

/** One entry of `theories`: the engine, expressions by quantity (with a system of equations or without), or rows. */
export type TheoryPlan = typeof engineName | ExpressionsPlan | TablePlan;

export interface TablePlan {
  readonly name: string;
  readonly source?: string;
  readonly rows: readonly TableRow[];
}

/** What theories may speak of a model with these parameters and quantities. */
export function surroundingsOf(model: {
  readonly parameters: readonly Parameter[];
  readonly inputs: readonly Parameter[];
  readonly quantities: readonly string[];
  readonly hosted?: readonly HostName[];
}): Surroundings {
  const numbers = [...model.parameters, ...model.inputs].filter(({ kind }) => kind === 'number');
  return {
    names: numbers.map(({ name }) => name),
    quantities: model.quantities,
    hosted: model.hosted ?? [],
  };
}

const plainly: Refuse = (key, problem) => new InputError(`${key.join('.')}: ${problem}`);

/** The theory of a plan. @throws {InputError} for expressions that cannot be read, by the key that they stand at */
export function theoryFrom(plan: TheoryPlan, about: Surroundings, refuse: Refuse = plainly): Theory {
  if (typeof plan === 'string') return engine;
  if (plan.name === engineName)
    throw refuse(['name'], `"${engineName}" is the model's own theory; expected another name`);
  if ('rows' in plan) return tableTheory(plan);
  const { quantities } = plan;
  for (const quantity of Object.keys(quantities)) {
    if (about.quantities.includes(quantity)) continue;
    throw refuse([quantity], unknownName('quantity', quantity, about.quantities).message);
  }
  if (Object.keys(quantities).length === 0)
    throw refuse(
      [],
      `${show(plan.name)} says nothing; expected an expression for ${about.quantities.join(', ')}`,
    );
  const equations = isSystem(plan, refuse) ? equationsTheory(plan, about, refuse) : null;
  return equations ?? formulaTheory(plan, about, refuse);
}

/** What a theory of one's own speaks of. */
export function quantitiesOf(plan: TheoryPlan): readonly string[] {
  if (typeof plan === 'string') return [];
  return Object.keys(
    'rows' in plan ? Object.assign({}, ...plan.rows.map(({ values }) => values)) : plan.quantities,
  );
}

function isSystem(plan: ExpressionsPlan, refuse: Refuse): plan is EquationsPlan {
  const { unknowns, equations } = plan;
  if (unknowns === undefined && equations === undefined) return false;
  if (unknowns === undefined) throw refuse(['equations'], 'equations need unknowns beside them');
  if (equations === undefined)
    throw refuse(['unknowns'], `${clip(Object.keys(unknowns).join(', '))} need equations beside them`);
  return true;
}
