const mostSteps = 100;

/**
 * The proximal operator of the logistic loss log(1 + e^{−u}): the p with p − V σ(−p) = ω, σ(p) = 1/(1 + e^{−p}).
 * σ(−p) is ½ and a function that is odd: p < 0 is the mirror image of p > 0.
 *
 * @param near  a guess
 */
export function logisticProximal(omega: number, v: number, near: number = Number.NaN): number {
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
