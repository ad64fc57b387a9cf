import { normalUpperQuantile } from '../numerics/normal.ts';
import { studentUpperQuantile, studentUpperTail } from '../numerics/student.ts';
import type { Cumulants } from './summary.ts';

/** The sampling law of a linear combination of independent means, as far as the trials reveal it. */
export interface Spread {
  readonly standardError: number;
  /** Welch-Satterthwaite; null where the trials do not vary. */
  readonly degreesOfFreedom: number | null;
  /** Third cumulant of the combination over its standard error cubed; of order 1/sqrt(trials). */
  readonly skewness: number;
}

/** Below it powers of the variance underflow; such trials count as not varying. */
const negligible = 1e-60;

/** Spread of sum_l coefficients[l] mean_l over independent levels. */
export function spread(coefficients: readonly number[], levels: readonly Cumulants[]): Spread {
  let variance = 0;
  let third = 0;
  for (const [l, level] of levels.entries()) {
    variance += (coefficients[l]! ** 2 * level.variance) / level.trials;
    third += (coefficients[l]! ** 3 * level.third) / level.trials ** 2;
  }
  if (variance < negligible) return { standardError: 0, degreesOfFreedom: null, skewness: 0 };
  let uncertainty = 0;
  for (const [l, level] of levels.entries()) {
    const share = (coefficients[l]! ** 2 * level.variance) / level.trials / variance;
    uncertainty += share ** 2 / (level.trials - 1);
  }
  return {
    standardError: Math.sqrt(variance),
    degreesOfFreedom: 1 / uncertainty,
    skewness: third / variance ** 1.5,
  };
}

/** Degrees of freedom of a theory's own standard error, that of a jackknife over twenty parts. */
const theoryFreedom = 19;

/** The law of a difference to a theory that has a standard error of its own (Welch-Satterthwaite). */
export function widened(law: Spread, theoryError: number): Spread {
  if (theoryError === 0) return law;
  const standardError = Math.hypot(law.standardError, theoryError);
  const [trials, theory] = [law.standardError, theoryError].map((each) => (each / standardError) ** 2);
  const uncertainty = trials! ** 2 / (law.degreesOfFreedom ?? Infinity) + theory! ** 2 / theoryFreedom;
  return {
    standardError,
    degreesOfFreedom: 1 / uncertainty,
    skewness: law.skewness * trials! ** 1.5,
  };
}

/**
 * Removes the skewness of a studentised mean, monotonically:
 *
 *     T + g T^2/3 + g^2 T^3/27 + g/6 = ((1 + g T/3)^3 - 1)/g + g/6
 *
 * Source: P. Hall, "On the removal of skewness by transformation", J. R. Statist. Soc. B 54 (1992) 221.
 */
function unskew(t: number, g: number): number {
  return t + (g * t * t) / 3 + (g * g * t ** 3) / 27 + g / 6;
}

/** The inverse of `unskew` in t. */
function skew(t: number, g: number): number {
  if (Math.abs(g) < 1e-6) return t - (g * t * t) / 3 - g / 6;
  return (3 / g) * (Math.cbrt(1 + g * (t - g / 6)) - 1);
}

/**
 * How many standard errors, in the direction `sign`, a true theory is exceeded by with probability `tail`.
 *
 * Skewness estimated from a few trials may widen the bound of Student's t, but is not trusted to narrow it.
 */
export function criticalValue(tail: number, law: Spread, sign: number): number {
  if (law.degreesOfFreedom === null) return 0;
  const quantile = studentUpperQuantile(tail, law.degreesOfFreedom);
  return Math.max(quantile, Math.abs(skew(sign < 0 ? -quantile : quantile, law.skewness)));
}

/** The standard normal score as improbable as the studentised difference t under a true theory. */
export function normalScore(t: number, law: Spread): number {
  if (law.degreesOfFreedom === null || t === 0) return 0;
  const straight = unskew(t, law.skewness);
  const tail = Math.max(1e-300, studentUpperTail(Math.abs(straight), law.degreesOfFreedom));
  return Math.sign(straight) * normalUpperQuantile(tail);
}
