/** What runs of all kinds have in common: a folder of results that they alone write, and stored trials in it. */
import { join } from 'node:path';
import { automatic } from '../execution/automatic.ts';
import type { Executor } from '../execution/executor.ts';
import { replaceFiles } from '../execution/files.ts';
import { adopt, columnsOf, type Demand, missingTasks } from '../execution/plan.ts';
import { simulate } from '../execution/simulate.ts';
import { openStore, readStore, type Store, trialsName } from '../execution/store.ts';
import { endingOf, formats } from '../figure/format.ts';
import { openBackend } from '../linalg/select.ts';
import { type Claiming, claimFolder } from './outFolder.ts';
import type { Source } from './results.ts';
import { type Files, writeThenDraw } from './writeThenDraw.ts';

export interface FolderOptions extends Claiming {
  /** Folder of the results; one folder a scenario inside it. */
  readonly out: string;
  readonly workers: number;
  /** `auto`, `embedded`, `embedded-fma`, or the path of a BLAS. */
  readonly blas: string;
  /** What runs the trials, on the same backend; absent: a pool of as many workers, or this thread for a tenth of a second of work. */
  readonly executor?: Executor;
  /** Forget stored trials and start over. */
  readonly fresh: boolean;
  /** What the results are of; absent: the scenario by its own name. */
  readonly source?: Source;
  /**
   * Runs what must not be cut off, the simulation and the writing of files, and ends the former by the signal that it hands over. At all other times
   * nothing is lost when the process ends. Absent: nothing interrupts.
   */
  readonly guard?: <T>(work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;
  readonly onProgress?: (done: number) => void;
}

/** The file of trials, and damaged lines there that were passed over. */
export interface StoreReport {
  readonly file: string;
  readonly damaged: number;
}

export function sourceOf(name: string, { source }: FolderOptions): Source {
  return source ?? { scenario: name, changes: [] };
}

function guarded({ guard = (work) => work() }: FolderOptions): NonNullable<FolderOptions['guard']> {
  return guard;
}

/** What a run leaves, by the names of files. */
interface Left {
  readonly results: Files;
  /** The figure's files, drawn when the results are written; none where there is no figure. */
  readonly draw: () => Promise<Files>;
}

/**
 * The work, whose files are written into `<out>/<name>`. Nothing is replaced before all of it is done; a figure that cannot be drawn
 * leaves the results.
 *
 * @returns what the work gives, and the paths of the files
 * @throws {InputError} when the folder is being written, or holds results of another source
 */
export async function intoFolder<T extends Left>(
  name: string,
  options: FolderOptions,
  work: () => Promise<T>,
): Promise<T & { readonly files: readonly string[] }> {
  const folder = join(options.out, name);
  const release = await claimFolder(folder, sourceOf(name, options), options);
  try {
    const left = await work();
    const inFolder = (files: Files) =>
      Object.fromEntries(Object.entries(files).map(([file, content]) => [join(folder, file), content]));
    const write = (files: Files) => guarded(options)(async () => replaceFiles(files));
    const draw = async () => inFolder(await left.draw());
    const files = await writeThenDraw(
      inFolder(left.results),
      formats.map((format) => join(folder, `figure.${endingOf(format)}`)),
      draw,
      write,
    );
    return { ...left, files };
  } finally {
    release();
  }
}

/** Stored trials of a run, and how it draws what it lacks of them. */
export interface Trials {
  readonly store: Pick<Store, 'trials'>;
  /** Identity of what draws them, part of every key. */
  readonly backend: string;
  readonly draw: (needed: readonly Demand[]) => Promise<number>;
}

/**
 * The work on the trials of `<out>/<name>` and, unless it starts afresh, those of the source's own folder.
 *
 * @param demands  all that may be drawn
 * @throws {InterruptedError} when the guard's signal fires; finished blocks are kept
 */
export async function withTrials<T extends object>(
  name: string,
  demands: readonly Demand[],
  options: FolderOptions,
  work: (trials: Trials) => Promise<T>,
): Promise<T & { readonly backend: string; readonly store: StoreReport }> {
  const { out, fresh, executor = automatic(options) } = options;
  const source = sourceOf(name, options);
  const backend = executor.identity ?? openBackend(options.blas).identity;
  const columns = columnsOf(demands, backend);
  const trialsOf = (folder: string) => join(out, folder, trialsName);
  const file = trialsOf(name);
  const store = openStore(file, { fresh, columns });
  try {
    if (!fresh && source.scenario !== name)
      adopt(demands, store, readStore(trialsOf(source.scenario), columns), backend);
    const isWhole = () => missingTasks(demands, store, backend).length === 0;
    await guarded(options)(async (signal) => executor.supply?.(store, isWhole, signal));
    const draw = (needed: readonly Demand[]) =>
      guarded(options)((signal) =>
        simulate(needed, store, { ...options, executor, backend, ...(signal ? { signal } : {}) }),
      );
    const found = await work({ store, backend, draw });
    store.seal();
    return { ...found, backend, store: { file, damaged: store.damaged } };
  } finally {
    store.close();
  }
}
