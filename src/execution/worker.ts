/** A pool worker: runs the trials of a task on its own backend, by the simulator whose module the task names. */
import '../node.ts';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { InputError } from '../errors.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import { isBrought, type Simulator, type TrialPlan, type TrialValues } from '../simulators/simulator.ts';
import { importBrought } from './modules.ts';
import { openReport, type Progress } from './progress.ts';
import { runTrials } from './trials.ts';

const load = createRequire(import.meta.url);

let backend: Backend | undefined;
let report: ((operations: number) => void) | undefined;

/** What the pool gives its workers. */
export interface WorkerData {
  readonly blas: string;
  readonly progress: Progress;
}

/** A task as it travels: functions do not, so the simulator is named by its module. */
export interface WorkerTask {
  readonly module: string;
  readonly plan: TrialPlan;
  readonly first: number;
  readonly count: number;
}

/** What a worker sends back. An error loses its class between threads, so what a person can mend travels as its message. */
export type Answer = { readonly values: readonly TrialValues[][] } | { readonly inputError: string };

export default async function runTask({ module, ...task }: WorkerTask): Promise<Answer> {
  try {
    const { blas, progress } = givenData();
    backend ??= openBackend(blas);
    report ??= openReport(progress);
    const values = runTrials(backend, { ...task, simulator: await simulatorOf(module) }, report);
    report(0);
    return { values };
  } catch (error) {
    if (error instanceof InputError) return { inputError: error.message };
    throw error;
  }
}

async function simulatorOf(module: string): Promise<Simulator> {
  // The program's own TypeScript is hooked into require in a worker.
  const own = () => (module.endsWith('.ts') ? load(fileURLToPath(module)) : import(module));
  const loaded = await (isBrought(module) ? importBrought(module) : own());
  const { default: simulator } = loaded as { readonly default?: Simulator };
  if (simulator?.module !== module)
    throw new TypeError(`the default export of ${module} is not the simulator that names it as its module`);
  return simulator;
}

/** Piscina hands [its own data, ours] to the worker. */
function givenData(): WorkerData {
  const data: unknown = workerData;
  return (Array.isArray(data) ? data[1] : data) as WorkerData;
}
