/**
 * Parts: files of trials beside the store of a run, each by one process alone, so that many can draw at once on many machines without a
 * lock. A part is a store by its format (see store.ts): a torn line is a block not done. Together with the store they hold what is drawn.
 */
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { InterruptedError } from '../../errors.ts';
import { blocksIn, type Columns } from '../contents.ts';
import type { Executor } from '../executor.ts';
import { disk, type FileSystem, succeeds } from '../fileSystem.ts';
import { makeFolder, removeIfPossible, writeFile } from '../files.ts';
import { openLog } from '../log.ts';
import type { Known, Task } from '../plan.ts';
import { Rows } from '../rows.ts';
import { type Store, trialsName } from '../store.ts';
import { type Block, encode } from '../storedLines.ts';

/** Which process writes a part. */
export interface Writer {
  /** Which submission it belongs to; 0: none. */
  readonly submission: number;
  readonly index: number;
  readonly host: string;
  /** The job by the number that a scheduler gave it, and how often that began anew; where there is none, 0. */
  readonly job: string;
  readonly restart: string;
  readonly pid: number;
}

/** The folder of parts in that of a run. */
export function partsFolder(folder: string): string {
  return join(folder, 'parts');
}

/** How the names of a shard's parts begin. */
export function partPrefix({ submission, index }: Pick<Writer, 'submission' | 'index'>): string {
  return `${submission}-${index}-`;
}

/** A file of trials that one process alone writes. */
type Part = Known & Pick<Store, 'append' | 'close'>;

/** A new part, which nobody else writes. */
export function openPart(folder: string, writer: Writer, files: FileSystem = disk): Part {
  const { host, job, restart, pid } = writer;
  const name = `${partPrefix(writer)}${[host, job, restart, pid].join('-').replaceAll(/[^\w.-]/g, '_')}`;
  makeFolder(partsFolder(folder), files);
  // In containers every process may have the same number on the same host.
  for (let again = 0; ; again++) {
    const path = join(partsFolder(folder), `${name}${again === 0 ? '' : `.${again}`}.jsonl`);
    if (succeeds(() => writeFile(path, '', 'wx', files), 'EEXIST')) return partAt(path, files);
  }
}

/** Of what it has written it keeps which trials these are, no numbers. */
function partAt(path: string, files: FileSystem): Part {
  const file = openLog(path, 0, files);
  const noted = notes();
  return {
    trials: noted.trials,
    append(block) {
      file.write(Buffer.from(encode(block)));
      noted.add(block);
    },
    close: () => file.close(),
  };
}

/** Which trials there are of many series, without their numbers. */
function notes(): Known & { readonly add: (block: Block) => void } {
  const held = new Map<string, Rows>();
  return {
    trials: (series) => held.get(series) ?? new Rows(0),
    add({ series, first, rows }) {
      const known = held.get(series) ?? new Rows(0);
      held.set(series, known);
      for (const i of rows.keys()) known.set(first + i, []);
    },
  };
}

/** The parts whose names begin so, in the order of their names. */
export function listParts(folder: string, prefix = '', on: FileSystem = disk): string[] {
  let names: string[] = [];
  succeeds(() => {
    names = on.list(partsFolder(folder));
  }, 'ENOENT');
  const own = names.filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'));
  return own.sort().map((name) => join(partsFolder(folder), name));
}

/**
 * Which trials the store of the run and the parts hold together; what their numbers are is not kept.
 *
 * @param columns  of all series of the run, by their keys
 * @param prefix  of the names of the parts that are read
 */
export function readDrawn(folder: string, columns: Columns, prefix = '', on: FileSystem = disk): Known {
  const noted = notes();
  for (const file of [join(folder, trialsName), ...listParts(folder, prefix, on)])
    for (const { block } of blocksIn(file, columns, on)) noted.add(block);
  return noted;
}

/** Milliseconds before each look for what is missing: shares of several machines show new files late. */
const patience = [0, 500, 1500];

/**
 * Supplies the store with what parts hold, and runs nothing.
 *
 * @param identity  of the backend that drew them
 * @param missing  what is to be thrown when these tasks are in none
 */
export function fromParts(
  folder: string,
  { identity, missing }: { identity: string; missing: (tasks: readonly Task[]) => Error },
  on: FileSystem = disk,
): Executor {
  return {
    identity,
    async supply(store, isWhole, signal) {
      for (const milliseconds of patience) {
        await setTimeout(milliseconds);
        if (milliseconds > 0) touch(folder, on);
        for (const file of listParts(folder, '', on)) {
          // Signals are heard between files.
          await setImmediate();
          if (signal?.aborted) throw new InterruptedError(signal.reason);
          store.absorb(file);
        }
        if (isWhole()) return;
      }
    },
    async run(tasks) {
      throw missing(tasks);
    },
  };
}

/** A change of the folder makes the client of a network's file system ask for its names again. */
function touch(folder: string, on: FileSystem): void {
  const path = join(partsFolder(folder), 'look.tmp');
  succeeds(() => writeFile(path, '', 'w', on), 'ENOENT');
  removeIfPossible(path, on);
}
