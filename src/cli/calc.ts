/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { decomposedQuantities, estimatedQuantities, predict, resolvePoint } from '../models/model.ts';
import { show, toTable } from '../report/table.ts';
import { type Axis, expandPoints } from '../scenario/values.ts';
import type { Command } from './command.ts';
import { findModel } from './describe.ts';
import { parameterNotes, parameterOptions, readAxes } from './parameterOptions.ts';
import { rowFormat, rowOptions } from './rows.ts';

const terms: readonly string[] = decomposedQuantities;
/** Of the test error, which they equal in the limit: descent diagnose shows them. */
const estimates: readonly string[] = estimatedQuantities;

export const calc: Command = {
  options: [
    ...parameterOptions(),
    {
      name: 'decompose',
      kind: 'flag',
      group: 'Output',
      meaning: `the excess risk term by term: ${terms.join(', ')}`,
    },
    ...rowOptions('point'),
  ],
  notes: parameterNotes,
  execute: async (given, terminal) => {
    const model = findModel(given.words[0]!);
    const format = rowFormat(given);
    const axes = readAxes(model, given, calc.options);
    const decompose = given.options.has('decompose');
    const rows = expandPoints(axes).map((point) => {
      model.check?.(point);
      const resolved = resolvePoint(model, point);
      const predicted = Object.entries(predict(model, resolved)).filter(
        ([name]) => !estimates.includes(name) && (decompose || !terms.includes(name)),
      );
      const second = model.secondSolution ? { secondSolution: model.secondSolution(resolved) } : {};
      return { ...resolved, ...Object.fromEntries(predicted), ...second };
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
    if (name === 'secondSolution') return rows.some((row) => row[name] !== null);
    return !axis || axis.values.length > 1 || rows[0]![name] !== axis.values[0];
  });
  const cells = rows.map((row) => columns.map((name) => show(row[name], name === 'residual' ? 2 : 6)));
  return toTable(columns, cells);
}
