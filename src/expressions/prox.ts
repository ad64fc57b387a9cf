/** Proximal operators of the losses that have names: the x of least ℓ(x) + (x − ω)²/2V. */
import { logisticProximal } from '../numerics/logisticProximal.ts';

export const namedProx: Readonly<Record<string, (omega: number, v: number) => number>> = {
  square: (omega, v) => (omega + v) / (1 + v),
  hinge: (omega, v) => (omega >= 1 ? omega : Math.min(1, omega + v)),
  squaredHinge: (omega, v) => (omega >= 1 ? omega : (omega + v) / (1 + v)),
  logistic: logisticProximal,
};
