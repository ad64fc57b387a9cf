import type { Claim, Level } from './claim.ts';
import { criticalValue, type Spread, spread, widened } from './critical.ts';
import { combine, distinctSizes, type Fit, fitIntercept } from './ladder.ts';
import { type Cumulants, cumulants, normalCumulants } from './summary.ts';

/** How a claim was tested. */
export type Method = 'exact' | 'ladder' | 'single-size' | 'size';

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
  /** Standard error of the theory itself, which no number of trials makes less; the law has it. */
  readonly theoryError: number;
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
/** With one size the first term cannot be fitted: the part that O(1/size) could explain is declared more generously. */
export function singleSizeRatio(effectiveSize: number): number {
  return Math.max(1 / 4, 32 / effectiveSize);
}

const relativeRounding = 1e-9;
const absoluteRounding = 1e-12;

/**
 * Evidence on one claim; `tail` is its share of the error rate, per side.
 *
 * Of the admissible fits it is the one that pins the limit down best, found from the sizes and the trials alone: the same
 * trials have the same estimate and the same errors whatever theory they are held against.
 *
 * @param levels  what the values of the levels say, or would if they were drawn
 */
export function weigh(
  claim: Claim,
  tail: number,
  levels: readonly Cumulants[] = claim.levels.map(({ values, given }) =>
    given ? normalCumulants(given) : cumulants(values),
  ),
): Evidence {
  const rungs = claim.levels.map(({ size }, l) => ({ size, trials: levels[l]!.trials }));
  const smallest = Math.min(...claim.levels.map(({ size, effectiveSize = size }) => effectiveSize));
  const context: Context = { claim, levels, means: meansAtOneRatio(claim, levels), smallest, tail };
  const sizes = distinctSizes(rungs);
  if (claim.exact) return assess(context, fitIntercept(rungs, 0), 'exact', 0);
  if (claim.asSuch) return assess(context, lastOf(rungs), 'size', 0);
  if (sizes === 1) {
    const leftOut = singleSizeRatio(context.smallest) * Math.abs(claim.theory ?? 0);
    return assess(context, fitIntercept(rungs, 0), 'single-size', leftOut);
  }
  const straight = fitIntercept(rungs, 1);
  const allowance = leftOut(context, straight);
  const extrapolated = (fit: Fit): Evidence => {
    const rest = Math.abs(fit.leakage) * allowance(fit.order + 1);
    return assess(context, fit, 'ladder', rest + unevenness(context, fit, straight));
  };
  const line = extrapolated(straight);
  if (sizes === 2) return line;
  const parabola = extrapolated(fitIntercept(rungs, 2));
  return uncertainty(parabola, tail) < uncertainty(line, tail) || bends(context, line, parabola)
    ? parabola
    : line;
}

/** The largest size alone. */
function lastOf(rungs: readonly { readonly size: number }[]): Fit {
  return { order: 0, coefficients: rungs.map((_, l) => (l === rungs.length - 1 ? 1 : 0)), leakage: 0 };
}

/** How far the theory of this evidence may be off and count as right all the same: as such, by the tolerance. */
export function allowed({ method, theory }: Evidence, tolerance: number): number {
  return method === 'size' ? tolerance * Math.abs(theory) : 0;
}

/** Half the width of the interval that theory has to be in. */
export function width(evidence: Evidence): number {
  return evidence.critical * evidence.law.standardError + evidence.extrapolationError;
}

/** Half the length of the interval of both sides together; `width` is that of the side on which theory lies. */
function uncertainty({ law, extrapolationError }: Evidence, tail: number): number {
  const critical = (criticalValue(tail, law, 1) + criticalValue(tail, law, -1)) / 2;
  return critical * law.standardError + extrapolationError;
}

interface Context {
  readonly claim: Claim;
  readonly levels: readonly Cumulants[];
  /** Of the levels, as they would be at one and the same ratio of the sizes. */
  readonly means: readonly number[];
  /** The smallest effective size. */
  readonly smallest: number;
  readonly tail: number;
}

/**
 * The simulated means less what rounding the sizes to integers does to them. That is read off how theory varies from level
 * to level, in proportion to the means: of theory only the shape is used, and theory times any factor changes nothing.
 */
function meansAtOneRatio({ levels }: Claim, found: readonly Cumulants[]): number[] {
  const means = found.map(({ mean }) => mean);
  const largest = Math.max(...levels.map(({ theory }) => Math.abs(theory)));
  if (largest === 0) return means;
  const shape = levels.map(({ theory }) => theory / largest);
  const gain = combine(shape, means) / combine(shape, shape);
  return means.map((mean, l) => mean - gain * (shape[l]! - shape.at(-1)!));
}

function assess(context: Context, fit: Fit, method: Method, leftOut: number): Evidence {
  const { claim, levels, tail } = context;
  const theories = claim.levels.map(({ theory }) => theory);
  const difference = combine(
    fit.coefficients,
    theories.map((theory, l) => levels[l]!.mean - theory),
  );
  const law = widened(spread(fit.coefficients, levels), claim.standardError ?? 0);
  const magnitude = Math.max(...theories.map(Math.abs), ...levels.map(({ mean }) => Math.abs(mean)));
  const rounding = relativeRounding * magnitude + absoluteRounding + (claim.rounding ?? 0);
  return {
    method,
    levels: claim.levels,
    coefficients: fit.coefficients,
    difference,
    theory:
      method === 'exact' || method === 'size' ? combine(fit.coefficients, theories) : (claim.theory ?? 0),
    law,
    critical: criticalValue(tail, law, difference),
    extrapolationError: leftOut + rounding,
    rounding,
    theoryError: claim.standardError ?? 0,
  };
}

/** Bound on the term of the given order in 1/size at the smallest size, from the declared ratio and the first term found. */
function leftOut({ claim, means, smallest }: Context, straight: Fit): (order: number) => number {
  const limit = combine(straight.coefficients, means);
  const least = Math.min(...claim.levels.map(({ size }) => size));
  const first = Math.abs(means[claim.levels.findIndex(({ size }) => size === least)]! - limit);
  const scale = Math.max(Math.abs(limit), 2 * first);
  if (scale === 0) return () => 0;
  const ratio = Math.min(
    1,
    Math.max(seriesRatio.least, seriesRatio.perInverseSize / smallest, (2 * first) / scale),
  );
  return (order) => scale * ratio ** order;
}

/**
 * Bound on what rounding the sizes does to the first term: its coefficient depends on their ratio, too, and a fit takes it
 * for one and the same at all sizes. It has a pole of one order more than theory has, so that it varies some twice as much.
 * As much of the first term as may be chance does not count: the standard error has it already.
 */
function unevenness({ claim, levels, means }: Context, fit: Fit, straight: Fit): number {
  const sizes = claim.levels.map(({ size }) => size);
  const last = claim.levels.at(-1)!.theory;
  if (last === 0 || claim.levels.every(({ even }) => even)) return 0;
  const least = sizes.indexOf(Math.min(...sizes));
  const between = straight.coefficients.map((coefficient, l) => (l === least ? 1 : 0) - coefficient);
  const found = Math.abs(combine(between, means));
  const { standardError } = spread(between, levels);
  const first = found > standardError ? found - standardError ** 2 / found : 0;
  const parts = claim.levels.map(({ theory, size }, l) => {
    const varies = Math.min(1, 2 * Math.abs(theory / last - 1));
    return Math.abs(fit.coefficients[l]!) * ((first * sizes[least]!) / size) * varies;
  });
  return parts.reduce((sum, part) => sum + part, 0);
}

/** Whether the two fits differ by more than chance and the declared ratio allow: then the curvature has to be fitted. */
function bends({ levels, means, tail }: Context, line: Evidence, parabola: Evidence): boolean {
  const between = line.coefficients.map((coefficient, l) => coefficient - parabola.coefficients[l]!);
  const gap = combine(between, means);
  const law = spread(between, levels);
  const allowed = line.extrapolationError + parabola.extrapolationError;
  return Math.abs(gap) > criticalValue(tail, law, gap) * law.standardError + allowed;
}
