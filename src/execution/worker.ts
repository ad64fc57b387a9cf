/** A pool worker: runs the trials of a task on its own backend. */
import { workerData } from 'node:worker_threads';
import { InputError } from '../errors.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import { runTrial, type TrialValues, trialOperations } from '../simulators/trial.ts';
import type { Task } from './plan.ts';
import { metered, openReport, type Progress } from './progress.ts';

let backend: Backend | undefined;
let report: ((operations: number) => void) | undefined;

/** What the pool gives its workers. */
export interface WorkerData {
  readonly blas: string;
  readonly progress: Progress;
}

/** What a worker sends back. An error loses its class between threads, so what a person can mend travels as its message. */
export type Answer = { readonly values: readonly TrialValues[][] } | { readonly inputError: string };

export default function runTask(task: Task): Answer {
  try {
    const { blas, progress } = givenData();
    backend ??= openBackend(blas);
    report ??= openReport(progress);
    const values = runTrials(backend, task, report);
    report(0);
    return { values };
  } catch (error) {
    if (error instanceof InputError) return { inputError: error.message };
    throw error;
  }
}

/** Values of the task's trials: for each series, in the task's order, those of each trial; says how many operations are done. */
export function runTrials(
  on: Backend,
  task: Task,
  report: (operations: number) => void = () => {},
): TrialValues[][] {
  const bySeries: TrialValues[][] = task.series.map(() => []);
  const each = trialOperations(task);
  for (let i = 0; i < task.count; i++) {
    const backend = metered(on, task, (operations) => report(i * each + operations));
    for (const [s, values] of runTrial(backend, task, task.first + i).entries()) bySeries[s]!.push(values);
  }
  return bySeries;
}

/** Piscina hands [its own data, ours] to the worker. */
function givenData(): WorkerData {
  const data: unknown = workerData;
  return (Array.isArray(data) ? data[1] : data) as WorkerData;
}
