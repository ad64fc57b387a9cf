/**
 * One test of all claims of a figure together. Claims read off the same draws are correlated trial by trial, so a plain
 * sum of squares would be far too sure of itself; here its null law is taken from the covariance of the trials, without
 * inverting it.
 */
import { chiSquaredUpperTail } from '../numerics/chi-squared.ts';
import { normalCdf } from '../numerics/erf.ts';
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
  const { trace2, trace3, total } = moments(correlations(members));
  const degreesOfFreedom = trace2 ** 3 / trace3 ** 2;
  const standardised = (statistic - members.length) / Math.sqrt(2 * trace2);
  const spreadP = chiSquaredUpperTail(
    degreesOfFreedom + standardised * Math.sqrt(2 * degreesOfFreedom),
    degreesOfFreedom,
  );
  const direction = scores.reduce((sum, z) => sum + z, 0) / Math.sqrt(total);
  const directionP = 2 * normalCdf(-Math.abs(direction));
  const pValue = Math.min(1, 2 * Math.min(spreadP, directionP));
  return { statistic, degreesOfFreedom, direction, pValue, rejected: pValue < alpha };
}

function takesPart(evidence: Evidence): boolean {
  return evidence.method !== 'single-size' && evidence.law.degreesOfFreedom !== null;
}

/** The difference less what finite sizes and rounding could explain, as a normal score. */
function score({ difference, extrapolationError, law }: Evidence): number {
  const unexplained = Math.max(0, Math.abs(difference) - extrapolationError);
  return normalScore((Math.sign(difference) * unexplained) / law.standardError, law);
}

/** Traces of C^2 and C^3 and the sum of the entries of C, for m x m C. */
function moments(c: readonly Float64Array[]): { trace2: number; trace3: number; total: number } {
  let trace2 = 0;
  let trace3 = 0;
  let total = 0;
  for (const row of c) {
    for (let j = 0; j < row.length; j++) {
      const entry = row[j]!;
      const other = c[j]!;
      let squared = 0;
      for (let k = 0; k < row.length; k++) squared += row[k]! * other[k]!;
      trace2 += entry * entry;
      trace3 += entry * squared;
      total += entry;
    }
  }
  return { trace2, trace3, total };
}

/** Correlation matrix of the differences, from the trials that claims share. */
function correlations(members: readonly Evidence[]): Float64Array[] {
  const centred = members.map(({ levels }) =>
    levels.map(({ values }) => {
      const { mean } = cumulants(values);
      return Float64Array.from(values, (value) => value - mean);
    }),
  );
  const matrix = members.map((_, i) => new Float64Array(members.length).fill(0, 0, i));
  for (const [i, a] of members.entries()) {
    matrix[i]![i] = 1;
    for (let j = 0; j < i; j++) {
      const b = members[j]!;
      let covariance = 0;
      let trials = Number.POSITIVE_INFINITY;
      for (const [l, level] of a.levels.entries()) {
        const k = b.levels.findIndex(({ draw }) => draw === level.draw);
        if (k < 0) continue;
        const x = centred[i]![l]!;
        const y = centred[j]![k]!;
        const shared = Math.min(x.length, y.length);
        trials = Math.min(trials, shared);
        let products = 0;
        for (let t = 0; t < shared; t++) products += x[t]! * y[t]!;
        covariance +=
          (a.coefficients[l]! * b.coefficients[k]! * products) /
          ((shared - 1) * Math.max(x.length, y.length));
      }
      const raw = covariance / (a.law.standardError * b.law.standardError);
      matrix[i]![j] = matrix[j]![i] = withoutNoise(Math.max(-1, Math.min(1, raw)), trials);
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
