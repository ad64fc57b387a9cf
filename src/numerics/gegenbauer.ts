/**
 * Harmonic analysis of zonal functions h(x·x') on the unit sphere S^{d−1}. The Gegenbauer polynomials P_l are normalised to P_l(1) = 1, and
 * E is over t = x·x' for independent uniform x, x', of density ∝ (1 − t²)^{(d−3)/2}:
 *
 *     h(t) = Σ_l N(d,l) s_l P_l(t),   s_l = E h P_l,   E P_l P_m = δ_lm/N(d,l),   N(d,l) the dimension of the harmonics of degree l
 *
 * Source: Müller, Spherical Harmonics, Lecture Notes in Mathematics 17 (1966); Dai & Xu 2013, ch. 1–2.
 */

/** N(d,l) for l = 0 … degree, correctly rounded; d ≥ 2 whole. */
export function harmonicCounts(dimension: number, degree: number): number[] {
  const counts = [1, dimension].slice(0, degree + 1);
  let exact = BigInt(dimension);
  const d = BigInt(dimension);
  for (let l = 2n; l <= BigInt(degree); l++) {
    exact = (exact * (2n * l + d - 2n) * (l + d - 3n)) / (l * (2n * l + d - 4n));
    counts.push(Number(exact));
  }
  return counts;
}

/** out[l] ← P_l(t) for l = 0 … out.length − 1, by the recurrence in l, which is stable on [−1, 1]. */
export function gegenbauerValues(dimension: number, t: number, out: Float64Array): void {
  out[0] = 1;
  if (out.length > 1) out[1] = t;
  for (let l = 1; l + 1 < out.length; l++) {
    out[l + 1] = ((2 * l + dimension - 2) * t * out[l]! - l * out[l - 1]!) / (l + dimension - 2);
  }
}

/** The function t ↦ Σ_l c_l P_l(t). */
export function gegenbauerSeries(dimension: number, coefficients: readonly number[]): (t: number) => number {
  // P_{l+1} = a_l t P_l − b_l P_{l−1}
  const a = Float64Array.from(coefficients, (_, l) => (2 * l + dimension - 2) / (l + dimension - 2));
  const b = Float64Array.from(coefficients, (_, l) => l / (l + dimension - 2));
  const c = Float64Array.from(coefficients);
  return (t) => {
    let previous = 1;
    let current = t;
    let sum = c[0]! + (c.length > 1 ? c[1]! * t : 0);
    for (let l = 1; l + 1 < c.length; l++) {
      const next = a[l]! * t * current - b[l]! * previous;
      previous = current;
      current = next;
      sum += c[l + 1]! * next;
    }
    return sum;
  };
}

/** Nodes t and weights of a rule for E, the weights summing to 1. */
export interface SphereRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Beyond this angle from the equator, in units of 1/√(d−2), the density is below 10⁻⁴². */
const farthest = 14;
/** The tanh-sinh variable beyond which weights vanish in double precision. */
const reach = 3.4;
const steps = { least: 128, perDegree: 1.5 };

/**
 * A rule for E of functions times P_l up to `degree`, in the angle θ = arccos t, in which arc-cosine kernels are analytic: tanh-sinh between
 * the kinks, so that one-sided singularities there and at t = ±1 cost nothing.
 *
 * Source: Takahasi & Mori 1974, Publ. RIMS 9, 721. Checked against E P_l P_m.
 * @param kinks points of (−1, 1) between which the function is analytic
 */
export function sphereRule(dimension: number, degree: number, kinks: readonly number[] = []): SphereRule {
  const half = dimension > 2 ? Math.min(Math.PI / 2, farthest / Math.sqrt(dimension - 2)) : Math.PI / 2;
  const [first, last] = [Math.PI / 2 - half, Math.PI / 2 + half];
  const inner = kinks.map(Math.acos).filter((angle) => angle > first && angle < last);
  const ends = [first, ...inner.sort((x, y) => x - y), last];
  const step = 1 / (steps.least + steps.perDegree * degree);
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i + 1 < ends.length; i++) {
    const [from, length] = [ends[i]!, ends[i + 1]! - ends[i]!];
    for (let u = -reach; u <= reach; u += step) {
      const q = Math.exp(-Math.PI * Math.sinh(u));
      const angle = from + length / (1 + q);
      nodes.push(Math.cos(angle));
      weights.push(((length * Math.cosh(u) * q) / (1 + q) ** 2) * Math.sin(angle) ** (dimension - 2));
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { nodes: Float64Array.from(nodes), weights: Float64Array.from(weights, (weight) => weight / total) };
}
