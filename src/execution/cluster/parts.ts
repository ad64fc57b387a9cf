/**
 * Parts: files of trials beside the store of a run, each by one process alone, so that many can draw at once on many machines without a
 * lock. A part is a store by its format (see store.ts): a torn line is a block not done. Together with the store they hold what is drawn.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InputError, InterruptedError } from '../../errors.ts';
import type { TrialValues } from '../../simulators/simulator.ts';
import type { Executor } from '../executor.ts';
import { type Demand, seriesKey, type Task } from '../plan.ts';
import { openStore, readStore, type Store } from '../store.ts';
import { storedJson } from '../storedLines.ts';

/** The columns of all series of the run, by their keys. */
type Columns = ReadonlyMap<string, readonly string[]>;

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

/** A new part, which nobody else writes. */
export function openPart(folder: string, writer: Writer, columns: Columns): Store {
  const { host, job, restart, pid } = writer;
  const name = `${partPrefix(writer)}${[host, job, restart, pid].join('-').replaceAll(/[^\w.-]/g, '_')}`;
  mkdirSync(partsFolder(folder), { recursive: true });
  // In containers every process may have the same number on the same host.
  for (let again = 0; ; again++) {
    const path = join(partsFolder(folder), `${name}${again === 0 ? '' : `.${again}`}.jsonl`);
    try {
      writeFileSync(path, '', { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    return openStore(path, { fresh: false, columns });
  }
}

/** The parts whose names begin so, in the order of their names. */
function listParts(folder: string, prefix: string): string[] {
  const names = unlessMissing(() => readdirSync(partsFolder(folder))) ?? [];
  const own = names.filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'));
  return own.sort().map((name) => join(partsFolder(folder), name));
}

function unlessMissing<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What is drawn: of every series its trials. */
export interface Drawn {
  trials(series: string): {
    has(trial: number): boolean;
    get(trial: number): TrialValues | undefined;
  };
}

/**
 * What the store of the run and the parts hold together.
 *
 * @param prefix  of the names of the parts that are read
 * @throws {InputError} naming both files where two hold one trial with other numbers
 */
export function readDrawn(folder: string, columns: Columns, prefix = ''): Drawn {
  const files = [join(folder, 'trials.jsonl'), ...listParts(folder, prefix)];
  const held = files.map((file) => readStore(file, columns));
  /** By series and trial the file that has it. */
  const places = new Map<string, Map<number, number>>();
  for (const series of columns.keys()) {
    const known = new Map<number, number>();
    for (const [i, each] of held.entries()) {
      for (const [trial, row] of each.trials(series)) {
        const before = known.get(trial);
        if (before === undefined) known.set(trial, i);
        else if (storedJson(held[before]!.trials(series).get(trial)) !== storedJson(row))
          throw unlike(files[before]!, files[i]!, trial, series);
      }
    }
    places.set(series, known);
  }
  return {
    trials: (series) => ({
      has: (trial) => places.get(series)?.has(trial) ?? false,
      get: (trial) => held[places.get(series)?.get(trial) ?? 0]!.trials(series).get(trial),
    }),
  };
}

function unlike(one: string, other: string, trial: number, series: string): InputError {
  return new InputError(
    `${one} and ${other} hold other numbers for trial ${trial} of ${series}; ` +
      'one of them was drawn by other software: remove that one',
  );
}

/** Milliseconds before each further look for what is missing: shares of several machines show new files late. */
const patience = [0, 500, 1500];

/**
 * Takes tasks from what is drawn instead of running them.
 *
 * @param identity  of the backend that drew them
 * @param missing  what is to be thrown when not all tasks are there
 */
export function fromParts(
  folder: string,
  { identity, columns, missing }: { identity: string; columns: Columns; missing: (drawn: Drawn) => Error },
): Executor {
  return {
    identity,
    async run(tasks, { onBlock, signal }) {
      let left = tasks;
      let drawn: Drawn | undefined;
      for (const milliseconds of patience) {
        if (milliseconds > 0) await setTimeout(milliseconds);
        if (signal?.aborted) throw new InterruptedError(signal.reason);
        if (milliseconds > 0) touch(folder);
        const found = readDrawn(folder, columns);
        left = left.filter((task) => {
          const values = valuesOf(task, found, identity);
          if (values !== null) onBlock(task, values);
          return values === null;
        });
        drawn = found;
        if (left.length === 0) return;
      }
      throw missing(drawn!);
    },
  };
}

/** A change of the folder makes the client of a network's file system ask for its names again. */
function touch(folder: string): void {
  const path = join(partsFolder(folder), 'look.tmp');
  unlessMissing(() => writeFileSync(path, ''));
  rmSync(path, { force: true });
}

/** Of every series its trials; null where one is missing. */
function valuesOf(task: Task, drawn: Drawn, backend: string): TrialValues[][] | null {
  const { plan, first, count } = task;
  const values = plan.series.map((series) => {
    const trials = drawn.trials(seriesKey(task as Pick<Demand, 'simulator' | 'plan'>, series, backend));
    return Array.from({ length: count }, (_, i) => trials.get(first + i));
  });
  return values.flat().includes(undefined) ? null : (values as TrialValues[][]);
}
