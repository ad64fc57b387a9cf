/**
 * The degrees beyond those that a quadrature can tell, by the power laws of even and of odd degrees: a sum over all of them is an integral, by panels in
 * log l on which log s does not go far, and the first terms of the midpoint rule of step 2 about its end,
 *
 *     Σ_{j ≥ 0} f(a + 2j) ≈ 23/24 f(a) + 1/24 f(a + 2) + ½ ∫_{a+1}^∞ f dl
 *
 * whose error is some f/(40a³).
 */
import { panelRule } from '../../numerics/panels.ts';
import { fitPowerLaw, type Measured, type PowerLaw } from './powerLaw.ts';

/** The degrees of one parity: eigenvalues, their weights in sums over all of them, and errors. */
export interface Beyond {
  readonly eigenvalues: readonly number[];
  readonly multiplicities: readonly number[];
  /** How far m s may be off. */
  readonly errors: readonly number[];
  /** The trace of what is left out, and the largest eigenvalue there. */
  readonly tail: number;
  readonly tailLargest: number;
}

/** Degrees end where they have this many harmonics, all together: what is left is infinitesimal beside any number of samples. */
const mostHarmonics = 1e14;
/** Change of log s along a panel of 16 nodes. */
const panel = 2;
/** The trace of the rest is integrated to degrees e to this times as high. */
const far = 20;
/** A law that is not known to this part is none. */
const worst = 1e-4;

/** N(d, l), between whole numbers, too. */
export function harmonicCount(dimension: number, degree: number): number {
  if (dimension === 2) return degree === 0 ? 1 : 2;
  let count = (2 * degree + dimension - 2) / (dimension - 2);
  for (let i = 1; i <= dimension - 3; i++) count *= (degree + i) / i;
  return count;
}

/** The laws of even and of odd degrees, null for a parity without eigenvalues; no laws where one of them follows none. */
export function powerLaws(
  dimension: number,
  measured: readonly Measured[],
): readonly [even: PowerLaw | null, odd: PowerLaw | null] | null {
  const parts = [0, 1].map((parity) => measured.filter(({ degree }) => degree > 1 && degree % 2 === parity));
  const laws = parts.map((part) => fitPowerLaw(dimension, part));
  const known = laws.every((law, i) => (law === null ? parts[i]!.length === 0 : law.error <= worst));
  return known && laws.some((law) => law !== null) ? (laws as [PowerLaw | null, PowerLaw | null]) : null;
}

/** The degrees first, first + 2, first + 4, … of a law. */
export function degreesFrom(dimension: number, first: number, law: PowerLaw): Beyond {
  const end = Math.max(first + 2, lastDegree(dimension));
  const { degrees, weights } = integral(dimension, law, [first + 1, end]);
  degrees.unshift(first, first + 2);
  weights.unshift(23 / 24, 1 / 24);
  const eigenvalues = degrees.map(law.at);
  const multiplicities = degrees.map((l, i) => weights[i]! * harmonicCount(dimension, l));
  const rest = integral(dimension, law, [end, end * Math.exp(far)]);
  const traceAt = (l: number) => harmonicCount(dimension, l) * law.at(l);
  const farthest = end * Math.exp(far);
  return {
    eigenvalues,
    multiplicities,
    errors: eigenvalues.map((s, i) => law.error * s * multiplicities[i]!),
    tail: rest.degrees.reduce(
      (sum, l, i) => sum + rest.weights[i]! * traceAt(l),
      (traceAt(farthest) * farthest) / (2 * law.order),
    ),
    tailLargest: law.at(end),
  };
}

/** Degrees and weights of ½ ∫ dl. */
function integral(dimension: number, { order }: PowerLaw, [first, last]: readonly [number, number]) {
  const [from, to] = [Math.log(first), Math.log(last)];
  const count = Math.ceil(((order + dimension - 1) * (to - from)) / panel);
  const breaks = Array.from({ length: count }, (_, i) => from + ((to - from) * i) / count);
  const rule = panelRule([from, to], [], breaks);
  const degrees = Array.from(rule.nodes, Math.exp);
  return { degrees, weights: degrees.map((l, i) => (rule.weights[i]! * l) / 2) };
}

/** The degree, between whole numbers, up to which all have that many harmonics. */
function lastDegree(dimension: number): number {
  let degree = 1;
  while ((harmonicCount(dimension, degree) * degree) / (dimension - 1) < mostHarmonics) degree *= 1.2;
  return degree;
}
