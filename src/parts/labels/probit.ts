import { normalCdf } from '../../numerics/erf.ts';
import { normalStep } from '../../numerics/normal.ts';
import { noisySignRule } from './bayes.ts';
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
    given: (variance) => normalStep(Math.sqrt(variance + delta)),
    probability: (target) => (delta === 0 ? (target >= 0 ? 1 : 0) : normalCdf(target / Math.sqrt(delta))),
    bayes: (variance) => noisySignRule(variance, { delta }),
    informative: true,
  };
}
