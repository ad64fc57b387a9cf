/** What a run would cost: cells, trials, time and memory, from the sizes and a few timed trials. */

import type { Demand } from '../execution/plan.ts';
import { type Draw, drawsBy, drawsOn } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import { demandsOf, planCases } from '../pipeline/cases.ts';
import { middleOf } from '../pipeline/pilot.ts';
import { foreseePower, powerText } from '../pipeline/power.ts';
import type { RunOptions } from '../pipeline/run.ts';
import { toTable } from '../report/table.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { designOf } from '../simulators/simulator.ts';
import { calibrate, trialsPerSecond } from './calibrate.ts';

export async function dryRun(
  scenario: Scenario,
  { workers, blas, executor }: Pick<RunOptions, 'workers' | 'blas' | 'executor'>,
): Promise<string> {
  const cases = planCases(scenario);
  const demands = demandsOf(cases, scenario);
  if (demands.length === 0) return `${scenario.name}: ${cases.length} points, theory only`;
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
  const power = await foreseePower(scenario, backend, draw);
  return [
    `${scenario.name}: ${cases.length} points, ${demands.length} draw cells, ${trials} trials ${executor?.identity ? 'by' : 'on'} ${executor?.identity ?? backend.name}`,
    toTable([...letters, 'fits', 'trials', 'labels', 'test points', 'core seconds', 'MiB'], rows),
    `about ${total.toFixed(total < 10 ? 1 : 0)} s on ${workers} ${workers === 1 ? 'worker' : 'workers'} (stored trials not counted), ${peak.toFixed(0)} MiB at most`,
    ...(power === null ? [] : [powerText(power)]),
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
  if (sample === undefined) return calibrate([backend], standIn.order, standIn.rounds)[0]!.gramCholesky;
  return rateOf(drawsOn(backend), sample);
}

async function rateOf(draw: Draw, demand: Demand): Promise<number> {
  return trialOperations(demand) * (await trialsPerSecond(draw, demand));
}
