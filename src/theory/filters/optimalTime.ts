import { minimise } from '../../numerics/minimum.ts';
import type { Kernel } from '../kernel.ts';
import type { Training } from '../risk.ts';
import { flowRisks } from './trainedRisk.ts';
import { upperEdge } from './upperEdge.ts';

/** Search range of log t relative to the time of the fastest direction. */
const range = { first: -10, last: 30, count: 121 } as const;
/** Risks that differ by less, relatively, are the same but for rounding. */
const flat = 1e-11;

/**
 * Early stopping: the time of least excess risk under gradient flow, the first where it is flat to rounding. Where training longer always helps, that is
 * the first time at which nothing is left to gain.
 *
 * Checked against: Ali, Kolter & Tibshirani, arXiv:1810.10082: at its optimum early stopping is at most 1.22 times as bad as the optimal ridge.
 */
export function optimalTime(kernel: Kernel, training: Training): number {
  const edge = upperEdge({ kernel, samples: training.samples, features: training.features });
  const { first, last, count } = range;
  const times = Array.from(
    { length: count },
    (_, i) => Math.exp(first + ((last - first) * i) / (count - 1)) / edge,
  );
  const risksAt = (ascending: readonly number[]) =>
    flowRisks(kernel, training, ascending).map(({ excessRisk }) => excessRisk ?? Number.POSITIVE_INFINITY);
  const onGrid = risksAt(times);
  const known = new Map(times.map((time, i) => [Math.log(time), onGrid[i]!]));
  const risk = (logTime: number) => known.get(logTime) ?? risksAt([Math.exp(logTime)])[0]!;
  const best = minimise([...known.keys()], risk);
  const least = risk(best) * (1 + flat);
  const early = times.find((time, i) => Math.log(time) < best && onGrid[i]! <= least);
  return early ?? Math.exp(best);
}
