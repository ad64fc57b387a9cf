/** `descent optimum MODEL --over PARAMETER`: where the excess risk is least, and what it is there. */
import { clip, InputError } from '../errors.ts';
import type { Observables } from '../models/model.ts';
import { findOptimum, trendOf, tunable } from '../models/optimum.ts';
import { modelNamed, models } from '../models/registry.ts';
import { isDecimal } from '../parts/decimal.ts';
import type { NumberParameter } from '../parts/parameter.ts';
import { show, toTable } from '../report/table.ts';
import type { Axis } from '../scenario/values.ts';
import type { Command, Given } from './command.ts';
import { camel, kebab, refuseUnused, textOf } from './options.ts';
import { parameterNotes, parameterOptions, readScan, theoryAlone } from './parameterOptions.ts';
import { type Row, rowFormat, rowOptions } from './rows.ts';

export const optimum: Command = {
  options: [
    {
      name: 'over',
      of: 'command',
      meaning: 'the parameter that is tuned: ridge, time, psi1, gamma, n, …',
      group: 'Tuning',
    },
    {
      name: 'range',
      of: 'command',
      meaning:
        'first,last: where to look, > 0 [default 1e-3,1e3 as far as the parameter goes; for the ridge everywhere, below 0 too]',
      group: 'Tuning',
    },
    ...parameterOptions(models, { never: 'draws' }),
    ...rowOptions('point'),
  ],
  notes: `argument is the parameter's value of least excess risk, at says whether it lies inside the range or at an end of it. Where one other parameter varies, trend says how the tuned risk goes along it. ${parameterNotes(models)}`,
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    const name = textOf(given, 'over');
    if (name === undefined) throw new InputError('--over is missing: the parameter that is tuned');
    const parameter = tunable(model, camel(name));
    if (given.options.has(kebab(parameter.name)))
      throw new InputError(
        `--${kebab(parameter.name)} ${textOf(given, kebab(parameter.name))} is what --over ${name} finds; leave it out`,
      );
    const range = readRange(given, parameter);
    // A stand-in that the scan carries along, so that what the parameter goes with is read and checked.
    const stand = String(Math.min(parameter.maximum ?? 1, Math.max(1, parameter.minimum)));
    const ridge = parameter.name === 'ridge' ? '0' : stand;
    const options = new Map([...given.options, [kebab(parameter.name), [ridge]]]);
    const { axes, points } = readScan(model, { ...given, options }, optimum.options);
    refuseUnused(given, optimum.options, theoryAlone);
    const others = axes.filter((axis) => axis.name !== parameter.name);
    const found = points.map((point) => {
      const { [parameter.name]: _, ...rest } = point;
      const { argument, at, prediction } = findOptimum(model, rest, parameter, range);
      return { ...rest, over: parameter.name, argument, at, ...prediction };
    });
    const rows = withTrend(found, others, model.observables.objective);
    terminal.out(format(rows, tableOf(rows, others, model.observables)));
    return 0;
  },
};

function readRange(
  given: Given,
  { minimum, maximum = Infinity, name }: NumberParameter,
): readonly [number, number] | null {
  const text = textOf(given, 'range');
  if (text === undefined) return null;
  const parts = text.split(',');
  const [low, high] = parts.map(Number);
  if (
    parts.length !== 2 ||
    !parts.every(isDecimal) ||
    !(low! > 0 && low! < high!) ||
    low! < minimum ||
    high! > maximum
  )
    throw new InputError(
      `--range ${clip(text)}: first,last of ${name} is needed, 0 < first < last, within ${minimum} and ${maximum}`,
    );
  return [low!, high!];
}

/** The trend of the tuned risk along the one axis that varies, if it is one. */
function withTrend(rows: readonly Row[], axes: readonly Axis[], objective: string): Row[] {
  const varying = axes.filter(({ values }) => values.length > 1);
  if (varying.length !== 1) return [...rows];
  const trend = trendOf(rows.map((row) => row[objective] as number | null));
  return rows.map((row) => ({ ...row, trend }));
}

function tableOf(rows: readonly Row[], axes: readonly Axis[], { objective, tuned }: Observables): string {
  const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const columns = [...varying, 'argument', 'at', objective, ...tuned, 'status'];
  const cells = rows.map((row) =>
    columns.map((name) => show(row[name] as string | number | null, name === 'argument' ? 10 : 6)),
  );
  const [first] = rows;
  const trend = first?.['trend'] ? `\ntuned ${objective} along ${varying[0]}: ${first['trend']}` : '';
  return `${String(first?.['over'])} of least ${objective}\n${toTable(columns, cells)}${trend}`;
}
