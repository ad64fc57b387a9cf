/** Commands whose result is rows of flat records: as a table, or with --json or --csv for programs. */
import { InputError } from '../errors.ts';
import { cautionLines } from '../report/cautions.ts';
import { toCsv } from '../report/csv.ts';
import { show, toTable } from '../report/table.ts';
import type { Axis } from '../scenario/values.ts';
import type { Given, Option } from './command.ts';

export type Row = Readonly<Record<string, number | string | boolean | null | readonly string[]>>;

/** The options, of rows that are one a `subject`. */
export function rowOptions(subject: string): Option[] {
  return [
    {
      name: 'json',
      kind: 'flag',
      of: 'command',
      group: 'Output',
      meaning: `an array of flat objects, one a ${subject}`,
    },
    {
      name: 'csv',
      kind: 'flag',
      of: 'command',
      group: 'Output',
      meaning: `comma-separated values, one line a ${subject}`,
    },
  ];
}

/** What turns rows into the text that is asked for, with a table of them for people. */
export function rowFormat({ options }: Given): <R extends Row>(rows: readonly R[], table: string) => string {
  const [json, csv] = [options.has('json'), options.has('csv')];
  if (json && csv) throw new InputError('--json and --csv exclude each other; give one of them');
  return (rows, table) => {
    if (json) return `${JSON.stringify(rows)}\n`;
    if (csv) return toCsv(rows);
    const cautions = rows.map((row) => (row['cautions'] ?? []) as readonly string[]);
    return `${[table, ...cautionLines(cautions)].join('\n')}\n`;
  };
}

/**
 * The rows as a table: what was found but for cautions, which stand below, beside the parameters that vary or were found, too.
 * @param seldom  columns that are left out where no row has them
 */
export function tableOf(rows: readonly Row[], axes: readonly Axis[], seldom: readonly string[] = []): string {
  const columns = Object.keys(rows[0]!).filter((name) => {
    if (name === 'cautions') return false;
    if (seldom.includes(name)) return rows.some((row) => row[name] !== null);
    const axis = axes.find((each) => each.name === name);
    return !axis || axis.values.length > 1 || rows[0]![name] !== axis.values[0];
  });
  const cells = rows.map((row) =>
    columns.map((name) => show(row[name] as number | string | null, name === 'residual' ? 2 : 6)),
  );
  return toTable(columns, cells);
}
