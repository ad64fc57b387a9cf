import { normalCdf } from '../../numerics/erf.ts';
import { panelRule } from '../../numerics/panels.ts';
import { sigmoid } from '../losses/logistic.ts';
import { logisticRule } from './bayes.ts';
import type { BinaryLabels } from './signs.ts';

/**
 * Logistic labels.
 *
 *     P(1 | f*) = σ(f*)        Z0(ω, V) = E σ(ω + √V g)
 */
export const logit: BinaryLabels = {
  given: (variance) => {
    const width = Math.sqrt(variance);
    const at = lastOnly(width < widest ? bySigmoid(width) : byStep(width));
    return {
      probability: (mean) => at(mean).probability,
      density: (mean) => at(mean).density,
      feature: { kind: 'pole', width: Math.PI },
    };
  },
  probability: sigmoid,
  bayes: logisticRule,
  informative: true,
};

interface AtMean {
  readonly probability: number;
  readonly density: number;
}
type Law = (mean: number) => AtMean;

/** Both are asked for at one mean after the other. */
function lastOnly(law: Law): Law {
  let [last, value]: [number, AtMean] = [Number.NaN, { probability: 0, density: 0 }];
  return (mean) => {
    if (mean !== last) [last, value] = [mean, law(mean)];
    return value;
  };
}

/** √V from which on σ is nearly a step. */
const widest = 30;
/** The normal density is below 10⁻¹⁷ beyond this many standard deviations. */
const reach = 8.8;
/** e^{−40} = 4·10⁻¹⁸, times some 60 of the density's double poles. */
const digits = 40;

/**
 * The mean over g by the trapezoidal rule of step h, which errs by e^{−2πd/h + d²/2}: the strip to the
 * nearest pole of σ at d = π/√V, or the one that suits the density best, d = 2π/h, where it is narrower.
 * Exponentials are those of the points times that of the mean.
 */
function bySigmoid(width: number): Law {
  const strip = Math.min(Math.PI / width, Math.sqrt(2 * digits));
  const step = (2 * Math.PI * strip) / (digits + 0.5 * strip * strip);
  const count = Math.ceil(reach / step);
  const points = Array.from({ length: 2 * count + 1 }, (_, k) => (k - count) * step);
  const decays = Float64Array.from(points, (g) => Math.exp(-width * g));
  const weights = Float64Array.from(points, (g) => (step / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * g * g));
  return (mean) => {
    const decay = Math.exp(-Math.min(mostExponent, Math.max(-mostExponent, mean)));
    let probability = 0;
    let density = 0;
    for (let k = 0; k < decays.length; k++) {
      const odds = decay * decays[k]!;
      const chance = 1 / (1 + odds);
      const part = weights[k]! * chance;
      probability += part;
      density += part * chance * odds;
    }
    return { probability, density };
  };
}

/** Of the mean; with as much of the points, odds do not overflow. */
const mostExponent = 300;

/**
 * σ is a step less c(x) = 1/(1 + e^{|x|}) on the right, plus it on the left: with φ the density of √V g
 *
 *     Z0 = Φ(ω/√V) + ∫_0^∞ c(x) [φ(x + ω) − φ(x − ω)] dx
 */
function byStep(width: number): Law {
  const features = [
    { centre: 0, width: Math.PI, kind: 'pole' },
    { centre: 0, width, kind: 'bell' },
  ] as const;
  const { nodes, weights } = panelRule([0, farthest], features);
  const gaussian = (x: number) => Math.exp(-0.5 * (x / width) ** 2);
  const parts = nodes.map((x, i) => weights[i]! * sigmoid(-x) * gaussian(x));
  const scaled = nodes.map((x) => x / width);
  return (mean) => {
    const z = mean / width;
    const height = gaussian(mean) / (width * Math.sqrt(2 * Math.PI));
    let probability = normalCdf(z);
    let density = height;
    if (height === 0) return { probability, density };
    for (let k = 0; k < parts.length; k++) {
      const right = Math.exp(z * scaled[k]!);
      const left = 1 / right;
      const part = height * parts[k]!;
      probability += part * (left - right);
      density -= (part / width) * (scaled[k]! * (left + right) + z * (left - right));
    }
    return { probability, density };
  };
}

/** c is below 10⁻¹⁷ beyond. */
const farthest = 40;
