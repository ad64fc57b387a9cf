/** Trials read by the names of their columns, and what they cost; of regression unless another simulator is named. */
import type { Backend } from '../../src/linalg/backend.ts';
import regression from '../../src/simulators/regression/regression.ts';
import {
  designOf,
  type Reading,
  readerOf,
  runTrial,
  type Simulator,
  type TrialPlan,
} from '../../src/simulators/simulator.ts';

/** One trial of the plan: a reading a series. */
export function readTrial(
  backend: Backend,
  plan: TrialPlan,
  trial: number,
  simulator: Simulator = regression,
): Reading[] {
  return runTrial(simulator, backend, plan, trial).map(readerOf(designOf(simulator, plan).columns));
}

export function trialBytes(plan: TrialPlan, simulator: Simulator = regression): number {
  return designOf(simulator, plan).bytes(plan);
}

export function trialOperations(plan: TrialPlan, simulator: Simulator = regression): number {
  return designOf(simulator, plan).operations(plan);
}
