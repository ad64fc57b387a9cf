/** Tasks on a pool of worker threads. */
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Piscina } from 'piscina';
import { clip, InputError, InterruptedError } from '../errors.ts';
import { designOf, trialName } from '../simulators/simulator.ts';
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
        const answer = await answerTo(next.value, threads);
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

/** The worker's answer; by another one where the first died of it, which may have been killed or have had bad luck. */
async function answerTo(task: Task, threads: Piscina): Promise<Answer> {
  const { simulator, ...rest } = task;
  const run = (): Promise<Answer> => threads.run({ module: simulator.module, ...rest } satisfies WorkerTask);
  try {
    return await run();
  } catch (first) {
    if (deathBy(first) === null) throw first;
    return run().catch((second) => {
      const death = deathBy(second);
      throw death === null ? second : deadly(task, death);
    });
  }
}

/** Of what workers died, by the error that its task fails with; null: it lives. */
function deathBy(error: unknown): string | null {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'ran out of memory';
  const [, status] = /^worker exited with code: (\d+)$/.exec(message) ?? [];
  return status === undefined ? null : `were ended (code ${status})`;
}

function deadly({ simulator, plan, first, count }: Task, death: string): InputError {
  const design = designOf(simulator, plan);
  const gibibytes = (design.bytes(plan) / 2 ** 30).toPrecision(2);
  const trials = count === 1 ? '' : ` and the ${count - 1} after it`;
  return new InputError(
    `${clip(trialName(simulator, plan, first), 400)}${trials}: two workers, one after the other, ${death} here; its matrices take up to ` +
      `${gibibytes} GiB a worker: ${design.lighter?.(plan) ?? 'choose smaller sizes'}, or fewer --workers. Finished blocks are kept`,
  );
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
export function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
