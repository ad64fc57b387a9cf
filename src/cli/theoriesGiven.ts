/** Theories of one's own on the command line: --formula, and --theories with a file of them. */
import { clip, InputError } from '../errors.ts';
import type { ModelSignature } from '../scenario/scenario.ts';
import { checkTheoryName, readTheories } from '../scenario/theories.ts';
import type { Axis } from '../scenario/values.ts';
import type { ExpressionsPlan } from '../theories/own.ts';
import { surroundingsOf, type TheoryPlan, theoryFrom } from '../theories/plan.ts';
import type { Given, Option } from './command.ts';
import { readBeside, readText, textOf } from './options.ts';

export const theoryOptions: readonly Option[] = [
  {
    name: 'formula',
    of: 'command',
    kind: 'several',
    group: 'Theories of one’s own',
    meaning:
      '"QUANTITY = EXPRESSION" or "NAME: QUANTITY = EXPRESSION" in the parameters, as docs/formulas.md says; may be repeated',
  },
  {
    name: 'theories',
    of: 'command',
    group: 'Theories of one’s own',
    meaning: 'YAML file with a list of theories, as scenarios have them',
  },
];

/** In the order of the file, then of the command line. @throws {InputError} for what cannot be read, or is there twice */
export function theoriesGiven(given: Given, model: ModelSignature, axes: readonly Axis[]): TheoryPlan[] {
  const file = textOf(given, 'theories');
  const listed =
    file === undefined ? [] : readTheories(file, readText(file), { model, axes, read: readBeside(file) });
  const typed = formulasGiven(given, model);
  const names = [...listed, ...typed].map((plan) => (typeof plan === 'string' ? plan : plan.name));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice === undefined) return [...listed, ...typed];
  throw new InputError(
    `--formula: there is a theory named ${clip(twice)} in ${file} already; give it another name`,
  );
}

const formulaPattern = /^\s*(?:([^:=?]+?)\s*:\s*)?([A-Za-z]\w*)\s*=(?!=)\s*(\S.*)$/s;

function formulasGiven({ options }: Given, model: ModelSignature): TheoryPlan[] {
  const plans = new Map<string, ExpressionsPlan>();
  for (const text of options.get('formula') ?? []) {
    const [, given, quantity, expression] = formulaPattern.exec(text) ?? [];
    if (quantity === undefined || expression === undefined)
      throw new InputError(
        `--formula ${clip(text)}: a quantity and what it is are needed, such as "${model.quantities[0]} = …"`,
      );
    const name = given ?? freeName(plans);
    const refuse = (_: unknown, problem: string) => new InputError(`--formula ${clip(text)}: ${problem}`);
    checkTheoryName(name, refuse);
    const known = plans.get(name)?.quantities ?? {};
    if (Object.hasOwn(known, quantity))
      throw new InputError(
        `--formula ${clip(text)}: ${name} says already what ${quantity} is; give it another name`,
      );
    plans.set(name, { name, quantities: { ...known, [quantity]: expression } });
    theoryFrom({ name, quantities: { [quantity]: expression } }, surroundingsOf(model), refuse);
  }
  return [...plans.values()];
}

/** mine, mine2, mine3, … */
function freeName(plans: ReadonlyMap<string, unknown>): string {
  let name = 'mine';
  for (let i = 2; plans.has(name); i++) name = `mine${i}`;
  return name;
}
