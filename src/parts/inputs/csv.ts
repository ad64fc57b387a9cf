/** Tables of numbers as text: .csv, and .txt with blanks for commas; with or without a header. Lines that begin with # are comments. */
import { clip, InputError, show } from '../../errors.ts';
import { isDecimal } from '../decimal.ts';

export interface TextTable {
  /** Of the columns; null where the first line is of numbers, too. */
  readonly names: readonly string[] | null;
  /** Where the names stand, or the first line. */
  readonly place: string;
  readonly rows: readonly TextRow[];
  readonly comments: readonly string[];
}

export interface TextRow {
  readonly fields: readonly string[];
  readonly place: string;
}

/** What stands for no number: it makes no line a header. */
const missing = /^([+-]?(nan|na|inf|infinity)|)$/i;

/** @throws {InputError} naming the file and the line that has not as many fields as the first */
export function parseText(bytes: Uint8Array, path: string): TextTable {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const all = lines.map((line, i) => ({ line, place: `${path}:${i + 1}` }));
  const comments = lines.filter((line) => line.startsWith('#'));
  const separator = path.endsWith('.txt') ? /[\s,]+/ : ',';
  const rows = all
    .filter(({ line }) => line.trim() !== '' && !line.startsWith('#'))
    .map(({ line, place }) => ({ fields: line.trim().split(separator), place, line }));
  const first = rows[0];
  const isName = (field: string) => !isDecimal(field) && !missing.test(field.trim());
  const headed = first?.fields.some(isName) ?? false;
  const names = headed ? first!.fields.map((name) => name.trim().replace(/^"(.*)"$/, '$1')) : null;
  const body = headed ? rows.slice(1) : rows;
  const width = first?.fields.length ?? 0;
  const odd = body.find(({ fields }) => fields.length !== width);
  if (odd)
    throw new InputError(
      `${odd.place}: ${show(odd.line)} has ${odd.fields.length} fields; expected ${width}, as the ${headed ? 'header' : 'first line'} has, with decimal points`,
    );
  return { names, place: first?.place ?? path, rows: body, comments };
}

/** @throws {InputError} naming the place of what is no number */
export function numberIn({ fields, place }: TextRow, column: number): number {
  const field = fields[column]!;
  const value = isDecimal(field) ? Number(field) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new InputError(`${place}: ${show(clip(field))} is not a number; expected decimal numbers`);
}
