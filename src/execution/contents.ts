/** What files of trials hold, read line by line: rows of many series, of one file or of several together. */
import { InputError } from '../errors.ts';
import type { TrialValues } from '../simulators/simulator.ts';
import type { FileSystem } from './fileSystem.ts';
import { readLines } from './files.ts';
import { Rows, type SeriesTrials } from './rows.ts';
import { type Block, decode, encode, header, type Line } from './storedLines.ts';

/** The columns of the series that a run is about, by their keys: lines of theirs with other columns are damaged. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/** A line of a file, and what becomes of it. */
interface ReadLine {
  readonly bytes: Buffer;
  readonly line: Line;
  /** Whether it belongs to the store: the header, and blocks with the columns of their series. */
  readonly taken: boolean;
}

/**
 * Fills the blocks with those of a file.
 * @returns the length of a line that was torn off at the end
 */
export function* readInto(blocks: Blocks, path: string, on: FileSystem): Generator<ReadLine, number> {
  const lines = readLines(path, on);
  for (let headed = false; ; ) {
    const { done, value } = lines.next();
    if (done) return value;
    const line = decode(value, headed);
    headed ||= line.kind === 'header';
    const taken = line.kind === 'block' ? blocks.add(line.block) : line.kind === 'header';
    yield { bytes: value, line, taken };
  }
}

/** The whole lines of a file that hold blocks of these series, in their columns; none of a file of another version. */
export function* blocksIn(
  path: string,
  columns: Columns,
  on: FileSystem,
): Generator<{ readonly bytes: Buffer; readonly block: Block }> {
  for (const bytes of readLines(path, on)) {
    const line = decode(bytes, true);
    if (line.kind === 'foreign') return;
    if (line.kind !== 'block') continue;
    const expected = columns.get(line.block.series);
    if (expected?.join('\n') === line.block.columns.join('\n')) yield { bytes, block: line.block };
  }
}

interface Reading {
  readonly columns: Columns;
  /** The paths of those that what is known is from. */
  readonly others: readonly string[];
  readonly on: FileSystem;
}

/**
 * Adds the blocks of a file to those that are known from others.
 *
 * @returns the lines of which something was new
 * @throws {InputError} naming both files where they have other numbers for one trial
 */
export function* absorbed(blocks: Blocks, path: string, { columns, others, on }: Reading): Generator<Buffer> {
  for (const { bytes, block } of blocksIn(path, columns, on)) {
    const { series, first, rows } = block;
    const known = blocks.rows(series);
    const clash = rows.findIndex((row, i) => isOther(known.get(first + i), row));
    if (clash >= 0) throw unlike(path, series, first + clash, { columns, others, on });
    if (rows.every((_, i) => known.has(first + i))) continue;
    blocks.add(block);
    yield bytes;
  }
}

function isOther(known: TrialValues | undefined, row: TrialValues): boolean {
  return known !== undefined && row.some((value, i) => !Object.is(value, known[i]));
}

function unlike(path: string, series: string, trial: number, { columns, others, on }: Reading): InputError {
  const own = new Map([...columns].filter(([key]) => key === series));
  const holds = (file: string) => {
    for (const { block } of blocksIn(file, own, on))
      if (trial >= block.first && trial < block.first + block.rows.length) return true;
    return false;
  };
  return new InputError(
    `${others.find(holds)} and ${path} hold other numbers for trial ${trial} of ${series}; ` +
      'one of them was drawn by other software: remove that one',
  );
}

/** Rows of many series by trial number. */
export interface Blocks {
  readonly series: () => Iterable<string>;
  readonly rows: (series: string) => SeriesTrials;
  /** @returns whether the block has the columns of its series; else it is left out */
  readonly add: (block: Block) => boolean;
  /** The lines of a file in canonical order: runs of consecutive trials, cut where pages end. */
  readonly lines: () => Generator<string>;
}

export function createBlocks(expected: Columns): Blocks {
  const known = new Map<string, { columns: readonly string[]; rows: Rows }>();
  const shared = new Map<string, readonly string[]>();
  /** One list for all series that have the same. */
  const once = (columns: readonly string[]) => {
    const text = columns.join('\n');
    const found = shared.get(text) ?? columns;
    shared.set(text, found);
    return found;
  };
  return {
    series: () => known.keys(),
    rows: (series) => known.get(series)?.rows ?? new Map(),
    add({ series, first, columns, rows }) {
      let held = known.get(series);
      const own = once(columns);
      if ((held?.columns ?? once(expected.get(series) ?? own)) !== own) return false;
      held ??= { columns: own, rows: new Rows(own.length) };
      known.set(series, held);
      for (const [i, row] of rows.entries()) held.rows.set(first + i, row);
      return true;
    },
    *lines() {
      yield encode(header);
      for (const series of [...known.keys()].sort()) {
        const { columns, rows } = known.get(series)!;
        for (const { first, rows: run } of rows.runs()) yield encode({ series, first, columns, rows: run });
      }
    },
  };
}
