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

/** σ(−p) is ½ and a function that is odd: p < 0 is the mirror image of p > 0. */
function proximal(omega: number, v: number, near = Number.NaN): number {
  return omega + v / 2 < 0 ? -positive(-omega - v, v, -near) : positive(omega, v, near);
}

/**
 * Newton's method for p ≥ 0, where p − ω − V σ(−p) is concave: from the left of the root it only goes up to
 * it.
 */
function positive(omega: number, v: number, near: number): number {
  const low = Math.max(0, omega);
  let p = near > low ? near : low + start(omega, v);
  for (let i = 0; i < mostSteps; i++) {
    const small = Math.exp(-p);
    const rest = small / (1 + small);
    const step = (p - omega - v * rest) / (1 + v * rest * (1 - rest));
    p = Math.max(low, p - step);
    // It converges quadratically: after a step of 10⁻⁸ the next would be below rounding.
    if (Math.abs(step) <= 1e-8) break;
  }
  return p;
}

/** About p less the larger of 0 and ω: Lambert's W of what drives it, by Iacono & Boyd's bound. */
function start(omega: number, v: number): number {
  const drive = omega < 0 ? (v + 2 * omega) / (1 - omega) : v * Math.exp(-omega);
  const log = Math.log1p(drive);
  return log * (1 - Math.log1p(log) / (2 + log));
}
