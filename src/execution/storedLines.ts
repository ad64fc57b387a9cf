/**
 * The lines of a file of trials:
 *
 *     CHECKSUM {"format":"descent-trials","version":2}
 *     CHECKSUM {"series":KEY,"first":0,"columns":["riskSignal",…],"rows":[[0.21,…],…]}
 *
 * The checksum is the first 16 hexadecimal digits of the SHA-256 of the rest of the line. A row holds one trial, a number for each column;
 * numbers that are not finite are the texts "NaN", "Infinity" and "-Infinity".
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { TrialValues } from '../simulators/simulator.ts';

/** Consecutive trials of one stored series (one cell at one ridge, see seriesKey). */
export interface Block {
  readonly series: string;
  readonly first: number;
  /** The names of what a row holds. */
  readonly columns: readonly string[];
  /** One a trial. */
  readonly rows: readonly TrialValues[];
}

const format = 'descent-trials';
const version = 2;
export const hexDigits = 16;

/** A number as the file has it. */
export const storedNumber: z.ZodType<number> = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
]);
const blockShape = z.strictObject({
  series: z.string().min(1),
  first: z.int().min(0),
  columns: z
    .array(z.string().min(1))
    .min(1)
    .refine((columns) => new Set(columns).size === columns.length),
  rows: z.array(z.unknown()).min(1),
});
const headerShape = z.looseObject({ format: z.literal(format), version: z.int() });
/** A block as Descent 0.1.0 wrote it: what the places of a row mean depends on design and model. */
const earlierShape = z.looseObject({ series: z.string(), values: z.array(z.array(z.number().nullable())) });

export const header: object = { format, version };

/** What a line holds: the header, that of another version, a block; or nothing, where it is damaged. */
export type Line =
  | { readonly kind: 'header' | 'damaged' }
  | { readonly kind: 'foreign'; readonly written: string }
  | { readonly kind: 'block'; readonly block: Block };

/** JSON in which numbers that are not finite are texts. */
export function storedJson(content: unknown): string {
  const text = JSON.stringify(content);
  // Where they are, they are null by now: most content has none, and is written ten times as fast without asking of every number.
  if (!text.includes('null')) return text;
  return JSON.stringify(content, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

export function encode(content: object): string {
  const text = storedJson(content);
  return `${checksum(text)} ${text}\n`;
}

/** What a line, with its newline, says; before a header also that version 0.1.0 wrote it, which had none. */
export function decode(line: Buffer, headed: boolean): Line {
  const content = contentOf(line);
  if (content === undefined) return { kind: 'damaged' };
  const block = readBlock(content);
  if (block) return { kind: 'block', block };
  const found = headerShape.safeParse(content);
  if (found.success && found.data.version === version) return { kind: 'header' };
  if (found.success) return { kind: 'foreign', written: `in format ${found.data.version}` };
  return !headed && earlierShape.safeParse(content).success
    ? { kind: 'foreign', written: 'by version 0.1.0' }
    : { kind: 'damaged' };
}

function checksum(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hexDigits);
}

/** Of whatever shape; undefined where the checksum is wrong. */
function contentOf(line: Buffer): unknown {
  const text = line.subarray(hexDigits + 1, -1);
  if (line.toString('latin1', 0, hexDigits + 1) !== `${checksum(text)} `) return undefined;
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Null for what is none. */
function readBlock(content: unknown): Block | null {
  const { success, data } = blockShape.safeParse(content);
  if (!success) return null;
  const rows = data.rows.map((row) => readRow(row, data.columns.length));
  return rows.includes(null) ? null : { ...data, rows: rows as TrialValues[] };
}

const notFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/** There are so many numbers that a schema would take longer than all else. */
function readRow(row: unknown, length: number): TrialValues | null {
  if (!Array.isArray(row) || row.length !== length) return null;
  for (const [i, value] of row.entries()) {
    if (typeof value === 'number') continue;
    const number = typeof value === 'string' ? notFinite[value] : undefined;
    if (number === undefined) return null;
    row[i] = number;
  }
  return row;
}
