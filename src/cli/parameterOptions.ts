/** The parameters of the models as options of a command, and the axes of the scan that their values make. */
import { InputError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { fallbackText, type Parameter } from '../problem/parameter.ts';
import { readAxes as axesOf } from '../scenario/axes.ts';
import type { Axis } from '../scenario/values.ts';
import type { Given, Option } from './command.ts';
import { camel, kebab, textOf } from './options.ts';

/** What has parameters: a model, or another command's subject. */
export type Owner = Pick<Model, 'name' | 'parameters' | 'inputs'>;

export const valueNotes: string =
  'A value is a number, a list 1,2,3, linspace(first,last,count) or logspace(first,last,count); several lists make their product, in which the last given list varies fastest.';

export const parameterNotes: string = `Models: ${models.map(({ name }) => name).join(', ')}. ${valueNotes}`;

export function parametersOf(owner: Owner): readonly Parameter[] {
  return [...owner.parameters, ...owner.inputs];
}

/** Parameters of one owner under its name, those of all under a common heading. */
export function parameterOptions(all: readonly Owner[] = models): Option[] {
  const names = new Set(all.flatMap(parametersOf).map(({ name }) => name));
  return [...names].map((name) => {
    const owned = all.flatMap((owner) =>
      parametersOf(owner)
        .filter((parameter) => parameter.name === name)
        .map((parameter) => ({ owner: owner.name, parameter })),
    );
    const common = owned.length === all.length;
    return {
      name: kebab(name),
      meaning: describeParameter(owned),
      group: common ? 'Parameters' : `Parameters of ${owned.map(({ owner }) => owner).join(', ')}`,
    };
  });
}

/** The meaning that the last owner gives it, and what stands for it with each of them. */
function describeParameter(
  owned: readonly { readonly owner: string; readonly parameter: Parameter }[],
): string {
  const { parameter } = owned.at(-1)!;
  const choices = parameter.kind === 'choice' ? ` (${parameter.choices.join(', ')})` : '';
  const fallbackOf = (each: Parameter) =>
    `${each.default === undefined ? '' : 'default '}${fallbackText(each)}`;
  const texts = new Set(owned.map((each) => fallbackOf(each.parameter)));
  const fallbacks = [...texts].map((text) => {
    const those = owned.filter((each) => fallbackOf(each.parameter) === text);
    return texts.size === 1 ? text : `${text} of ${those.map(({ owner }) => owner).join(', ')}`;
  });
  return `${parameter.meaning}${choices} [${fallbacks.join('; ')}]`;
}

/**
 * The values of every parameter, in the order of the command line, so that the last given list varies fastest; then the defaults. Options that
 * the command declares and no model has are its own affair.
 *
 * @throws {InputError} for the first option that is wrong or missing
 */
export function readAxes(model: Owner, given: Given, declared: readonly Option[]): Axis[] {
  const ofModels = parameterOptions().map(({ name }) => name);
  const own = declared.map(({ name }) => name).filter((name) => !ofModels.includes(name));
  const names = [...given.options.keys()].filter((name) => !own.includes(name));
  return axesOf(new Map(names.map((name) => [camel(name), textOf(given, name)])), {
    owner: model.name,
    parameters: parametersOf(model),
    label: (name) => `--${kebab(name)}`,
    complain: (message) => {
      throw new InputError(message);
    },
  });
}
