/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import type { Argv } from 'yargs';
import { InputError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import type { Parameter } from '../problem/parameter.ts';
import type { Axis } from '../scenario/values.ts';
import { findModel } from './describe.ts';

interface Arguments extends Readonly<Record<string, unknown>> {
  readonly model: string;
  readonly json: boolean;
  readonly csv: boolean;
}

const shared = parametersOf(models[0]!).filter(({ name }) =>
  models.every((model) => parametersOf(model).some((parameter) => parameter.name === name)),
);

export function calc(parser: Argv): Argv {
  return parser.command(
    'calc <model>',
    'evaluate the theory of a model at points',
    (args) => {
      const described = args.positional('model', {
        type: 'string',
        describe: models.map(({ name }) => name).join(' or '),
      });
      for (const parameter of uniqueParameters()) described.option(kebab(parameter.name), option(parameter));
      return described
        .option('json', {
          type: 'boolean',
          default: false,
          describe: 'an array of flat objects',
          group: 'Output:',
        })
        .option('csv', {
          type: 'boolean',
          default: false,
          describe: 'comma-separated values',
          group: 'Output:',
        })
        .epilog(
          'A value is a number, a list 1,2,3, linspace(a,b,n) or logspace(a,b,n); several lists make their product, the last varying fastest.',
        );
    },
    (args) => calculate(args as unknown as Arguments),
  );
}

function parametersOf(model: Model): readonly Parameter[] {
  return [...model.parameters, ...model.inputs];
}

function uniqueParameters(): Parameter[] {
  return [...new Map(models.flatMap(parametersOf).map((parameter) => [parameter.name, parameter])).values()];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function option(parameter: Parameter) {
  const only = shared.includes(parameter)
    ? []
    : models
        .filter((model) => parametersOf(model).some(({ name }) => name === parameter.name))
        .map(({ name }) => name);
  const fallback = parameter.default === undefined ? ' [required]' : ` [default ${parameter.default}]`;
  const choices = parameter.kind === 'choice' ? ` (${parameter.choices.join(', ')})` : '';
  return {
    type: 'string' as const,
    describe: `${parameter.meaning}${choices}${fallback}`,
    group:
      only.length === models.length || only.length === 0
        ? 'Parameters:'
        : `Parameters of ${only.join(', ')}:`,
  };
}

async function calculate(args: Arguments): Promise<void> {
  if (args.json && args.csv) throw new InputError('--json and --csv exclude each other');
  const model = findModel(args.model);
  const { expandPoints } = await import('../scenario/values.ts');
  const { predict } = await import('../models/model.ts');
  const axes = await readAxes(model, args);
  const rows = expandPoints(axes).map((point) => ({ ...point, ...predict(model, point) }));
  if (args.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  else if (args.csv) {
    const { toCsv } = await import('../report/csv.ts');
    process.stdout.write(toCsv(rows));
  } else {
    const { show, toTable } = await import('../report/table.ts');
    const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
    const columns = [
      ...varying,
      ...Object.keys(rows[0]!).filter((name) => !axes.some((axis) => axis.name === name)),
    ];
    const cells = rows.map((row) =>
      columns.map((name) =>
        show((row as Record<string, number | string | null>)[name], name === 'residual' ? 2 : 6),
      ),
    );
    process.stdout.write(`${toTable(columns, cells)}\n`);
  }
}

/** In the order of the command line, so that the last given list varies fastest; then the defaults. */
async function readAxes(model: Model, args: Arguments): Promise<Axis[]> {
  const { parseValues } = await import('../scenario/values.ts');
  const parameters = parametersOf(model);
  const foreign = uniqueParameters().find(
    ({ name }) => args[name] !== undefined && !parameters.some((known) => known.name === name),
  );
  if (foreign) {
    throw new InputError(
      `--${kebab(foreign.name)} is not a parameter of ${model.name} (valid: ${parameters.map(({ name }) => `--${kebab(name)}`).join(', ')})`,
    );
  }
  const given = Object.keys(args)
    .map((key) => parameters.find(({ name }) => name === key))
    .filter((parameter) => parameter !== undefined && args[parameter.name] !== undefined) as Parameter[];
  const order = [...new Set([...given, ...parameters])];
  return order.map((parameter) => {
    const text = args[parameter.name];
    if (Array.isArray(text))
      throw new InputError(`--${kebab(parameter.name)} is given ${text.length} times; once is enough`);
    if (text === undefined) {
      if (parameter.default === undefined)
        throw new InputError(`--${kebab(parameter.name)} is required: ${parameter.meaning}`);
      return { name: parameter.name, values: [parameter.default] };
    }
    return { name: parameter.name, values: parseValues(text, parameter) };
  });
}
