/**
 * Bayes' rule for one label: what y = 1 says of a teacher's f* that was Gaussian before, f* ~ N(ω, V). This is the simulation's own
 * computation; the limit has Z0 and its derivatives (`given` of a law of labels) in other forms.
 */
import { normalCdf } from '../../numerics/erf.ts';

export interface Posterior {
  /** P(y = 1). */
  readonly chance: number;
  /** E[f* | y = 1]. */
  readonly mean: number;
  /** Var[f* | y = 1]. */
  readonly variance: number;
}

/** The posterior as a function of ω, for one V. */
export type BayesRule = (mean: number) => Posterior;

/**
 * Of labels sign(f* + √Δ z), z ~ N(0, 1), turned around with probability η. With s² = V + Δ, x = ω/s and r = (1 − 2η) φ(x)/P(1)
 *
 *     P(1) = η + (1 − 2η) Φ(x)     E[f* | 1] = ω + V r/s     Var[f* | 1] = V − V² r (x + r)/s²
 *
 * Source: Rasmussen & Williams, Gaussian Processes for Machine Learning (2006), eqs. (3.82)–(3.87).
 */
export function noisySignRule(
  variance: number,
  { delta = 0, eta = 0 }: { readonly delta?: number; readonly eta?: number },
): BayesRule {
  const s = Math.sqrt(variance + delta);
  const kept = 1 - 2 * eta;
  return (mean) => {
    const x = mean / s;
    const chance = eta + kept * normalCdf(x);
    let [ratio, beyond] = [0, 0];
    if (eta === 0 && x < farthest) {
      beyond = tailExcess(-x);
      ratio = beyond - x;
    } else {
      ratio = (kept * Math.exp(-0.5 * x * x)) / (Math.sqrt(2 * Math.PI) * chance);
      beyond = x + ratio;
    }
    const share = variance / s;
    return { chance, mean: mean + share * ratio, variance: variance - share * share * ratio * beyond };
  };
}

/** Below it Φ is small enough for its tail's continued fraction. */
const farthest = -8;

/** φ(x)/Φ(−x) − x for x ≥ 8, by Laplace's continued fraction 1/(x + 2/(x + 3/(x + …))). */
function tailExcess(x: number): number {
  let rest = 0;
  for (let k = 24; k >= 1; k--) rest = k / (x + rest);
  return rest;
}

/** The normal density is below 10⁻¹⁷ beyond. */
const reach = 8.8;
/** The trapezoidal rule of step h errs by e^{d²/2 − 2πd/h} for poles at a distance d, and by e^{−2π²/h²} without: 10⁻¹⁵. */
const steps = { most: 0.5, perDistance: 0.17 };
/** Of ω: odds of labels beyond would overflow. */
const mostExponent = 300;

/** Of labels with odds P(1 | f*)/P(−1 | f*) = e^{f*}: moments over f* by the trapezoidal rule. */
export function logisticRule(variance: number): BayesRule {
  const width = Math.sqrt(variance);
  const step = Math.min(steps.most, (steps.perDistance * Math.PI) / width);
  const count = Math.ceil(reach / step);
  const points = Float64Array.from({ length: 2 * count + 1 }, (_, k) => (k - count) * step);
  const weights = points.map((g) => (step / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * g * g));
  const against = points.map((g) => Math.exp(-width * g));
  return (mean) => {
    const odds = Math.exp(-Math.min(mostExponent, Math.max(-mostExponent, mean)));
    let [chance, first, second] = [0, 0, 0];
    for (let k = 0; k < points.length; k++) {
      const g = points[k]!;
      const part = weights[k]! / (1 + odds * against[k]!);
      chance += part;
      first += part * g;
      second += part * g * g;
    }
    const shift = first / chance;
    return { chance, mean: mean + width * shift, variance: variance * (second / chance - shift * shift) };
  };
}
