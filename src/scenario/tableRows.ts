/** Rows of parameters and quantities: a table of one's own, in a file of comma-separated values or in the scenario itself. */
import { csvParseRows } from 'd3';
import { InputError, show } from '../errors.ts';
import { isDecimal } from '../parts/decimal.ts';
import type { Parameter } from '../parts/parameter.ts';
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

/** A row, and where it stands. */
export interface PlacedRow extends TableRow {
  /** As messages about other rows call it: `row 2`, `line 3`. */
  readonly label: string;
  readonly refuse: (problem: string, column?: string) => InputError;
}

export type RawRow = Readonly<Record<string, number | string | null>>;

const isNan = (value: unknown): boolean => typeof value === 'string' && /^nan$/i.test(value);

/** @throws {InputError} at the row, as `refuse` words it */
export function rowsOfMaps(
  maps: readonly RawRow[],
  columns: TableColumns,
  refuse: (row: number, problem: string) => InputError,
): PlacedRow[] {
  return maps.map((map, i) => {
    const problem = columnProblem(Object.keys(map), columns);
    if (problem !== null) throw refuse(i, problem);
    const entries = Object.entries(map).map(([name, value]) => {
      if (!columns.quantities.includes(name)) return [name, value] as const;
      if (value === null || typeof value === 'number') return [name, value] as const;
      if (isNan(value)) return [name, null] as const;
      throw refuse(i, `${name}: ${show(value)} is not valid; expected a finite number, or nan`);
    });
    return {
      ...split(Object.fromEntries(entries), columns),
      label: `row ${i + 1}`,
      refuse: (message) => refuse(i, message),
    };
  });
}

interface CsvRow {
  /** The line's number, from 0. */
  readonly i: number;
  readonly fields: readonly string[];
}

/**
 * Comma-separated values with a header; empty lines and those that start with # are passed over.
 *
 * @param names what the header holds, for messages
 * @throws {InputError} naming the file, the line and the column
 */
export function readCsv(
  file: string,
  text: string,
  names: string,
): {
  readonly lines: readonly string[];
  readonly header: CsvRow;
  readonly body: readonly CsvRow[];
  readonly wrong: (line: number, message: string, column?: number) => InputError;
} {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  const wrong = (line: number, message: string, column = 1) =>
    new InputError(message, { file, line: line + 1, column });
  const kept = lines.flatMap((line, i) => (line.trim() === '' || line.startsWith('#') ? [] : [{ line, i }]));
  const [header, ...body] = kept.map(({ line, i }) => {
    if ((line.split('"').length - 1) % 2 === 1)
      throw wrong(i, `${show(line)}: a quotation mark is not closed`);
    return { i, fields: csvParseRows(line)[0]!.map((field) => field.trim()) };
  });
  if (header === undefined) throw wrong(0, `the file is empty; expected a line with ${names}`);
  const problem = separatorProblem(header.fields);
  if (problem !== null) throw wrong(header.i, problem);
  if (body.length === 0) throw wrong(header.i, 'there are no rows below the names of the columns');
  for (const { i, fields } of body) {
    if (fields.length !== header.fields.length)
      throw wrong(i, `the row has ${fields.length} values for ${header.fields.length} columns`);
  }
  return { lines, header, body, wrong };
}

/**
 * @param file for messages
 * @throws {InputError} naming the file, the line and the column
 */
export function rowsOfFile(file: string, text: string, columns: TableColumns): PlacedRow[] {
  const { lines, header, body, wrong } = readCsv(file, text, 'the names of parameters and quantities');
  const problem = columnProblem(header.fields, columns);
  if (problem !== null) throw wrong(header.i, problem);
  const kinds = new Map(columns.parameters.map(({ name, kind }) => [name, kind]));
  return body.map(({ i, fields }) => {
    const refuse = (message: string, name?: string) =>
      wrong(i, message, columnOf(lines[i]!, header.fields.indexOf(name ?? '')));
    const entries = header.fields.map((name, c) => {
      const field = fields[c]!;
      if ((kinds.get(name) ?? 'number') !== 'number') return [name, field] as const;
      if (columns.quantities.includes(name) && (field === '' || isNan(field))) return [name, null] as const;
      if (isDecimal(field)) return [name, Number(field)] as const;
      if (kinds.has(name) && (field === 'optimal' || field === 'optimalSigned'))
        return [name, field] as const;
      throw refuse(`${name}: ${show(field)} is not valid; expected a finite decimal number`, name);
    });
    return { ...split(Object.fromEntries(entries), columns), label: `line ${i + 1}`, refuse };
  });
}

/** @param field counted from 0; less: the whole row is meant */
function columnOf(line: string, field: number): number {
  return line.split(',').slice(0, Math.max(0, field)).join(',').length + (field <= 0 ? 1 : 2);
}

/** What other programs put between columns. */
function separatorProblem(names: readonly string[]): string | null {
  const found = names.length === 1 ? /[;\t]/.exec(names[0]!)?.[0] : undefined;
  if (found === undefined) return null;
  return `the columns are separated by ${found === ';' ? '";"' : 'tabs'}; expected commas, and decimals with points`;
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

function split(entries: RawRow, { quantities }: TableColumns): TableRow {
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => quantities.includes(name) === wanted));
  return { at: pick(false) as TableRow['at'], values: pick(true) as TableRow['values'] };
}
