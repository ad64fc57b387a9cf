import { logisticProximal } from '../../numerics/logisticProximal.ts';
import type { MarginLoss } from '../../theory/replica/channel.ts';

/**
 * The logistic loss.
 *
 *     ℓ(u) = log(1 + e^{−u})        prox_{Vℓ}(ω) = p,  p − V σ(−p) = ω,  σ(p) = 1/(1 + e^{−p})
 *
 * The prox branches where 1 + Vℓ″(p) = 0: p = ±2a + iπ with a = asinh(√V/2), at ω = ±(2a + V/(e^{2a} − 1)) +
 * iπ, less V for the lower sign.
 */
export const logistic: MarginLoss = {
  value: (u) => Math.max(0, -u) + Math.log1p(Math.exp(-Math.abs(u))),
  slope: (u) => -sigmoid(-u),
  curvature,
  proximal: logisticProximal,
  shrinkage: (prox, _, v) => {
    const bent = v * curvature(prox);
    return bent / (1 + bent);
  },
  kinks: () => [],
  poles: (v) => {
    const twice = 2 * Math.asinh(Math.sqrt(v) / 2);
    const centre = twice + v / Math.expm1(twice);
    return [
      { centre, width: Math.PI },
      { centre: -centre - v, width: Math.PI },
    ];
  },
  interpolates: false,
  separates: true,
};

/** 1/(1 + e^{−x}), to the last digits in both tails. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const small = Math.exp(x);
  return small / (1 + small);
}

function curvature(u: number): number {
  const small = Math.exp(-Math.abs(u));
  return small / ((1 + small) * (1 + small));
}
