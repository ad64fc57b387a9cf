import type { MarginLoss } from '../../theory/replica/channel.ts';

/**
 * The hinge of support vector machines.
 *
 *     ℓ(u) = max(0, 1 − u)        prox_{Vℓ}(ω) = ω + V for ω < 1 − V, 1 up to 1, ω beyond
 */
export const hinge: MarginLoss = {
  value: (u) => Math.max(0, 1 - u),
  slope: (u) => (u < 1 ? -1 : 0),
  curvature: () => 0,
  proximal: (omega, v) => (omega >= 1 ? omega : Math.min(1, omega + v)),
  shrinkage: (_, omega, v) => (omega < 1 && omega > 1 - v ? 1 : 0),
  kinks: (v) => [1 - v, 1],
  poles: () => [],
  interpolates: true,
  separates: true,
};
