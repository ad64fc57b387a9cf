/** The trials of one task on one thread. */
import type { Backend } from '../linalg/backend.ts';
import { designOf, runTrial, type TrialValues } from '../simulators/simulator.ts';
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
