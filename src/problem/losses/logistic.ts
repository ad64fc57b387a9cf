import type { MarginLoss } from '../../theory/replica/channel.ts';

/**
 * The logistic loss.
 *
 *     ℓ(u) = log(1 + e^{−u})        prox_{Vℓ}(ω) = p,  p − V σ(−p) = ω,  σ(p) = 1/(1 + e^{−p})
 *
 * The prox branches where 1 + Vℓ″(p) = 0: p = ±2a + iπ with a = asinh(√V/2), at ω = ±(2a + V/(e^{2a} − 1)) + iπ, less V for the lower sign.
 */
export const logistic: MarginLoss = {
  value: (u) => Math.max(0, -u) + Math.log1p(Math.exp(-Math.abs(u))),
  slope: (u) => -sigmoid(-u),
  curvature,
  proximal,
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

const mostSteps = 100;

/** Newton's method, kept within the bracket ω < p < ω + V by bisection. */
function proximal(omega: number, v: number, near = Number.NaN): number {
  let low = omega;
  let high = omega + v;
  let p = near > low && near < high ? near : Math.min(high, Math.max(low, start(omega, v)));
  for (let i = 0; i < mostSteps; i++) {
    const small = Math.exp(-Math.abs(p));
    const rest = (p > 0 ? small : 1) / (1 + small);
    const gap = p - omega - v * rest;
    if (gap > 0) high = p;
    else low = p;
    const step = gap / (1 + v * rest * (1 - rest));
    // Newton's method converges quadratically: after a step of 10⁻⁸ the next would be below rounding.
    if (Math.abs(step) <= 1e-8 || high - low <= 1e-15 * Math.abs(p)) return p - step;
    const next = p - step;
    p = next > low && next < high ? next : (low + high) / 2;
  }
  return p;
}

/** Of p = ω + V σ(−p): where the sigmoid is 1, and else about log V. */
function start(omega: number, v: number): number {
  return omega + v <= 0 ? omega + v : Math.max(omega, Math.log1p(v / (1 + Math.max(0, omega))) / 2);
}
