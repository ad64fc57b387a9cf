import type { MarginLoss } from '../../theory/replica/channel.ts';

/**
 * The square loss of labels ±1, ½(y − f)².
 *
 *     ℓ(u) = ½(1 − u)²        prox_{Vℓ}(ω) = (ω + V)/(1 + V)
 */
export const square: MarginLoss = {
  value: (u) => 0.5 * (1 - u) ** 2,
  slope: (u) => u - 1,
  curvature: () => 1,
  proximal: (omega, v) => omega / (1 + v) + share(v),
  shrinkage: (_, __, v) => share(v),
  kinks: () => [],
  poles: () => [],
  interpolates: true,
  separates: false,
};

/** V/(1 + V). */
function share(v: number): number {
  return 1 / (1 + 1 / v);
}
