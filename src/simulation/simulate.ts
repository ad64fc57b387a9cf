/** Run what is missing on a pool of workers, storing every block as it finishes. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InterruptedError } from '../errors.ts';
import { type Demand, missingTasks, seriesKey, type Task, taskOperations } from './plan.ts';
import type { Store } from './store.ts';
import type { TrialValues } from './trial.ts';

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

/**
 * Complete the store for these demands. The numbers do not depend on the number of workers, on the order in which they finish, or on
 * what was stored before.
 *
 * @throws {InterruptedError} when the signal fires; finished blocks are in the store
 */
export async function simulate(
  demands: readonly Demand[],
  store: Store,
  options: SimulationOptions,
): Promise<void> {
  const tasks = missingTasks(demands, store, options.backend);
  if (tasks.length === 0) return;
  const { Piscina } = await import('piscina');
  const extension = extname(fileURLToPath(import.meta.url));
  const pool = new Piscina({
    filename: new URL(`./worker${extension}`, import.meta.url).href,
    minThreads: 1,
    maxThreads: Math.max(1, Math.min(options.workers, tasks.length)),
    execArgv: extension === '.ts' ? ['--import', typescriptLoader()] : [],
    workerData: { blas: options.blas },
  });
  const total = tasks.reduce((sum, task) => sum + taskOperations(task), 0);
  let done = 0;
  const interrupted = () => void pool.destroy().catch(() => undefined);
  options.signal?.addEventListener('abort', interrupted, { once: true });
  try {
    const broken = new Promise<never>((_, reject) => pool.on('error', reject));
    const blocks = tasks.map(async (task) => {
      const values: TrialValues[][] = await pool.run(task);
      keep(store, task, values, options.backend);
      done += taskOperations(task);
      options.onProgress?.(done / total);
    });
    await Promise.race([broken, Promise.all(blocks)]);
  } catch (error) {
    if (options.signal?.aborted) throw new InterruptedError();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', interrupted);
    await pool.destroy();
  }
}

/** Found from here and not from the working directory, which may be anywhere. */
function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}

function keep(store: Store, task: Task, values: readonly TrialValues[][], backend: string): void {
  task.series.forEach((series, i) => {
    store.append({ series: seriesKey(task, series, backend), first: task.first, values: values[i]! });
  });
}
