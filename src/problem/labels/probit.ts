import { normalCdf } from '../../numerics/erf.ts';
import type { BinaryLabels } from './signs.ts';

/**
 * y = sign(f* + √Δ z), z ~ N(0, 1).
 *
 *     P(1 | f*) = Φ(f* / √Δ)        Z0(ω, V) = Φ(ω/√(V + Δ))
 *
 * @param delta  Δ ≥ 0
 */
export function probit(delta: number): BinaryLabels {
  return {
    given: (variance) => {
      const width = Math.sqrt(variance + delta);
      const norm = 1 / (width * Math.sqrt(2 * Math.PI));
      return {
        probability: (mean) => normalCdf(mean / width),
        density: (mean) => norm * Math.exp(-0.5 * (mean / width) ** 2),
        feature: { kind: 'bell', width },
      };
    },
    probability: (target) => (delta === 0 ? (target >= 0 ? 1 : 0) : normalCdf(target / Math.sqrt(delta))),
    informative: true,
  };
}
