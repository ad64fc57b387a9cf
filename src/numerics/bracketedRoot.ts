/** A zero between two arguments at which f differs in sign. */

const mostSteps = 200;

/**
 * The zero of f in [first, last] by Chandrupatla's method: inverse quadratic interpolation where it is safe
 * and bisection else, to the last digits. An infinite f is as good as a large one; NaN where f has one sign.
 *
 * Source: Chandrupatla 1997, Adv. Eng. Software 28, 145.
 */
export function bracketedRoot(f: (x: number) => number, [first, last]: readonly [number, number]): number {
  let [b, a] = [first, last];
  let [fb, fa] = [f(b), f(a)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(Math.sign(fa) * Math.sign(fb) < 0)) return Number.NaN;
  let share = 0.5;
  for (let i = 0; i < mostSteps; i++) {
    const x = a + share * (b - a);
    const value = f(x);
    if (value === 0) return x;
    const same = Math.sign(value) === Math.sign(fa);
    const [c, fc] = same ? [a, fa] : [b, fb];
    if (!same) [b, fb] = [a, fa];
    [a, fa] = [x, value];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    const tolerance = (2 * Number.EPSILON * Math.abs(best) + 1e-300) / Math.abs(b - a);
    if (tolerance > 0.5) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    const quadratic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    const interpolated =
      (fa / (fb - fa)) * (fc / (fb - fc)) + (((c - a) / (b - a)) * fa * fb) / ((fc - fa) * (fc - fb));
    share = quadratic && Number.isFinite(interpolated) ? interpolated : 0.5;
    share = Math.min(1 - tolerance, Math.max(tolerance, share));
  }
  return a;
}
