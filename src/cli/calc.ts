/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { predict, resolvePoint } from '../models/model.ts';
import { show, toTable } from '../report/table.ts';
import { type Axis, expandPoints } from '../scenario/values.ts';
import type { Command } from './command.ts';
import { findModel } from './describe.ts';
import { parameterNotes, parameterOptions, readAxes } from './parameterOptions.ts';
import { rowFormat, rowOptions } from './rows.ts';

export const calc: Command = {
  options: [...parameterOptions(), ...rowOptions('point')],
  notes: parameterNotes,
  execute: async (given, terminal) => {
    const model = findModel(given.words[0]!);
    const format = rowFormat(given);
    const axes = readAxes(model, given, calc.options);
    const rows = expandPoints(axes).map((point) => {
      model.check?.(point);
      const resolved = resolvePoint(model, point);
      return { ...resolved, ...predict(model, resolved) };
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
