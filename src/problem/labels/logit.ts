import { sigmoid } from '../losses/logistic.ts';
import type { BinaryLabels } from './signs.ts';

/**
 * Logistic labels.
 *
 *     P(1 | f*) = σ(f*)        Z0(ω, V) = E σ(ω + √V g)
 *
 * The mean over g is the trapezoidal rule of step h: σ has its nearest poles at distance π/√V, the density none, so that it errs by
 * e^{−2π²/h√V} + e^{−2π²/h²}.
 */
export const logit: BinaryLabels = {
  given: (variance) => {
    const { points, weights } = normalGrid(Math.sqrt(variance));
    const mean = (f: (x: number) => number) => (omega: number) => {
      let sum = 0;
      for (let k = 0; k < points.length; k++) sum += weights[k]! * f(omega + points[k]!);
      return sum;
    };
    return {
      probability: mean(sigmoid),
      density: mean((x) => {
        const small = Math.exp(-Math.abs(x));
        return small / ((1 + small) * (1 + small));
      }),
      feature: { kind: 'pole', width: Math.PI },
    };
  },
  probability: sigmoid,
  informative: true,
};

/** The density is below 10⁻¹⁷ beyond. */
const reach = 8.8;
const exponent = 2 * Math.PI * Math.PI;
const digits = 36;

/** Points s·k·h and weights h φ(kh). */
function normalGrid(s: number): { readonly points: Float64Array; readonly weights: Float64Array } {
  const step = Math.min(Math.sqrt(exponent / digits), exponent / (digits * s));
  const count = Math.ceil(reach / step);
  const points = Float64Array.from({ length: 2 * count + 1 }, (_, k) => (k - count) * step * s);
  const weights = Float64Array.from(
    { length: 2 * count + 1 },
    (_, k) => (step / Math.sqrt(2 * Math.PI)) * Math.exp(-0.5 * ((k - count) * step) ** 2),
  );
  return { points, weights };
}
