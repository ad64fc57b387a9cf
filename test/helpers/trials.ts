/** Trials read by the names of their columns. */
import type { Backend } from '../../src/linalg/backend.ts';
import { type Reading, readerOf } from '../../src/simulators/regression/readings.ts';
import { runTrial, type TrialPlan, trialColumns } from '../../src/simulators/trial.ts';

/** One trial of the plan: a reading a series. */
export function readTrial(backend: Backend, plan: TrialPlan, trial: number): Reading[] {
  return runTrial(backend, plan, trial).map(readerOf(trialColumns(plan)));
}
