/**
 * One test of all claims of a figure together. Claims read off the same draws are correlated trial by trial, so a plain
 * sum of squares would be far too sure of itself; here its null law is taken from the covariance of the trials, without
 * inverting it.
 */
import { chiSquaredUpperTail } from '../numerics/chi-squared.ts';
import { studentUpperTail } from '../numerics/student.ts';
import { normalScore } from './critical.ts';
import type { Evidence } from './evidence.ts';
import { cumulants } from './summary.ts';

export interface Omnibus {
  /** Sum of the squared normal scores of the claims. */
  readonly statistic: number;
  /** Of the chi-squared law whose first three moments its null law has. */
  readonly degreesOfFreedom: number;
  /** Sum of the scores over its standard deviation: sees one relative error common to all claims. */
  readonly direction: number;
  /** Of the two statistics together. */
  readonly pValue: number;
  readonly rejected: boolean;
}

/** Tests the claims that have a sampling error and no unknown bias; null when they are fewer than two. */
export function testTogether(evidence: readonly Evidence[], alpha: number): Omnibus | null {
  const members = evidence.filter(takesPart);
  if (members.length < 2) return null;
  const scores = members.map(score);
  const statistic = scores.reduce((sum, z) => sum + z * z, 0);
  const shares = members.map(sharesOf);
  const { trace2, trace3 } = traces(correlations(shares));
  const degreesOfFreedom = trace2 ** 3 / trace3 ** 2;
  const standardised = (statistic - members.length) / Math.sqrt(2 * trace2);
  const spreadP = chiSquaredUpperTail(
    degreesOfFreedom + standardised * Math.sqrt(2 * degreesOfFreedom),
    degreesOfFreedom,
  );
  const { variance, freedom } = varianceOfSum(shares);
  const direction = scores.reduce((sum, z) => sum + z, 0) / Math.sqrt(variance);
  const directionP = 2 * studentUpperTail(Math.abs(direction), freedom);
  const pValue = Math.min(1, 2 * Math.min(spreadP, directionP));
  return { statistic, degreesOfFreedom, direction, pValue, rejected: pValue < alpha };
}

function takesPart(evidence: Evidence): boolean {
  const { method, law } = evidence;
  return method !== 'single-size' && method !== 'size' && law.degreesOfFreedom !== null;
}

/** The difference less what finite sizes and rounding could explain, as a normal score. */
function score({ difference, extrapolationError, law }: Evidence): number {
  const unexplained = Math.max(0, Math.abs(difference) - extrapolationError);
  return normalScore((Math.sign(difference) * unexplained) / law.standardError, law);
}

/** What every trial of a draw contributes to a claim's difference, in standard errors: its variance is the sum of their squares, 1. */
type Shares = ReadonlyMap<string, Float64Array>;

function sharesOf({ levels, coefficients, law }: Evidence): Shares {
  return new Map(
    levels.map(({ draw, values, given }, l) => {
      if (given) return [draw, Float64Array.of((coefficients[l]! * given.standardError) / law.standardError)];
      const { mean, trials } = cumulants(values);
      const factor = coefficients[l]! / law.standardError / Math.sqrt(trials * (trials - 1));
      return [draw, Float64Array.from(values, (value) => factor * (value - mean))];
    }),
  );
}

/** Correlation matrix of the differences, from the trials that claims share. */
function correlations(members: readonly Shares[]): Float64Array[] {
  const matrix = members.map(() => new Float64Array(members.length));
  for (const [i, a] of members.entries()) {
    matrix[i]![i] = 1;
    for (let j = 0; j < i; j++) {
      let products = 0;
      let trials = Number.POSITIVE_INFINITY;
      for (const [draw, x] of a) {
        const y = members[j]!.get(draw);
        if (y === undefined) continue;
        trials = Math.min(trials, x.length, y.length);
        products += innerProduct(x, y);
      }
      matrix[i]![j] = matrix[j]![i] = withoutNoise(Math.max(-1, Math.min(1, products)), trials);
    }
  }
  return matrix;
}

/** A correlation estimated from few trials is nonzero by chance: its square less what chance contributes, where positive. */
function withoutNoise(correlation: number, trials: number): number {
  if (!Number.isFinite(trials)) return 0;
  const square = correlation ** 2;
  return Math.sign(correlation) * Math.sqrt(Math.max(0, square - (1 - square) ** 2 / (trials - 1)));
}

/** Traces of C^2 and C^3. */
function traces(c: readonly Float64Array[]): { trace2: number; trace3: number } {
  let trace2 = 0;
  let trace3 = 0;
  for (const row of c) {
    for (let j = 0; j < row.length; j++) {
      const entry = row[j]!;
      const other = c[j]!;
      let squared = 0;
      for (let k = 0; k < row.length; k++) squared += row[k]! * other[k]!;
      trace2 += entry * entry;
      trace3 += entry * squared;
    }
  }
  return { trace2, trace3 };
}

/** Degrees of freedom beyond which Student's law is the normal one. */
const manyDegrees = 1e6;

/**
 * Variance of the sum of the scores, from the sums over claims trial by trial, and the degrees of freedom that it is known to: the correlation
 * of every pair being relative to variances from the same trials, trial t moves the variance by s_t^2 - sum_i x_it^2 rho_i (delta
 * method), with s_t the sum over claims of their shares x_it and rho_i the correlation of claim i with the sum.
 */
function varianceOfSum(members: readonly Shares[]): { variance: number; freedom: number } {
  const sums = new Map<string, Float64Array>();
  for (const [draw, x] of members.flatMap((shares) => [...shares])) {
    const known = sums.get(draw) ?? new Float64Array(0);
    const sum = known.length < x.length ? new Float64Array(x.length) : known;
    if (sum !== known) sum.set(known);
    sums.set(draw, sum);
    for (let t = 0; t < x.length; t++) sum[t]! += x[t]!;
  }
  const moves = new Map([...sums].map(([draw, sum]) => [draw, sum.map((s) => s * s)]));
  for (const shares of members) {
    let rho = 0;
    for (const [draw, x] of shares) rho += innerProduct(x, sums.get(draw)!);
    for (const [draw, x] of shares) {
      const move = moves.get(draw)!;
      for (let t = 0; t < x.length; t++) move[t]! -= x[t]! * x[t]! * rho;
    }
  }
  const variance = sumOfSquares(sums.values());
  return {
    variance,
    freedom: Math.min(manyDegrees, (2 * variance * variance) / sumOfSquares(moves.values())),
  };
}

/** Over the trials that both have. */
function innerProduct(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < Math.min(x.length, y.length); t++) sum += x[t]! * y[t]!;
  return sum;
}

function sumOfSquares(lists: Iterable<Float64Array>): number {
  let sum = 0;
  for (const list of lists) sum += innerProduct(list, list);
  return sum;
}
