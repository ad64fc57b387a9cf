import type { Claim, Level } from './claim.ts';
import { criticalValue, type Spread, spread } from './critical.ts';
import { combine, distinctSizes, type Fit, fitIntercept } from './ladder.ts';
import { type Cumulants, cumulants } from './summary.ts';

/** How a claim was tested. */
export type Method = 'exact' | 'ladder' | 'single-size';

/** The difference simulation - theory of one claim, extrapolated where it has to be, and how far it can be trusted. */
export interface Evidence {
  readonly method: Method;
  readonly levels: readonly Level[];
  /** Of the means of the levels. */
  readonly coefficients: readonly number[];
  readonly difference: number;
  /** What the difference is measured against. */
  readonly theory: number;
  readonly law: Spread;
  /** In standard errors, in the direction of the difference. */
  readonly critical: number;
  /** Bound on finite-size terms left out of the fit, and on rounding. */
  readonly extrapolationError: number;
  readonly rounding: number;
}

/**
 * Declared: successive terms of the expansion of a risk in 1/size fall by this ratio or faster at the smallest size.
 * A pole such as 1/(n-p-1) has a geometric series, the ratio of which is its first term over the limit: where the first
 * term found is large, twice that is taken instead.
 *
 * Declared and not read off the difference of two fits: that difference carries some three times the noise of the
 * straight line, and used as a bound it refutes correct theory up to a hundred times too often at alpha = 10^-3 where
 * there is curvature. Ridge regression at n = 60, 120, 240, gamma from 1/2 to 2 and lambda from 10^-3 to 10^-1 has second
 * terms of some 3 % near the threshold and under 1 % elsewhere: within the bound.
 */
const seriesRatio = { least: 1 / 8, perInverseSize: 8 };
/** With one size the first term cannot be fitted: what O(1/size) could explain is declared more generously. */
const singleSizeRatio = { least: 1 / 4, perInverseSize: 32 };

const relativeRounding = 1e-9;
const absoluteRounding = 1e-12;

/** Evidence on one claim, of the admissible fits the one that knows most; `tail` is its share of the error rate, per side. */
export function weigh(claim: Claim, tail: number): Evidence {
  const levels = claim.levels.map((level) => cumulants(level.values));
  const rungs = claim.levels.map(({ size }, l) => ({ size, trials: levels[l]!.trials }));
  const smallest = Math.min(...claim.levels.map(({ size, effectiveSize = size }) => effectiveSize));
  const context: Context = { claim, levels, smallest, tail };
  const sizes = distinctSizes(rungs);
  if (claim.exact) return assess(context, fitIntercept(rungs, 0), 'exact', 0);
  if (sizes === 1) {
    const ratio = Math.max(singleSizeRatio.least, singleSizeRatio.perInverseSize / context.smallest);
    return assess(context, fitIntercept(rungs, 0), 'single-size', ratio * Math.abs(claim.theory ?? 0));
  }
  const straight = fitIntercept(rungs, 1);
  const allowance = leftOut(context, straight);
  const line = assess(context, straight, 'ladder', Math.abs(straight.leakage) * allowance(2));
  if (sizes === 2) return line;
  const curved = fitIntercept(rungs, 2);
  const parabola = assess(context, curved, 'ladder', Math.abs(curved.leakage) * allowance(3));
  return width(parabola) < width(line) || bends(context, line, parabola) ? parabola : line;
}

/** Half the width of the interval that theory has to be in. */
export function width(evidence: Evidence): number {
  return evidence.critical * evidence.law.standardError + evidence.extrapolationError;
}

interface Context {
  readonly claim: Claim;
  readonly levels: readonly Cumulants[];
  /** The smallest effective size. */
  readonly smallest: number;
  readonly tail: number;
}

function differences({ claim, levels }: Context): number[] {
  return claim.levels.map(({ theory }, l) => levels[l]!.mean - theory);
}

function assess(context: Context, fit: Fit, method: Method, leftOut: number): Evidence {
  const { claim, levels, tail } = context;
  const theories = claim.levels.map(({ theory }) => theory);
  const difference = combine(fit.coefficients, differences(context));
  const law = spread(fit.coefficients, levels);
  const magnitude = Math.max(...theories.map(Math.abs), ...levels.map(({ mean }) => Math.abs(mean)));
  const rounding = relativeRounding * magnitude + absoluteRounding;
  return {
    method,
    levels: claim.levels,
    coefficients: fit.coefficients,
    difference,
    theory: method === 'exact' ? combine(fit.coefficients, theories) : (claim.theory ?? 0),
    law,
    critical: criticalValue(tail, law, difference),
    extrapolationError: leftOut + rounding,
    rounding,
  };
}

/** Bound on the term of the given order in 1/size at the smallest size, from the declared ratio and the first term found. */
function leftOut(context: Context, straight: Fit): (order: number) => number {
  const { claim, smallest } = context;
  const delta = differences(context);
  const intercept = combine(straight.coefficients, delta);
  const least = Math.min(...claim.levels.map(({ size }) => size));
  const first = Math.abs(delta[claim.levels.findIndex(({ size }) => size === least)]! - intercept);
  const scale = Math.max(Math.abs(claim.theory ?? 0), 2 * first);
  if (scale === 0) return () => 0;
  const ratio = Math.min(
    1,
    Math.max(seriesRatio.least, seriesRatio.perInverseSize / smallest, (2 * first) / scale),
  );
  return (order) => scale * ratio ** order;
}

/** Whether the two fits differ by more than chance and the declared ratio allow: then the curvature has to be fitted. */
function bends({ levels, tail }: Context, line: Evidence, parabola: Evidence): boolean {
  const gap = line.difference - parabola.difference;
  const law = spread(
    line.coefficients.map((coefficient, l) => coefficient - parabola.coefficients[l]!),
    levels,
  );
  const allowed = line.extrapolationError + parabola.extrapolationError;
  return Math.abs(gap) > criticalValue(tail, law, gap) * law.standardError + allowed;
}
