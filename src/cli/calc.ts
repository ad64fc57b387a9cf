/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { InputError } from '../errors.ts';
import { decomposedQuantities, type Model, predict, resolvePoint } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { fallbackOf, type Parameter } from '../problem/parameter.ts';
import { show, toTable } from '../report/table.ts';
import { type Axis, expandPoints, parseValues } from '../scenario/values.ts';
import type { Command, Given, Option } from './command.ts';
import { findModel } from './describe.ts';
import { kebab, textOf } from './options.ts';
import { rowFormat, rowOptions } from './rows.ts';

const terms: readonly string[] = decomposedQuantities;

export const calc: Command = {
  options: [
    ...groupedParameters(),
    {
      name: 'decompose',
      kind: 'flag',
      group: 'Output',
      meaning: `the excess risk term by term: ${terms.join(', ')}`,
    },
    ...rowOptions('point'),
  ],
  notes: `Models: ${models.map(({ name }) => name).join(', ')}. A value is a number, a list 1,2,3, linspace(first,last,count) or logspace(first,last,count); several lists make their product, in which the last given list varies fastest.`,
  execute: async (given, terminal) => {
    const model = findModel(given.words[0]!);
    const format = rowFormat(given);
    const axes = readAxes(model, given);
    const decompose = given.options.has('decompose');
    const rows = expandPoints(axes).map((point) => {
      model.check?.(point);
      const resolved = resolvePoint(model, point);
      const predicted = Object.entries(predict(model, resolved)).filter(
        ([name]) => decompose || !terms.includes(name),
      );
      return { ...resolved, ...Object.fromEntries(predicted) };
    });
    terminal.out(format(rows, tableOf(rows, axes)));
    return 0;
  },
};

type Row = Readonly<Record<string, number | string | null>>;

/** The quantities, beside the parameters that vary or were found. */
function tableOf(rows: readonly Row[], axes: readonly Axis[]): string {
  const columns = Object.keys(rows[0]!).filter((name) => {
    const axis = axes.find((each) => each.name === name);
    return !axis || axis.values.length > 1 || rows[0]![name] !== axis.values[0];
  });
  const cells = rows.map((row) => columns.map((name) => show(row[name], name === 'residual' ? 2 : 6)));
  return toTable(columns, cells);
}

function parametersOf(model: Model): readonly Parameter[] {
  return [...model.parameters, ...model.inputs];
}

function modelsWith(name: string): Model[] {
  return models.filter((model) => parametersOf(model).some((parameter) => parameter.name === name));
}

/** Parameters of one model under its name, those of all under a common heading. */
function groupedParameters(): Option[] {
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

/** In the order of the command line, so that the last given list varies fastest; then the defaults. */
function readAxes(model: Model, given: Given): Axis[] {
  const parameters = parametersOf(model);
  const byOption = new Map(parameters.map((parameter) => [kebab(parameter.name), parameter]));
  const names = [...given.options.keys()].filter((name) => !['json', 'csv', 'decompose'].includes(name));
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
