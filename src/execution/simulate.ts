/** Run what is missing, storing every block as it finishes. */
import { columnNames, designOf, type TrialValues } from '../simulators/simulator.ts';
import type { Executor } from './executor.ts';
import { type Demand, missingTasks, seriesKey, type Task, taskOperations } from './plan.ts';
import type { Store } from './store.ts';

export interface SimulationOptions {
  readonly executor: Executor;
  /** Identity of the backend that it opens, part of every stored key. */
  readonly backend: string;
  readonly signal?: AbortSignal;
  /** Lets the blocks that have begun be stored, and begins no others. */
  readonly enough?: AbortSignal;
  /** Share of the operations done, in [0, 1]. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Complete the store for these demands. The numbers do not depend on the executor, on the order in which tasks finish, or on what was
 * stored before.
 *
 * @returns the operations that were done, roughly: 0 where nothing was missing
 * @throws {InputError} when a trial's matrices do not fit into memory, or the backend cannot be opened
 * @throws {InterruptedError} when the signal fires; finished blocks are in the store
 */
export async function simulate(
  demands: readonly Demand[],
  store: Pick<Store, 'trials' | 'append'>,
  options: SimulationOptions,
): Promise<number> {
  return runTasks(missingTasks(demands, store, options.backend), store, options);
}

/** The same of these tasks, whatever else is missing. */
export async function runTasks(
  tasks: readonly Task[],
  store: Pick<Store, 'append'>,
  { executor, backend, signal, enough, onProgress }: SimulationOptions,
): Promise<number> {
  if (tasks.length === 0) return 0;
  const total = tasks.reduce((sum, task) => sum + taskOperations(task), 0);
  let shown = 0;
  const onOperations = (done: number) => {
    shown = Math.max(shown, Math.min(1, done / total));
    onProgress?.(shown);
  };
  await executor.run(tasks, {
    onBlock: (task, values) => keep(store, task, values, backend),
    ...(onProgress ? { onOperations } : {}),
    ...(signal ? { signal } : {}),
    ...(enough ? { enough } : {}),
  });
  return total;
}

function keep(
  store: Pick<Store, 'append'>,
  task: Task,
  values: readonly TrialValues[][],
  backend: string,
): void {
  const { simulator, plan, first } = task;
  const design = designOf(simulator, plan);
  plan.series.forEach((each, i) => {
    const columns = columnNames(design, each);
    store.append({ series: seriesKey(task, each, backend), first, columns, rows: values[i]! });
  });
}
