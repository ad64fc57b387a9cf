/** The trials of one task on one thread. */
import type { Backend } from '../linalg/backend.ts';
import { designOf, runTrial, type TrialValues } from '../simulators/simulator.ts';
import type { Executor } from './executor.ts';
import type { Task } from './plan.ts';
import { metered } from './progress.ts';

/** Values of the task's trials: for each series, in the task's order, those of each trial; says how many operations are done. */
export function runTrials(
  on: Backend,
  { simulator, plan, first, count }: Task,
  report: (operations: number) => void = () => {},
): TrialValues[][] {
  const bySeries: TrialValues[][] = plan.series.map(() => []);
  const each = designOf(simulator, plan).operations(plan);
  for (let i = 0; i < count; i++) {
    const backend = metered(on, each, (operations) => report(i * each + operations));
    for (const [s, values] of runTrial(simulator, backend, plan, first + i).entries())
      bySeries[s]!.push(values);
  }
  return bySeries;
}

/** One trial, which a plan is made from before anything is stored: a row for every series. */
export type Draw = (demand: Pick<Task, 'simulator' | 'plan'>, trial: number) => Awaitable<TrialValues[]>;
type Awaitable<T> = T | Promise<T>;

/** On this thread. */
export function drawsOn(backend: Backend): Draw {
  return ({ simulator, plan }, trial) => runTrial(simulator, backend, plan, trial);
}

/** By an executor, one after the other. */
export function drawsBy(executor: Executor): Draw {
  return async ({ simulator, plan }, trial) => {
    const rows: TrialValues[] = [];
    const onBlock = (_: Task, values: readonly TrialValues[][]) =>
      void rows.push(...values.map(([row]) => row!));
    await executor.run([{ simulator, plan, first: trial, count: 1 }], { onBlock });
    return rows;
  };
}
