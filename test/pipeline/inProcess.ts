/** A scenario from its text to its results without files, figure or pool: one thread, the embedded backend. */

import { missingTasks, seriesKey } from '../../src/execution/plan.ts';
import { runTrials } from '../../src/execution/trials.ts';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { claimsOf } from '../../src/pipeline/claims.ts';
import { assembleResults, type Results } from '../../src/pipeline/results.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { TrialValues } from '../../src/simulators/simulator.ts';

const backend = openEmbedded();

/** Trials by series and number. */
export type Memory = Map<string, Map<number, TrialValues>>;

/** @param known  trials that need not be drawn; those that are drawn join them */
export function resultsOf(
  text: string,
  overrides: readonly string[] = [],
  known: Memory = new Map(),
): Results {
  const plan = planOf(text, overrides);
  draw(plan, known);
  return judged(plan, known);
}

export type Plan = ReturnType<typeof planOf>;

export function planOf(text: string, overrides: readonly string[] = []) {
  const scenario = loadScenario('in-process.yaml', text, signatures, overrides);
  return { scenario, cases: planCases(scenario) };
}

const storeOf = (known: Memory) => ({
  trials: (series: string) => known.get(series) ?? new Map<number, TrialValues>(),
});

/** Draw the trials that are not known, at most so many of each draw. */
export function draw({ scenario, cases }: Plan, known: Memory, most = Number.POSITIVE_INFINITY): void {
  const demands = demandsOf(cases, scenario).map((demand) => ({
    ...demand,
    trials: Math.min(most, demand.trials),
  }));
  for (const task of missingTasks(demands, storeOf(known), backend.identity)) {
    const values = runTrials(backend, task);
    for (const [i, each] of task.plan.series.entries()) {
      const series = seriesKey(task, each, backend.identity);
      const trials = storeOf(known).trials(series);
      known.set(series, trials);
      for (const [t, value] of values[i]!.entries()) trials.set(task.first + t, value);
    }
  }
}

export function judged({ scenario, cases }: Plan, known: Memory): Results {
  const claims = claimsOf(cases, scenario, storeOf(known), backend.identity);
  return assembleResults(scenario, cases, claims, backend.identity);
}
