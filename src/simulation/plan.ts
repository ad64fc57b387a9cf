/**
 * From the draws that a scenario asks for to tasks for workers: which trials of which cells at which ridges are missing from the
 * store, cut into blocks whose size is set by the cell alone.
 */
import { cellName } from '../problem/cell.ts';
import type { Store } from './store.ts';
import { type TrialPlan, testPoints, trialOperations } from './trial.ts';

/** A number of trials of one plan; the plan's ridges are all that some point reads off this cell. */
export interface Demand extends TrialPlan {
  readonly trials: number;
}

/** Consecutive trials for one worker. */
export interface Task extends TrialPlan {
  readonly first: number;
  readonly count: number;
}

/** Some tenth of a second of work: small enough to lose, large enough to be worth a message. */
const blockOperations = 2e9;
const largestBlock = 32;

/** Changes when the meaning of stored numbers does. */
const algorithm = 'trial-1';

/** What a stored series of trials is, by content: everything that its numbers depend on. */
export function seriesKey(plan: Omit<TrialPlan, 'ridges'>, ridge: number, backend: string): string {
  const { cell, labels, nonlinear, seed } = plan;
  return JSON.stringify([
    algorithm,
    backend,
    seed,
    cellName(cell),
    ridge,
    labels,
    nonlinear,
    testPoints(cell),
  ]);
}

/** Trials per block of this cell. */
export function blockSize(plan: TrialPlan): number {
  return Math.max(1, Math.min(largestBlock, Math.round(blockOperations / trialOperations(plan))));
}

/** Tasks for everything that the store lacks, largest first so that no worker idles at the end. */
export function missingTasks(
  demands: readonly Demand[],
  store: Pick<Store, 'trials'>,
  backend: string,
): Task[] {
  const tasks = demands.flatMap((demand) => {
    const { trials, ...plan } = demand;
    const known = plan.ridges.map((ridge) => store.trials(seriesKey(plan, ridge, backend)));
    const size = blockSize(plan);
    const found: Task[] = [];
    for (let first = 0; first < trials; first += size) {
      const end = Math.min(trials, first + size);
      // Ridges that lack the same trials of this block share their draws.
      const groups = new Map<string, { ridges: number[]; missing: number[] }>();
      plan.ridges.forEach((ridge, i) => {
        const missing = range(first, end).filter((trial) => !known[i]!.has(trial));
        const group = groups.get(missing.join()) ?? { ridges: [], missing };
        group.ridges.push(ridge);
        groups.set(missing.join(), group);
      });
      for (const { ridges, missing } of groups.values()) {
        for (const run of consecutive(missing))
          found.push({ ...plan, ridges, first: run[0]!, count: run.length });
      }
    }
    return found;
  });
  return tasks.sort((a, b) => taskOperations(b) - taskOperations(a));
}

export function taskOperations(task: Task): number {
  return task.count * trialOperations(task);
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

function consecutive(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs;
}
