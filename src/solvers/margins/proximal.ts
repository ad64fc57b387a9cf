/** The proximal point of a loss by its optimality condition alone, whatever closed form or series the limit has of it. */
import type { Estimate } from './messagePassing.ts';
import type { SmoothLoss } from './newton.ts';

/** A Newton step after which the next one, of the order of its square, is below rounding. */
const last = 1e-8;
/** Distance, relative to the arguments, within which a kink of ℓ is found, and the rise of ℓ′ over that distance that is one. */
const [beside, jump] = [1e-12, 1e-6];

/**
 * u = argmin (u − ω)²/2V + ℓ(u) of a convex ℓ, and ∂u/∂ω = 1/(1 + Vℓ″(u)), or 0 where u stands at a kink: the zero of u − ω + Vℓ′(u), which
 * increases, by Newton's method as long as every step is at most half as long as the one before.
 */
export function proximalPoint(loss: SmoothLoss, omega: number, v: number): Estimate {
  let u = omega;
  let before = Number.POSITIVE_INFINITY;
  let from = u;
  while (before > last * (1 + Math.abs(u))) {
    const step = (u - omega + v * loss.slope(u)) / (1 + v * loss.curvature(u));
    if (!(Math.abs(step) <= 0.5 * before))
      return kinkBetween(loss, omega, v, [from, u]) ?? betweenBounds(loss, omega, v);
    from = u;
    before = Math.abs(step);
    u -= step;
  }
  return { value: u, slope: 1 / (1 + v * loss.curvature(u)) };
}

/** The proximal point where it is the kink of a loss that is linear on both sides: tangents at the two arguments meet there. */
function kinkBetween(
  { value, slope }: SmoothLoss,
  omega: number,
  v: number,
  [a, b]: readonly [number, number],
): Estimate | null {
  const [atA, atB] = [slope(a), slope(b)];
  const kink = (value(b) - value(a) + atA * a - atB * b) / (atA - atB);
  const near = beside * (1 + Math.abs(a) + Math.abs(b));
  const [below, above] = [slope(kink - near), slope(kink + near)];
  const force = (omega - kink) / v;
  return above - below > jump && below < force && force < above ? { value: kink, slope: 0 } : null;
}

/** The zero between its bounds ω and ω − Vℓ′(ω), by Newton's method where that is fast and halving where it is not. */
function betweenBounds(loss: SmoothLoss, omega: number, v: number): Estimate {
  const far = omega - v * loss.slope(omega);
  let [low, high] = far < omega ? [far, omega] : [omega, far];
  let u = low + (high - low) / 2;
  let before = Number.POSITIVE_INFINITY;
  while (before > last * (1 + Math.abs(u))) {
    const rest = u - omega + v * loss.slope(u);
    if (rest > 0) high = u;
    else low = u;
    let next = u - rest / (1 + v * loss.curvature(u));
    if (!(next >= low && next <= high && Math.abs(next - u) <= 0.5 * before)) {
      const kink = kinkBetween(loss, omega, v, [low, high]);
      if (kink) return kink;
      next = low + (high - low) / 2;
    }
    before = Math.abs(next - u);
    u = next;
  }
  return { value: u, slope: 1 / (1 + v * loss.curvature(u)) };
}
