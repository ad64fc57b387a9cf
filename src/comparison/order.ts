/**
 * The order of finite-size effects as evidence: where theory is the limit, |simulation − theory| falls as size^−order; an order near 0 says that it does not.
 * Least squares of log |difference| on log size, weighted by (difference/standard error)². It describes and decides nothing: its error is that of a pure power.
 */
import type { Claim } from './claim.ts';
import { cumulants } from './summary.ts';

export interface Order {
  readonly order: number;
  readonly standardError: number;
  /** log |difference| at size 1. */
  readonly intercept: number;
}

/** Differences below this many standard errors have no logarithm to speak of. */
export const visible = 3;

/** Null where fewer than two sizes have a difference that is seen, or these have not one sign. */
export function orderOf({ levels, exact, theory }: Pick<Claim, 'levels' | 'exact' | 'theory'>): Order | null {
  if (exact || theory === null) return null;
  const seen = levels.flatMap(({ size, values, given, theory: here }) => {
    if (given || values.length < 2) return [];
    const { mean, variance, trials } = cumulants(values);
    const difference = mean - here;
    const error = Math.sqrt(variance / trials);
    if (!(Math.abs(difference) > visible * error && error > 0)) return [];
    return [
      {
        x: Math.log(size),
        y: Math.log(Math.abs(difference)),
        weight: (difference / error) ** 2,
        sign: Math.sign(difference),
      },
    ];
  });
  if (seen.length < 2 || new Set(seen.map(({ sign }) => sign)).size > 1) return null;
  const sum = (value: (each: (typeof seen)[number]) => number) =>
    seen.reduce((total, each) => total + value(each), 0);
  const weights = sum(({ weight }) => weight);
  const [x, y] = [sum(({ weight, x }) => weight * x) / weights, sum(({ weight, y }) => weight * y) / weights];
  const spread = sum(({ weight, x: own }) => weight * (own - x) ** 2);
  if (!(spread > 0)) return null;
  const slope = sum(({ weight, x: own, y: value }) => weight * (own - x) * (value - y)) / spread;
  return { order: -slope, standardError: 1 / Math.sqrt(spread), intercept: y - slope * x };
}
