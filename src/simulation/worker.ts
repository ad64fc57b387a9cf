/** A pool worker: runs the trials of a task on its own backend. */
import { workerData } from 'node:worker_threads';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import type { Task } from './plan.ts';
import { runTrial, type TrialValues } from './trial.ts';

let backend: Backend | undefined;

/** Values of the task's trials: for each ridge, in the task's order, those of each trial. */
export default function runTask(task: Task): TrialValues[][] {
  backend ??= openBackend(backendChoice());
  return runTrials(backend, task);
}

/** The same, on a given backend. */
export function runTrials(on: Backend, task: Task): TrialValues[][] {
  const byRidge: TrialValues[][] = task.ridges.map(() => []);
  for (let i = 0; i < task.count; i++) {
    for (const [ridge, values] of runTrial(on, task, task.first + i).entries()) byRidge[ridge]!.push(values);
  }
  return byRidge;
}

/** Piscina hands [its own data, ours] to the worker. */
function backendChoice(): string {
  const data: unknown = workerData;
  const ours = Array.isArray(data) ? data[1] : data;
  return (ours as { blas: string }).blas;
}
