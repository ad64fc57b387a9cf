/**
 * Finished trials on disk: an append-only file of lines, so that a run interrupted at any instant loses at most the blocks in flight.
 *
 *     CHECKSUM {"format":"descent-trials","version":2}
 *     CHECKSUM {"series":KEY,"first":0,"columns":["riskSignal",…],"rows":[[0.21,…],…]}
 *
 * The checksum is the first 16 hexadecimal digits of the SHA-256 of the rest of the line. A row holds one trial, a number for each column;
 * numbers that are not finite are the texts "NaN", "Infinity" and "-Infinity". A line that a kill tore off is a block not done; one whose
 * checksum or shape is wrong is damaged, and what it held is drawn anew. When a run completes, the file is put in canonical order, so
 * that its bytes do not depend on who finished first.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { TrialValues } from '../simulators/simulator.ts';
import { readLines, replaceFile } from './files.ts';

/** Consecutive trials of one stored series (one cell at one ridge, see seriesKey). */
export interface Block {
  readonly series: string;
  readonly first: number;
  /** The names of what a row holds. */
  readonly columns: readonly string[];
  /** One a trial. */
  readonly rows: readonly TrialValues[];
}

export interface Store {
  /** Values by trial number of one series. */
  trials(series: string): ReadonlyMap<number, TrialValues>;
  append(block: Block): void;
  /** Put the file in canonical order; the last thing before it is closed. */
  seal(): void;
  close(): void;
  /** Damaged lines that were passed over when the store was opened. */
  readonly damaged: number;
}

/** The columns of the series that a run is about, by their keys: lines of theirs with other columns are damaged. */
type Columns = ReadonlyMap<string, readonly string[]>;

const format = 'descent-trials';
const version = 2;
const hexDigits = 16;
/** Trials of a line in canonical order, and numbers of it unless one trial has more: no line grows with the number of trials. */
const longestBlock = { trials: 1024, numbers: 2 ** 18 };

/** A number as the file has it. */
export const storedNumber: z.ZodType<number> = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number),
]);
const blockShape = z
  .strictObject({
    series: z.string().min(1),
    first: z.int().min(0),
    columns: z.array(z.string().min(1)).min(1),
    rows: z.array(z.array(storedNumber)).min(1),
  })
  .refine(
    ({ columns, rows }) =>
      new Set(columns).size === columns.length && rows.every((row) => row.length === columns.length),
  );
const headerShape = z.looseObject({ format: z.literal(format), version: z.int() });
/** A block as Descent 0.1.0 wrote it: what the places of a row mean depends on design and model. */
const earlierShape = z.looseObject({ series: z.string(), values: z.array(z.array(z.number().nullable())) });

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hexDigits);
}

/** JSON in which numbers that are not finite are texts. */
export function storedJson(content: unknown): string {
  return JSON.stringify(content, (_, value) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

function encode(content: object): string {
  const text = storedJson(content);
  return `${checksum(text)} ${text}\n`;
}

/** What a line, with its newline, holds, of whatever shape; undefined where its checksum is wrong. */
function decode(line: string): unknown {
  const text = line.slice(hexDigits + 1, -1);
  if (line[hexDigits] !== ' ' || checksum(text) !== line.slice(0, hexDigits)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a file of trials holds. */
interface Contents {
  readonly blocks: Blocks;
  /** SHA-256 of its lines, and their length in bytes without a torn one. */
  readonly digest: Hash;
  readonly bytes: number;
  readonly damaged: number;
}

/** @throws {InputError} when another version of Descent wrote the file */
function readContents(path: string, columns: Columns): Contents {
  const blocks = createBlocks(columns);
  const digest = createHash('sha256');
  let [bytes, damaged, headed] = [0, 0, false];
  for (const line of readLines(path)) {
    digest.update(line);
    bytes += line.length;
    const content = decode(line.toString('utf8'));
    const header = headerShape.safeParse(content);
    if (header.success) {
      if (header.data.version !== version) throw foreign(path, `in format ${header.data.version}`);
      headed = true;
    } else if (!headed && earlierShape.safeParse(content).success) throw foreign(path, 'by version 0.1.0');
    else {
      const block = blockShape.safeParse(content);
      if (!block.success || !blocks.add(block.data)) damaged++;
    }
  }
  return { blocks, digest, bytes, damaged };
}

function foreign(path: string, how: string): InputError {
  return new InputError(
    `${path}: these trials were written ${how} of Descent, which this version does not read; ` +
      '--fresh forgets them and starts over, another --out or --name keeps them',
  );
}

/** Rows of many series by trial number. */
interface Blocks {
  readonly rows: (series: string) => ReadonlyMap<number, TrialValues>;
  /** @returns whether the block has the columns of its series; else it is left out */
  readonly add: (block: Block) => boolean;
  /** The lines of a file in canonical order: runs of consecutive trials, cut at multiples of the longest block. */
  readonly lines: () => Generator<string>;
}

function createBlocks(expected: Columns): Blocks {
  const known = new Map<string, { columns: readonly string[]; rows: Map<number, TrialValues> }>();
  return {
    rows: (series) => known.get(series)?.rows ?? new Map(),
    add({ series, first, columns, rows }) {
      const held = known.get(series) ?? { columns: expected.get(series) ?? columns, rows: new Map() };
      if (JSON.stringify(held.columns) !== JSON.stringify(columns)) return false;
      known.set(series, held);
      for (const [i, row] of rows.entries()) held.rows.set(first + i, row);
      return true;
    },
    *lines() {
      yield encode({ format, version });
      for (const series of [...known.keys()].sort()) {
        const { columns, rows } = known.get(series)!;
        const longest = Math.max(
          1,
          Math.min(longestBlock.trials, Math.floor(longestBlock.numbers / columns.length)),
        );
        let run: TrialValues[] = [];
        for (const trial of [...rows.keys()].sort((a, b) => a - b)) {
          run.push(rows.get(trial)!);
          if (rows.has(trial + 1) && (trial + 1) % longest !== 0) continue;
          yield encode({ series, first: trial + 1 - run.length, columns, rows: run });
          run = [];
        }
      }
    },
  };
}

export interface StoreOptions {
  /** Forget what the file holds. */
  readonly fresh: boolean;
  readonly columns?: Columns;
}

/**
 * Open the store at `path`, creating it where there is none.
 * @throws {InputError} when another version of Descent wrote it
 */
export function openStore(path: string, { fresh, columns = new Map() }: StoreOptions): Store {
  mkdirSync(dirname(path), { recursive: true });
  if (fresh) rmSync(path, { force: true });
  const { blocks, digest, bytes, damaged } = readContents(path, columns);
  const file = openSync(path, 'a');
  ftruncateSync(file, bytes);
  const write = (line: string) => {
    writeSync(file, line);
    digest.update(line);
  };
  if (bytes === 0) write(encode({ format, version }));
  return {
    damaged,
    trials: (series) => blocks.rows(series),
    append(block) {
      const line = encode(block);
      write(line);
      // What is known is what a later run will read.
      if (!blocks.add(blockShape.parse(decode(line))))
        throw new TypeError(`a block of other columns: ${line}`);
    },
    seal() {
      const canonical = createHash('sha256');
      for (const line of blocks.lines()) canonical.update(line);
      if (canonical.digest('hex') !== digest.copy().digest('hex')) replaceFile(path, blocks.lines());
    },
    close: () => closeSync(file),
  };
}

/** The trials of another run, to be used and not to be changed; none where there is no file, or one of another version. */
export function readStore(path: string, columns: Columns): Pick<Store, 'trials'> {
  try {
    const { blocks } = readContents(path, columns);
    return { trials: (series) => blocks.rows(series) };
  } catch (error) {
    if (error instanceof InputError) return { trials: () => new Map() };
    throw error;
  }
}
