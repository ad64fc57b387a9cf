/** Tasks on a pool of worker threads. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Piscina } from 'piscina';
import { InputError, InterruptedError } from '../errors.ts';
import type { Executor, Watch } from './executor.ts';
import { type Task, taskOperations } from './plan.ts';
import { createProgress, unfinishedOperations } from './progress.ts';
import type { Answer, WorkerData, WorkerTask } from './worker.ts';

export interface PoolOptions {
  readonly workers: number;
  /** `auto`, `embedded` or a library's path, as every worker opens it. */
  readonly blas: string;
}

/** Milliseconds between two looks at how far the workers are. */
const progressInterval = 250;

export function pool({ workers, blas }: PoolOptions): Executor {
  return { run: (tasks, watch) => runAll(tasks, watch, { workers: Math.min(workers, tasks.length), blas }) };
}

async function runAll(tasks: readonly Task[], watch: Watch, { workers, blas }: PoolOptions): Promise<void> {
  const { onBlock, onOperations, signal, enough } = watch;
  const progress = createProgress(workers);
  const threads = await openPool(workers, { blas, progress });
  let done = 0;
  // Between a task's end there and its arrival here its operations count in neither.
  const show = () => onOperations?.(done + unfinishedOperations(progress));
  const watched = onOperations && setInterval(show, progressInterval);
  const interrupted = () => void threads.destroy().catch(() => undefined);
  signal?.addEventListener('abort', interrupted, { once: true });
  try {
    // It may have fired while the pool was opened.
    signal?.throwIfAborted();
    const broken = new Promise<never>((_, reject) => threads.on('error', reject));
    const queue = tasks.values();
    const lane = async () => {
      for (let next = queue.next(); !next.done && !enough?.aborted; next = queue.next()) {
        const { simulator, ...rest } = next.value;
        const answer: Answer = await threads.run({ module: simulator.module, ...rest } satisfies WorkerTask);
        if ('inputError' in answer) throw new InputError(answer.inputError);
        onBlock(next.value, answer.values);
        done += taskOperations(next.value);
        show();
      }
    };
    await Promise.race([broken, Promise.all(Array.from({ length: workers }, lane))]);
  } catch (error) {
    if (signal?.aborted) throw new InterruptedError(signal.reason);
    throw error;
  } finally {
    clearInterval(watched);
    signal?.removeEventListener('abort', interrupted);
    await threads.destroy();
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
