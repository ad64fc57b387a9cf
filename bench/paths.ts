/**
 * What a path costs: all points of a curve read off one nested draw, over the most expensive of them on a draw of its own; and the same ratio
 * of operations, which no implementation of these algorithms comes much below.
 */

import type { Backend } from '../src/linalg/backend.ts';
import { openBackend } from '../src/linalg/select.ts';
import { linear } from '../src/models/linear/linear.ts';
import type { DrawCell } from '../src/simulators/cell.ts';
import type { RegressionPlan } from '../src/simulators/regression/plan.ts';
import regression from '../src/simulators/regression/regression.ts';
import { runTrial } from '../src/simulators/simulator.ts';
import { trialOperations } from '../test/helpers/trials.ts';
import { backendChoices } from './compiled.ts';
import { cellAt, demandOf, geometric, seriesAt } from './demands.ts';
import { report } from './report.ts';

const points = 20;

function linearCell(gamma: number): DrawCell {
  const point = {
    gamma,
    ridge: 0,
    signal: 1,
    nonlinear: 0,
    noise: 1,
    distribution: 'gaussian',
    blocks: 'isotropic',
    observedShare: 1,
  };
  return linear.realise(point, 400).series.cell;
}

const range = (first: number, last: number) => geometric(first, last, points);

const curves: readonly (readonly [string, readonly DrawCell[]])[] = [
  ['features, ψ1 0.4–6, ψ2 2', range(0.4, 6).map((psi1) => cellAt(psi1, 2, 150))],
  ['features around the threshold, ψ1 1.6–3.3, ψ2 2.3', range(1.6, 3.3).map((p) => cellAt(p, 2.3, 150))],
  ['samples, ψ2 0.4–6, ψ1 2', range(0.4, 6).map((psi2) => cellAt(2, psi2, 150))],
  ['linear features, γ 0.2–4', range(0.2, 4).map(linearCell)],
  ['linear features around the threshold, γ 0.7–1.43', range(0.7, 1.43).map(linearCell)],
];

export function benchPaths(full: boolean): void {
  console.log(`Paths of ${points} points on one draw, over their most expensive point on one of its own`);
  for (const choice of backendChoices()) {
    const backend = openBackend(choice);
    console.log(`  ${backend.name}`);
    for (const [name, cells] of curves) {
      for (const labels of [1, 16]) {
        for (const [ridge, most] of ridges) {
          const plans = plansOf(cells, ridge, labels);
          const { measured, operations } = ratios(backend, plans, full ? 15 : 5);
          const limit = `(operations ${operations.toFixed(1)})`;
          report(
            `${name}, ${ridge === 0 ? 'ridgeless' : 'ridge'}, labels ${labels} ${limit}`,
            measured,
            '×',
            { most },
          );
        }
      }
    }
  }
}

/** Each with its target. */
const ridges = [
  [0, 3],
  [1e-2, 5],
] as const;

/** The path, and its points one by one. */
function plansOf(
  cells: readonly DrawCell[],
  ridge: number,
  labels: number,
): readonly [RegressionPlan, ...RegressionPlan[]] {
  const counts = { labels, trials: 1 };
  const series = cells.flatMap((cell) => seriesAt(cell, [ridge]));
  const apart = cells.map((cell) => demandOf(seriesAt(cell, [ridge]), counts).plan);
  return [demandOf(series, { ...counts, design: 'nested' }).plan, ...apart];
}

/**
 * Medians of so many rounds, path and points taking turns; of the time of the processor, which other work here lengthens least.
 */
function ratios(backend: Backend, plans: readonly [RegressionPlan, ...RegressionPlan[]], rounds: number) {
  const seconds = plans.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, plan] of plans.entries()) {
      const start = process.cpuUsage();
      runTrial(regression, backend, plan, round + 1);
      const { user, system } = process.cpuUsage(start);
      if (round >= 0) seconds[i]!.push((user + system) / 1e6);
    }
  }
  const medians = seconds.map((times) => times.toSorted((a, b) => a - b)[times.length >> 1]!);
  return { measured: overMost(medians), operations: overMost(plans.map((plan) => trialOperations(plan))) };
}

function overMost([whole, ...apart]: readonly number[]): number {
  return whole! / Math.max(...apart);
}
