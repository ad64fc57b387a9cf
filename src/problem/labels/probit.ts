import { normalCdf } from '../../numerics/erf.ts';
import { gaussianStep } from '../../theory/replica/channel.ts';
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
    given: (variance) => gaussianStep(Math.sqrt(variance + delta)),
    probability: (target) => (delta === 0 ? (target >= 0 ? 1 : 0) : normalCdf(target / Math.sqrt(delta))),
    informative: true,
  };
}
