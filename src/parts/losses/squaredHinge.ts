import type { MarginLoss } from '../../theory/replica/channel.ts';
import { square } from './square.ts';

/**
 * The squared hinge, ½ max(0, 1 − u)²: the square loss of margins below 1.
 *
 *     prox_{Vℓ}(ω) = ω + (1 − ω)₊ V/(1 + V)
 */
export const squaredHinge: MarginLoss = {
  value: (u) => (u < 1 ? square.value(u) : 0),
  slope: (u) => (u < 1 ? u - 1 : 0),
  curvature: (u) => (u < 1 ? 1 : 0),
  proximal: (omega, v) => (omega < 1 ? square.proximal(omega, v) : omega),
  shrinkage: (prox, omega, v) => (omega < 1 ? square.shrinkage(prox, omega, v) : 0),
  kinks: () => [1],
  poles: () => [],
  interpolates: true,
  separates: true,
};
