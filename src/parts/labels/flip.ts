import { noisySignRule } from './bayes.ts';
import { sign } from './sign.ts';
import type { BinaryLabels } from './signs.ts';

/**
 * y = sign f*, turned around with probability η.
 *
 *     P(1 | f*) = η + (1 − 2η) 1(f* > 0)        Z0 = η + (1 − 2η) Φ(ω/√V)
 *
 * @param eta  η in [0, ½]
 */
export function flip(eta: number): BinaryLabels {
  const kept = 1 - 2 * eta;
  return {
    given: (variance) => {
      const clean = sign.given(variance);
      return {
        probability: (mean) => eta + kept * clean.probability(mean),
        density: (mean) => kept * clean.density(mean),
        feature: clean.feature,
      };
    },
    probability: (target) => eta + kept * sign.probability(target),
    bayes: (variance) => noisySignRule(variance, { eta }),
    informative: kept > 0,
  };
}
