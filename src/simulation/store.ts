/**
 * Finished trials on disk: an append-only file of checksummed lines, so that a run interrupted at any instant loses at most the
 * blocks in flight. A torn or damaged line is a block not done. When a run completes, the file is put in canonical order, so that
 * its bytes do not depend on who finished first.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { TrialValues } from './trial.ts';

/** Consecutive trials of one stored series (one cell at one ridge, see seriesKey). */
export interface Block {
  readonly series: string;
  readonly first: number;
  readonly values: readonly TrialValues[];
}

export interface Store {
  /** Values by trial number of one series. */
  trials(series: string): ReadonlyMap<number, TrialValues>;
  append(block: Block): void;
  /** Put the file in canonical order. */
  seal(): void;
  close(): void;
  /** Damaged lines that were passed over when the store was opened. */
  readonly damaged: number;
}

const hexDigits = 16;

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, hexDigits);
}

function encode(block: Block): string {
  const text = JSON.stringify(block);
  return `${checksum(text)} ${text}\n`;
}

function decode(line: string): Block | null {
  const text = line.slice(hexDigits + 1);
  return line[hexDigits] === ' ' && checksum(text) === line.slice(0, hexDigits)
    ? (JSON.parse(text) as Block)
    : null;
}

/** Open the store at `path`, creating it where there is none; `fresh` forgets what it holds. */
export function openStore(path: string, options: { readonly fresh: boolean }): Store {
  mkdirSync(dirname(path), { recursive: true });
  if (options.fresh) rmSync(path, { force: true });
  const known = new Map<string, Map<number, TrialValues>>();
  const lines: string[] = [];
  let damaged = 0;
  const remember = ({ series, first, values }: Block) => {
    const trials = known.get(series) ?? new Map<number, TrialValues>();
    known.set(series, trials);
    for (const [i, value] of values.entries()) trials.set(first + i, value);
  };
  const text = readIfAny(path);
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const block = decode(line);
    if (block === null) damaged++;
    else {
      lines.push(`${line}\n`);
      remember(block);
    }
  }
  const file = openSync(path, 'a');
  // A line torn by a kill must not swallow the next one.
  if (text !== '' && !text.endsWith('\n')) writeSync(file, '\n');
  return {
    damaged,
    trials: (series) => known.get(series) ?? new Map(),
    append(block) {
      const line = encode(block);
      writeSync(file, line);
      lines.push(line);
      remember(block);
    },
    seal() {
      const canonical = [...known]
        .flatMap(([series, trials]) => runs(series, trials))
        .map(encode)
        .sort((a, b) => (a.slice(hexDigits) < b.slice(hexDigits) ? -1 : 1))
        .join('');
      if (canonical !== lines.join('') || damaged > 0) replaceFile(path, canonical);
    },
    close: () => closeSync(file),
  };
}

/** The trials of a series as maximal runs of consecutive numbers. */
function runs(series: string, trials: ReadonlyMap<number, TrialValues>): Block[] {
  const blocks: { series: string; first: number; values: TrialValues[] }[] = [];
  for (const trial of [...trials.keys()].sort((a, b) => a - b)) {
    const last = blocks.at(-1);
    const value = trials.get(trial)!;
    if (last && last.first + last.values.length === trial) last.values.push(value);
    else blocks.push({ series, first: trial, values: [value] });
  }
  return blocks;
}

function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Write aside, flush, rename: readers see the old content or the new, never a part. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  replaceFiles({ [path]: content });
}

/** The same for several files by path: none is replaced before all are written. */
export function replaceFiles(contents: Readonly<Record<string, string | Uint8Array>>): void {
  const pairs = Object.entries(contents).map(([path, content]) => {
    return { path, aside: `${path}.${process.pid}.tmp`, content };
  });
  try {
    for (const { path, aside, content } of pairs) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(aside, content, { flush: true });
    }
    for (const { path, aside } of pairs) renameSync(aside, path);
  } finally {
    for (const { aside } of pairs) rmSync(aside, { force: true });
  }
}
