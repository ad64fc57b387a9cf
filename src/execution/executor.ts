/** An executor: how tasks are run. */
import type { TrialValues } from '../simulators/simulator.ts';
import type { Task } from './plan.ts';
import type { Store } from './store.ts';

/** Who is told how a run goes on. */
export interface Watch {
  /** A task is done: for each series, in the plan's order, the values of each trial. */
  readonly onBlock: (task: Task, values: readonly TrialValues[][]) => void;
  /** Operations that are done of all the tasks'. */
  readonly onOperations?: (done: number) => void;
  /** Ends the run: what is not done by then is not told of any more. */
  readonly signal?: AbortSignal;
  /** Ends the run sooner, too, but lets what has begun be done and told of. */
  readonly enough?: AbortSignal;
}

export interface Executor {
  /** What its numbers depend on beside the task, part of every stored key; absent: the backend. */
  readonly identity?: string;
  /**
   * Lets the store absorb what others have drawn, before tasks are asked for.
   *
   * @param isWhole  whether the store lacks nothing
   * @throws {InterruptedError} when the signal fires
   */
  supply?(store: Pick<Store, 'absorb'>, isWhole: () => boolean, signal?: AbortSignal): Promise<void>;
  /**
   * Runs every task, in any order, and tells of each as it is done; fewer where `enough` fires. The numbers depend on nothing but task and backend.
   *
   * @throws {InputError} when matrices do not fit into memory, or the backend cannot be opened
   * @throws {InterruptedError} when the signal fires
   */
  run(tasks: readonly Task[], watch: Watch): Promise<void>;
}
