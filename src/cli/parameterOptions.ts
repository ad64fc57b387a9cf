/** The parameters of the models as options of a command, and the axes of the scan that their values make. */
import { InputError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { fallbackOf, type Parameter } from '../problem/parameter.ts';
import { type Axis, parseValues } from '../scenario/values.ts';
import type { Given, Option } from './command.ts';
import { kebab, textOf } from './options.ts';

export const parameterNotes: string = `Models: ${models.map(({ name }) => name).join(', ')}. A value is a number, a list 1,2,3, linspace(first,last,count) or logspace(first,last,count); several lists make their product, in which the last given list varies fastest.`;

function parametersOf(model: Model): readonly Parameter[] {
  return [...model.parameters, ...model.inputs];
}

function modelsWith(name: string): Model[] {
  return models.filter((model) => parametersOf(model).some((parameter) => parameter.name === name));
}

/** Parameters of one model under its name, those of all under a common heading. */
export function parameterOptions(): Option[] {
  const byName = new Map(models.flatMap(parametersOf).map((parameter) => [parameter.name, parameter]));
  return [...byName.values()].map((parameter) => {
    const owners = modelsWith(parameter.name);
    const common = owners.length === models.length;
    return {
      name: kebab(parameter.name),
      meaning: describeParameter(parameter),
      group: common ? 'Parameters' : `Parameters of ${owners.map(({ name }) => name).join(', ')}`,
    };
  });
}

function describeParameter(parameter: Parameter): string {
  const fallback =
    parameter.default === undefined ? (fallbackOf(parameter) ?? 'required') : `default ${parameter.default}`;
  const choices = parameter.kind === 'choice' ? ` (${parameter.choices.join(', ')})` : '';
  return `${parameter.meaning}${choices} [${fallback}]`;
}

/**
 * The values of every parameter, in the order of the command line, so that the last given list varies fastest; then the defaults. Options that
 * the command declares and no model has are its own affair.
 */
export function readAxes(model: Model, given: Given, declared: readonly Option[]): Axis[] {
  const parameters = parametersOf(model);
  const byOption = new Map(parameters.map((parameter) => [kebab(parameter.name), parameter]));
  const own = declared
    .map(({ name }) => name)
    .filter((name) => !parameterOptions().some((each) => each.name === name));
  const names = [...given.options.keys()].filter((name) => !own.includes(name));
  const foreign = names.find((name) => !byOption.has(name));
  if (foreign !== undefined) {
    const valid = [...byOption.keys()].map((name) => `--${name}`).join(', ');
    throw new InputError(
      `--${foreign} ${textOf(given, foreign)} is not a parameter of ${model.name} (valid: ${valid})`,
    );
  }
  return [...new Set([...names, ...byOption.keys()])].flatMap((option) => {
    const parameter = byOption.get(option)!;
    const values = valuesOf(parameter, option, textOf(given, option));
    return values === null ? [] : [{ name: parameter.name, values }];
  });
}

/** The option's values, or the parameter's default; null: an optional parameter is left out. */
function valuesOf(parameter: Parameter, option: string, text: string | undefined): Axis['values'] | null {
  if (text !== undefined) return parseValues(text, parameter, `--${option}`);
  if (parameter.default !== undefined) return [parameter.default];
  if (fallbackOf(parameter) !== undefined) return null;
  throw new InputError(`--${option} is missing: ${parameter.meaning}`);
}
