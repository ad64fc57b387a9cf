/** A pool worker: runs the trials of a task on its own backend. */
import { workerData } from 'node:worker_threads';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import type { Task } from './plan.ts';
import { runTrial, type TrialValues } from './trial.ts';

let backend: Backend | undefined;

/** Values of the task's trials: for each series, in the task's order, those of each trial. */
export default function runTask(task: Task): TrialValues[][] {
  backend ??= openBackend(backendChoice());
  return runTrials(backend, task);
}

/** The same, on a given backend. */
export function runTrials(on: Backend, task: Task): TrialValues[][] {
  const bySeries: TrialValues[][] = task.series.map(() => []);
  for (let i = 0; i < task.count; i++) {
    for (const [s, values] of runTrial(on, task, task.first + i).entries()) bySeries[s]!.push(values);
  }
  return bySeries;
}

/** Piscina hands [its own data, ours] to the worker. */
function backendChoice(): string {
  const data: unknown = workerData;
  const ours = Array.isArray(data) ? data[1] : data;
  return (ours as { blas: string }).blas;
}
