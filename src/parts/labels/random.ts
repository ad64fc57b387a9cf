import type { BinaryLabels } from './signs.ts';

/** y = ±1 by the toss of a coin: nothing to be learned. */
export const random: BinaryLabels = {
  given: () => ({ probability: () => 0.5, density: () => 0, feature: null }),
  probability: () => 0.5,
  bayes: (variance) => (mean) => ({ chance: 0.5, mean, variance }),
  informative: false,
};
