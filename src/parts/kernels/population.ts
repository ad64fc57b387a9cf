/**
 * Averages over uniform inputs of the sphere, for population risks without test points. They are the simulation's own: nothing here knows
 * the eigenvalues that the limit computes (spectrum.ts), only the kernel as a function of the inner product.
 */
import { gegenbauerSeries, gegenbauerValues, harmonicCounts } from '../../numerics/gegenbauer.ts';
import { type Feature, panelRule, type Rule } from '../../numerics/panels.ts';
import { mostDegrees } from '../labels/harmonics.ts';
import { findKernel, type KernelSpec, type PowerSeries } from './zonal.ts';

/** What of Σ N c² may be left out of an average. */
const negligible = 1e-18;
/** Degrees beyond these are left out; those of more harmonics hold next to nothing of Σ N c². */
const most = { degrees: 400, harmonics: 1e16 };

/** The function of a kernel and a dimension that remembers what it has made. */
function remembered<T>(make: (spec: KernelSpec, dimension: number) => T) {
  const cache = new Map<string, T>();
  return (spec: KernelSpec, dimension: number): T => {
    const key = JSON.stringify([spec, dimension]);
    let found = cache.get(key);
    if (found === undefined) {
      found = make(spec, dimension);
      cache.set(key, found);
    }
    return found;
  };
}

/** s_l = E h P_l and N(d,l) of every degree. */
const kernelCoefficients = remembered((spec, dimension) => {
  const { at, kinks, series } = findKernel(spec);
  const counts = harmonicCounts(dimension, most.degrees - 1).filter((count) => count <= most.harmonics);
  const coefficients = series
    ? byDerivatives(series, dimension, counts)
    : projections(at, dimension, counts.length, kinks);
  return { coefficients, counts };
});

/** E_x h(x·a) h(x·b) = Σ_l N s_l² P_l(a·b), as a function of a·b. */
export const kernelAverage: (spec: KernelSpec, dimension: number) => (t: number) => number = remembered(
  (spec, dimension) => {
    const { coefficients, counts } = kernelCoefficients(spec, dimension);
    const squares = coefficients.map((s, l) => counts[l]! * s * s);
    const total = squares.reduce((sum, square) => sum + square, 0);
    const kept = squares.findLastIndex((square) => square > negligible * total) + 1;
    return gegenbauerSeries(dimension, squares.slice(0, kept));
  },
);

/** φ(x) = Σ_l ±√s_l N P_l(w·x) as a function of w·x, its mean over w the kernel. */
export const randomFeature: (spec: KernelSpec, dimension: number) => (t: number) => number = remembered(
  (spec, dimension) => {
    const { at, feature, featureSign: sign } = findKernel(spec);
    if (!sign) throw new TypeError(`kernel ${spec.kernel} has no random features`);
    const known = feature?.(dimension);
    if (known) return known;
    const { coefficients, counts } = kernelCoefficients(spec, dimension);
    const kept = coefficients.findLastIndex((s, l) => counts[l]! * s > negligible * at(1)) + 1;
    const terms = coefficients.slice(0, kept).map((s, l) => sign(l) * Math.sqrt(s) * counts[l]!);
    return gegenbauerSeries(dimension, terms);
  },
);

/** Of the degrees that a target may have. */
const featureCoefficients = remembered((spec, dimension) =>
  projections(randomFeature(spec, dimension), dimension, mostDegrees + 1, [0]),
);

/** c_l = E φ_a(x) P_l(x·a), so that E_x φ_a(x) Y_l(x) = c_l Y_l(a), of the kernel at a or the random feature of weights a. */
export function harmonicCoefficient(
  spec: KernelSpec,
  dimension: number,
  degree: number,
  of: 'kernel' | 'feature',
): number {
  const { coefficients } = kernelCoefficients(spec, dimension);
  return (of === 'kernel' ? coefficients : featureCoefficients(spec, dimension))[degree] ?? 0;
}

/**
 * Rodrigues' formula, all of one sign: E h P_l in dimension d is the mean of the l-th derivative in dimension d + 2l,
 *
 *     s_l = E_{d+2l} h^{(l)}(t) / (d (d+2) … (d+2l−2))
 */
function byDerivatives(series: PowerSeries, dimension: number, counts: readonly number[]): number[] {
  const { first, ratio, derivative } = series;
  const found: number[] = [];
  let lead = first;
  let largest = 0;
  let trace = Number.POSITIVE_INFINITY;
  for (let l = 0; l < counts.length && trace > negligible * largest; l++) {
    const { nodes, weights } = averagingRule(dimension + 2 * l, 0, []);
    found.push(lead * nodes.reduce((sum, t, i) => sum + weights[i]! * derivative(l, t), 0));
    trace = counts[l]! * found[l]!;
    largest = Math.max(largest, trace);
    lead *= Math.max(0, ratio(l)) / (dimension + 2 * l);
  }
  return found;
}

/** E f P_l of the first degrees, for f analytic between the kinks, if not at ±1. */
function projections(
  f: (t: number) => number,
  dimension: number,
  degrees: number,
  kinks: readonly number[],
): number[] {
  const { nodes, weights } = averagingRule(dimension, degrees, [-1, ...kinks, 1]);
  const sums = new Array<number>(degrees).fill(0);
  const values = new Float64Array(degrees);
  nodes.forEach((t, i) => {
    gegenbauerValues(dimension, t, values);
    const weighted = weights[i]! * f(t);
    for (let l = 0; l < degrees; l++) sums[l]! += weighted * values[l]!;
  });
  return sums;
}

/** Beyond this angle from the equator, in units of 1/√(d−2), the density is below 10⁻⁴². */
const farthest = 14;
/** Panels of 16 nodes: so many at least, and so many more a degree that they resolve its oscillations. */
const panels = { least: 48, perDegree: 0.25 };

/** E over t = x·x' of independent x, x' by Gauss–Legendre panels in the angle, graded towards places where the function is singular. */
function averagingRule(dimension: number, degree: number, singular: readonly number[]): Rule {
  const half = dimension > 2 ? Math.min(Math.PI / 2, farthest / Math.sqrt(dimension - 2)) : Math.PI / 2;
  const [first, last] = [Math.PI / 2 - half, Math.PI / 2 + half];
  const features = singular.map((t): Feature => ({ centre: Math.acos(t), width: 0, kind: 'pole' }));
  const count = Math.ceil(panels.least + panels.perDegree * degree);
  const breaks = Array.from({ length: count - 1 }, (_, i) => first + ((i + 1) * (last - first)) / count);
  const { nodes, weights } = panelRule([first, last], features, breaks);
  const densities = weights.map((weight, i) => weight * Math.sin(nodes[i]!) ** (dimension - 2));
  const total = densities.reduce((sum, density) => sum + density, 0);
  return { nodes: nodes.map(Math.cos), weights: densities.map((density) => density / total) };
}
