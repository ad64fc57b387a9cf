/**
 * Finished trials on disk: an append-only file of lines (see storedLines.ts), so that a run interrupted at any instant loses at most the
 * blocks in flight.
 *
 * What survives: a killed process leaves every block whose `append` had returned. A loss of power leaves every block that was appended up to
 * the last flush: there is one a second while blocks are appended (at each of them, where they take longer), one when the file is sealed,
 * and one when it is closed; so it costs at most the work of the last second. A line that was torn off is a block not done; one whose checksum or
 * shape is wrong is damaged, and what it held is drawn anew. When a run completes, the file is put in canonical order, so that its bytes do not depend
 * on who finished first. After an error of the disk nothing more is written: how much of the file it took is not known before it is read again.
 */
import { createHash, type Hash } from 'node:crypto';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import { absorbed, type Blocks, type Columns, createBlocks, readInto } from './contents.ts';
import { disk, type FileSystem } from './fileSystem.ts';
import { makeFolder, replaceFile } from './files.ts';
import { openLog } from './log.ts';
import type { SeriesTrials } from './rows.ts';
import { type Block, decode, encode, header, hexDigits } from './storedLines.ts';

export interface Store {
  /** Values by trial number of one series. */
  trials(series: string): SeriesTrials;
  append(block: Block): void;
  /**
   * Append what another file has of the columns' series beyond what is known, line by line as they stand; nothing where there is no file, or
   * one of another version.
   *
   * @throws {InputError} naming both files where they have other numbers for one trial
   */
  absorb(path: string): void;
  /** Put the file in canonical order; the last thing before it is closed. */
  seal(): void;
  close(): void;
  /** Damaged lines that were passed over when the store was opened. */
  readonly damaged: number;
}

/** What a file of trials holds. */
interface Contents {
  readonly blocks: Blocks;
  /** Of the checksums of its whole lines. */
  readonly digest: Hash;
  /** Length in bytes without a torn line. */
  readonly bytes: number;
  readonly damaged: number;
}

/** @throws {InputError} when another version of Descent wrote the file */
function readContents(path: string, columns: Columns, on: FileSystem): Contents {
  const blocks = createBlocks(columns);
  const digest = createHash('sha256');
  let [length, damaged] = [0, 0];
  for (const { bytes, line, taken } of readInto(blocks, path, on)) {
    if (line.kind === 'foreign') throw foreign(path, line.written);
    length += bytes.length;
    if (taken) digest.update(bytes.subarray(0, hexDigits));
    else damaged++;
  }
  return { blocks, digest, bytes: length, damaged };
}

function foreign(path: string, how: string): InputError {
  return new InputError(
    `${path}: these trials were written ${how} of Descent, which this version does not read; ` +
      '--fresh forgets them and starts over, another --out or --name keeps them',
  );
}

/** Of the file of trials in the folder of a run. */
export const trialsName = 'trials.jsonl';

export interface StoreOptions {
  /** Forget what the file holds. */
  readonly fresh: boolean;
  readonly columns?: Columns;
  /** Absent: the disk. */
  readonly files?: FileSystem;
  /** Least milliseconds between two flushes while blocks are appended. */
  readonly flushInterval?: number;
}

/**
 * Open the store at `path`, creating it where there is none.
 * @throws {InputError} when another version of Descent wrote it
 */
export function openStore(
  path: string,
  { fresh, columns = new Map(), files: on = disk, flushInterval }: StoreOptions,
): Store {
  makeFolder(dirname(path), on);
  if (fresh) on.remove(path);
  const { blocks, digest, bytes, damaged } = readContents(path, columns, on);
  const file = openLog(path, bytes, on, flushInterval);
  const write = (line: Buffer) => {
    file.write(line);
    digest.update(line.subarray(0, hexDigits));
  };
  if (bytes === 0) digest.update(Buffer.from(encode(header)).subarray(0, hexDigits));
  // What the file itself holds may be from those before it here.
  const others = [path];
  return {
    damaged,
    trials: (series) => blocks.rows(series),
    append(block) {
      const line = Buffer.from(encode(block));
      // What is known is what a later run will read.
      const read = decode(line, true);
      if (read.kind !== 'block' || !blocks.add(read.block))
        throw new TypeError(`a block of other columns: ${line}`);
      write(line);
    },
    absorb(other) {
      for (const line of absorbed(blocks, other, { columns, others, on })) write(line);
      others.unshift(other);
    },
    seal() {
      const canonical = createHash('sha256');
      for (const line of blocks.lines()) canonical.update(line.slice(0, hexDigits));
      if (damaged === 0 && canonical.digest('hex') === digest.copy().digest('hex')) file.flush();
      else file.replace(() => replaceFile(path, blocks.lines(), on));
    },
    close: () => file.close(),
  };
}

/** The trials of another run, to be used and not to be changed; none where there is no file, or one of another version. */
export function readStore(path: string, columns: Columns, on: FileSystem = disk): Pick<Store, 'trials'> {
  try {
    const { blocks } = readContents(path, columns, on);
    return { trials: (series) => blocks.rows(series) };
  } catch (error) {
    if (error instanceof InputError) return { trials: () => new Map() };
    throw error;
  }
}
