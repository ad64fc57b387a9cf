import { minimise } from '../../numerics/minimum.ts';
import type { Curve } from '../complex/curve.ts';
import { predictTrained } from './trainedRisk.ts';
import { upperEdge } from './upperEdge.ts';

/** Search range of log t relative to the time of the fastest direction. */
const range = { first: -10, last: 26, count: 73 } as const;
/** Risks that differ by less, relatively, are the same but for rounding. */
const flat = 1e-11;

/**
 * Early stopping: the time of least excess risk under gradient flow, the first where it is flat to rounding. Where training longer always helps, that is
 * the first time at which nothing is left to gain.
 *
 * Checked against: Ali, Kolter & Tibshirani, arXiv:1810.10082: at its optimum early stopping is at most 1.22 times as bad as the optimal ridge.
 */
export function optimalTime(curve: Curve, noise: number): number {
  const edge = upperEdge(curve);
  const { first, last, count } = range;
  const grid = Array.from(
    { length: count },
    (_, i) => first + ((last - first) * i) / (count - 1) - Math.log(edge),
  );
  const risk = (logTime: number) =>
    predictTrained(curve, noise, { kind: 'flow', time: Math.exp(logTime) }).excessRisk ??
    Number.POSITIVE_INFINITY;
  const best = minimise(grid, risk);
  const least = risk(best) * (1 + flat);
  return Math.exp(grid.find((logTime) => logTime < best && risk(logTime) <= least) ?? best);
}
