/** Rows of parameters and quantities: a table of one's own, in a file of comma-separated values or in the scenario itself. */
import { csvParseRows } from 'd3';
import { InputError, show } from '../errors.ts';
import { isDecimal } from '../problem/decimal.ts';
import type { Parameter } from '../problem/parameter.ts';
import type { TableRow } from '../theories/table.ts';
import { parameterHint } from '../words/aliases.ts';

/** What columns there may be, and which there must be. */
export interface TableColumns {
  readonly parameters: readonly Parameter[];
  readonly quantities: readonly string[];
  /** Parameters that vary over the scan: without them a row would stand for many points. */
  readonly needed: readonly string[];
  /** Further columns that are allowed. */
  readonly others?: readonly string[];
}

/** @throws {InputError} at the row, as `refuse` words it */
export function rowsOfMaps(
  maps: readonly Readonly<Record<string, number | string>>[],
  columns: TableColumns,
  refuse: (row: number, problem: string) => InputError,
): TableRow[] {
  return maps.map((map, i) => {
    const problem = columnProblem(Object.keys(map), columns);
    if (problem !== null) throw refuse(i, problem);
    const row = split(map, columns);
    const wrong = Object.entries(row.values).find(([, value]) => typeof value !== 'number');
    if (wrong) throw refuse(i, `${wrong[0]}: ${show(map[wrong[0]])} is not valid; expected a finite number`);
    return row;
  });
}

/**
 * @param file for messages
 * @throws {InputError} naming the file, the line and the column
 */
export function rowsOfFile(file: string, text: string, columns: TableColumns): TableRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const wrong = (line: number, message: string, column = 1) =>
    new InputError(message, { file, line: line + 1, column });
  const kept = lines.flatMap((line, i) => (line.trim() === '' || line.startsWith('#') ? [] : [{ line, i }]));
  const [header, ...body] = kept.map(({ line, i }) => {
    if ((line.split('"').length - 1) % 2 === 1)
      throw wrong(i, `${show(line)}: a quotation mark is not closed`);
    return { i, fields: csvParseRows(line)[0]!.map((field) => field.trim()) };
  });
  if (header === undefined)
    throw wrong(0, 'the file is empty; expected a line with the names of parameters and quantities');
  const problem = columnProblem(header.fields, columns);
  if (problem !== null) throw wrong(header.i, problem);
  if (body.length === 0) throw wrong(header.i, 'there are no rows below the names of the columns');
  const kinds = new Map(columns.parameters.map(({ name, kind }) => [name, kind]));
  return body.map(({ i, fields }) => {
    if (fields.length !== header.fields.length)
      throw wrong(i, `the row has ${fields.length} values for ${header.fields.length} columns`);
    const entries = header.fields.map((name, c) => {
      const field = fields[c]!;
      if ((kinds.get(name) ?? 'number') !== 'number') return [name, field] as const;
      if (columns.quantities.includes(name) && (field === '' || /^nan$/i.test(field)))
        return [name, null] as const;
      if (isDecimal(field)) return [name, Number(field)] as const;
      if (kinds.has(name) && field === 'optimal') return [name, field] as const;
      throw wrong(
        i,
        `${name}: ${show(field)} is not valid; expected a finite decimal number`,
        columnOf(lines[i]!, c),
      );
    });
    return split(Object.fromEntries(entries), columns);
  });
}

function columnOf(line: string, field: number): number {
  return line.split(',').slice(0, field).join(',').length + (field === 0 ? 1 : 2);
}

function columnProblem(
  names: readonly string[],
  { parameters, quantities, needed, others = [] }: TableColumns,
): string | null {
  const known = [...parameters.map(({ name }) => name), ...quantities, ...others];
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    const hint = parameterHint(strange, known);
    return `the column ${show(strange)} is not known${hint ? `; did you mean ${hint}?` : ''} (valid: ${known.join(', ')})`;
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) return `the column ${twice} is there twice`;
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) return `there is no column ${missing}, which varies over the scan`;
  if (!names.some((name) => quantities.includes(name)))
    return `there is no column of a quantity; expected one of ${quantities.join(', ')}`;
  return null;
}

function split(
  entries: Readonly<Record<string, number | string | null>>,
  { quantities }: TableColumns,
): TableRow {
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => quantities.includes(name) === wanted));
  return { at: pick(false) as TableRow['at'], values: pick(true) as TableRow['values'] };
}
