/** What a run would cost: cells, trials, time and memory, from the sizes and a few timed trials. */

import type { Demand } from '../execution/plan.ts';
import { type Draw, drawsBy, drawsOn } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import { type DrawnCases, demandsOf, planCases } from '../pipeline/cases.ts';
import { lawDemands, planLaw } from '../pipeline/laws/run.ts';
import { middleOf } from '../pipeline/pilot.ts';
import { foreseePower, powerText } from '../pipeline/power.ts';
import type { RunOptions } from '../pipeline/run.ts';
import { toTable } from '../report/table.ts';
import { isLaw, type LawScenario, type Scenario } from '../scenario/scenario.ts';
import { designOf } from '../simulators/simulator.ts';
import { ratesOf, trialsPerSecond } from './rates.ts';

type Means = Pick<RunOptions, 'workers' | 'blas' | 'executor'>;

export async function dryRun(scenario: Scenario | LawScenario, means: Means): Promise<string> {
  if (isLaw(scenario)) {
    const cases = planLaw(scenario);
    return costOf(scenario.name, cases.length, lawDemands(cases, scenario), means);
  }
  const cases = planCases(scenario);
  const { executor, blas } = means;
  const cost = await costOf(scenario.name, cases.length, demandsOf(cases, scenario), means);
  const power =
    scenario.simulation && (await foreseePower(scenario, openBackend(blas), executor && drawsBy(executor)));
  return power ? `${cost}\n${powerText(power)}` : cost;
}

async function costOf(
  name: string,
  points: number,
  demands: readonly DrawnCases[],
  { workers, blas, executor }: Means,
): Promise<string> {
  if (demands.length === 0) return `${name}: ${points} points, theory only`;
  const backend = openBackend(blas);
  const draw = executor && drawsBy(executor);
  const rate = await (draw ? rateOf(draw, middleOf(demands)) : trialRate(backend, demands));
  const seconds = demands.map((demand) => operations(demand) / rate);
  const letters = [...new Set(demands.flatMap(({ largest }) => Object.keys(largest.sizes)))];
  const rows = demands.map((demand, i) => {
    const { plan, trials, largest } = demand;
    const counts = [plan.series.length, trials, plan.labels ?? 1, largest.testPoints];
    const memory = trialBytes(demand) / 2 ** 20;
    return [
      ...letters.map((letter) => String(largest.sizes[letter] ?? '')),
      ...counts.map(String),
      seconds[i]!.toFixed(2),
      memory.toFixed(0),
    ];
  });
  const total = seconds.reduce((sum, each) => sum + each, 0) / workers;
  const trials = demands.reduce((sum, demand) => sum + demand.trials, 0);
  const peak = (Math.max(...demands.map(trialBytes)) / 2 ** 20) * workers;
  return [
    `${name}: ${points} points, ${demands.length} draw cells, ${trials} trials ${executor?.identity ? 'by' : 'on'} ${executor?.identity ?? backend.name}`,
    toTable([...letters, 'fits', 'trials', 'labels', 'test points', 'core seconds', 'MiB'], rows),
    `about ${total.toFixed(total < 10 ? 1 : 0)} s on ${workers} ${workers === 1 ? 'worker' : 'workers'} (stored trials not counted), ${peak.toFixed(0)} MiB at most`,
  ].join('\n');
}

function operations(demand: Demand): number {
  return demand.trials * trialOperations(demand);
}

function trialOperations({ simulator, plan }: Demand): number {
  return designOf(simulator, plan).operations(plan);
}

function trialBytes({ simulator, plan }: Demand): number {
  return designOf(simulator, plan).bytes(plan);
}

/** A trial of no more than this takes some tenths of a second at worst. */
const quickTrial = 1e9;
/** Order of the matrices, and rounds, that stand for trials of which none is quick. */
const standIn = { order: 400, rounds: 5 };

/**
 * Operations a second, from trials of the cell that costs the most among those that are quick to try; where none is, from Gram matrices and
 * their factors.
 */
async function trialRate(backend: Backend, demands: readonly Demand[]): Promise<number> {
  const ascending = [...demands].sort((a, b) => operations(a) - operations(b));
  const sample = ascending.findLast((demand) => trialOperations(demand) <= quickTrial);
  if (sample === undefined) return ratesOf([backend], standIn.order, standIn.rounds)[0]!.gramCholesky;
  return rateOf(drawsOn(backend), sample);
}

async function rateOf(draw: Draw, demand: Demand): Promise<number> {
  return trialOperations(demand) * (await trialsPerSecond(draw, demand));
}
