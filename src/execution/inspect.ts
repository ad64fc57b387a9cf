/** What is in a folder of trials besides whole ones, and how to be rid of it. */
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { type Columns, createBlocks, readInto } from './contents.ts';
import { disk, type FileSystem } from './fileSystem.ts';
import { asideBy, ownHost, readLines, replaceFile } from './files.ts';
import { HeldError, isRunning, type LockState, lockFolder, lockState } from './lock.ts';
import { type Store, trialsName } from './store.ts';
import { decode, encode, header } from './storedLines.ts';

/** What a file of trials holds; lines count from 1. */
export interface Inspection extends Pick<Store, 'trials'> {
  readonly series: readonly string[];
  /** Lines whose checksum or shape is wrong. */
  readonly damaged: readonly number[];
  /** Whole lines with other columns than their series has. */
  readonly foreign: readonly number[];
  /** Bytes of a line that was torn off at the end. */
  readonly torn: number;
  /** Bytes of all that clean would remove. */
  readonly waste: number;
  /** How another version of Descent wrote it, which this one does not read; else null. */
  readonly written: string | null;
}

export function inspectTrials(path: string, columns: Columns = new Map(), on: FileSystem = disk): Inspection {
  const blocks = createBlocks(columns);
  const [damaged, foreign]: [number[], number[]] = [[], []];
  let [number, waste] = [0, 0];
  let written: string | null = null;
  const lines = readInto(blocks, path, on);
  for (let next = lines.next(); ; next = lines.next()) {
    if (next.done) {
      const torn = next.value;
      const series = [...blocks.series()];
      return { series, trials: blocks.rows, damaged, foreign, torn, waste: waste + torn, written };
    }
    const { bytes, line, taken } = next.value;
    number++;
    if (line.kind === 'foreign') written ??= line.written;
    else if (line.kind === 'damaged') {
      damaged.push(number);
      waste += bytes.length;
    } else if (!taken) foreign.push(number);
  }
}

/** What is left of processes that were cut off. */
export interface Leftovers {
  /** Names of files that were written aside. */
  readonly aside: readonly string[];
  /** The same, but their process may still write them. */
  readonly busy: readonly string[];
  readonly lock: LockState;
}

export function leftoversOf(folder: string, on: FileSystem = disk): Leftovers {
  const [aside, busy]: [string[], string[]] = [[], []];
  for (const name of on.list(folder).sort()) {
    const by = asideBy(name);
    if (by !== null) (mayWrite(by) ? busy : aside).push(name);
  }
  return { aside, busy, lock: lockState(folder, on) };
}

/** Of another host that cannot be known. */
function mayWrite({ host, pid }: { host: string; pid: number }): boolean {
  return host !== ownHost() || isRunning(pid) !== false;
}

/** What was in a folder before it was cleaned. */
export interface Cleaned extends Leftovers {
  /** null where there are no trials. */
  readonly found: Inspection | null;
}

/**
 * Removes damaged lines, files that were left aside, and the lock of a process that is gone; never a whole block, and nothing of what another version wrote.
 *
 * @throws {InputError} when a process writes in the folder
 */
export function cleanFolder(folder: string, on: FileSystem = disk): Cleaned {
  const left = leftoversOf(folder, on);
  const release = lockIdle(folder, on);
  try {
    const path = join(folder, trialsName);
    const found = on.list(folder).includes(trialsName) ? inspectTrials(path, new Map(), on) : null;
    if (found !== null && found.written === null && found.waste > 0)
      replaceFile(path, wholeLines(path, on), on);
    for (const name of left.aside) on.remove(join(folder, name));
    return { ...left, found };
  } finally {
    release();
  }
}

function lockIdle(folder: string, on: FileSystem): () => void {
  try {
    return lockFolder(folder, on);
  } catch (error) {
    throw error instanceof HeldError
      ? new InputError(`${error.holder}; clean it when that has ended`)
      : error;
  }
}

/** The header, and every block as it stands. */
function* wholeLines(path: string, on: FileSystem): Generator<string | Uint8Array> {
  yield encode(header);
  for (const line of readLines(path, on)) if (decode(line, true).kind === 'block') yield line;
}
