/** A scenario from its text to its results without files, figure or pool: one thread, the embedded backend. */
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { signatures } from '../../src/models/registry.ts';
import { demandsOf, planCases } from '../../src/pipeline/cases.ts';
import { claimsOf } from '../../src/pipeline/claims.ts';
import { assembleResults, type Results } from '../../src/pipeline/results.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { missingTasks, seriesKey } from '../../src/simulation/plan.ts';
import type { TrialValues } from '../../src/simulation/trial.ts';
import { runTrials } from '../../src/simulation/worker.ts';

const backend = openEmbedded();

export function resultsOf(text: string, overrides: readonly string[] = []): Results {
  const scenario = loadScenario('in-process.yaml', text, signatures, overrides);
  const cases = planCases(scenario);
  const known = new Map<string, Map<number, TrialValues>>();
  const store = {
    trials: (series: string) => known.get(series) ?? new Map<number, TrialValues>(),
  };
  for (const task of missingTasks(demandsOf(cases, scenario), store, backend.identity)) {
    const values = runTrials(backend, task);
    for (const [i, each] of task.series.entries()) {
      const series = seriesKey(task, each, backend.identity);
      const trials = store.trials(series);
      known.set(series, trials);
      for (const [t, value] of values[i]!.entries()) trials.set(task.first + t, value);
    }
  }
  return assembleResults(
    scenario,
    cases,
    claimsOf(cases, scenario, store, backend.identity),
    backend.identity,
  );
}
