/** Run what is missing on a pool of workers, storing every block as it finishes. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Piscina } from 'piscina';
import { InputError, InterruptedError } from '../errors.ts';
import { type TrialValues, trialColumns } from '../simulators/trial.ts';
import { type Demand, missingTasks, seriesKey, type Task, taskOperations } from './plan.ts';
import { createProgress, unfinishedOperations } from './progress.ts';
import type { Store } from './store.ts';
import type { Answer, WorkerData } from './worker.ts';

export interface SimulationOptions {
  readonly workers: number;
  /** `auto`, `embedded` or a library's path, as every worker opens it. */
  readonly blas: string;
  /** Identity of that backend, part of every stored key. */
  readonly backend: string;
  readonly signal?: AbortSignal;
  /** Share of the operations done, in [0, 1]. */
  readonly onProgress?: (done: number) => void;
}

/** Milliseconds between two looks at how far the workers are. */
const progressInterval = 250;

/**
 * Complete the store for these demands. The numbers do not depend on the number of workers, on the order in which they finish, or on
 * what was stored before.
 *
 * @throws {InputError} when a worker's matrices do not fit into memory, or its backend cannot be opened
 * @throws {InterruptedError} when the signal fires; finished blocks are in the store
 */
export async function simulate(
  demands: readonly Demand[],
  store: Store,
  options: SimulationOptions,
): Promise<void> {
  const tasks = missingTasks(demands, store, options.backend);
  if (tasks.length === 0) return;
  const workers = Math.max(1, Math.min(options.workers, tasks.length));
  const progress = createProgress(workers);
  const pool = await openPool(workers, { blas: options.blas, progress });
  const total = tasks.reduce((sum, task) => sum + taskOperations(task), 0);
  let done = 0;
  let shown = 0;
  const show = () => {
    // Between a task's end there and its arrival here its operations count in neither.
    shown = Math.max(shown, Math.min(1, (done + unfinishedOperations(progress)) / total));
    options.onProgress?.(shown);
  };
  const watch = options.onProgress && setInterval(show, progressInterval);
  const interrupted = () => void pool.destroy().catch(() => undefined);
  options.signal?.addEventListener('abort', interrupted, { once: true });
  try {
    // It may have fired while the pool was opened.
    options.signal?.throwIfAborted();
    const broken = new Promise<never>((_, reject) => pool.on('error', reject));
    const blocks = tasks.map(async (task) => {
      const answer: Answer = await pool.run(task);
      if ('inputError' in answer) throw new InputError(answer.inputError);
      keep(store, task, answer.values, options.backend);
      done += taskOperations(task);
      show();
    });
    await Promise.race([broken, Promise.all(blocks)]);
  } catch (error) {
    if (options.signal?.aborted) throw new InterruptedError(options.signal.reason);
    throw error;
  } finally {
    clearInterval(watch);
    options.signal?.removeEventListener('abort', interrupted);
    await pool.destroy();
  }
}

async function openPool(workers: number, workerData: WorkerData): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  const extension = extname(fileURLToPath(import.meta.url));
  return new Piscina({
    filename: new URL(`./worker${extension}`, import.meta.url).href,
    minThreads: 1,
    maxThreads: workers,
    execArgv: extension === '.ts' ? ['--import', typescriptLoader()] : [],
    workerData,
  });
}

/** Found from here and not from the working directory, which may be anywhere. */
function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function keep(store: Store, task: Task, values: readonly TrialValues[][], backend: string): void {
  const columns = trialColumns(task);
  task.series.forEach((each, i) => {
    store.append({ series: seriesKey(task, each, backend), first: task.first, columns, rows: values[i]! });
  });
}
