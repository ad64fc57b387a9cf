/** Minimisation along a line: the best point of a grid, then golden sections between its neighbours, and a polish of what is smooth. */

const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The argument of least `f` over [first, last] of an ascending grid, to 10⁻⁹ of the interval around the best grid point; exact when f is
 * unimodal between that point's neighbours. Arguments at which f is Infinity are avoided.
 */
export function minimise(grid: readonly number[], f: (x: number) => number): number {
  const values = grid.map(f);
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[best]!) best = i;
  let low = grid[Math.max(0, best - 1)]!;
  let high = grid[Math.min(grid.length - 1, best + 1)]!;
  const width = 1e-9 * (high - low);
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let fLeft = f(left);
  let fRight = f(right);
  while (high - low > width) {
    if (fLeft < fRight) {
      high = right;
      right = left;
      fRight = fLeft;
      left = high - golden * (high - low);
      fLeft = f(left);
    } else {
      low = left;
      left = right;
      fLeft = fRight;
      right = low + golden * (high - low);
      fRight = f(right);
    }
  }
  const found = (low + high) / 2;
  return f(found) <= values[best]! ? found : grid[best]!;
}

/** Step of the differences, in units in which f changes over some 1: their error of order step⁶ is below that of rounding. */
const step = 3e-3;

/**
 * A minimum known to half the digits, as comparing values of f finds it, to some 10⁻¹⁰: the zero of f's sixth-order central difference, by
 * secants. The argument itself where f is not smooth about it.
 */
export function polish(f: (x: number) => number, x: number): number {
  const slope = (at: number) =>
    (45 * (f(at + step) - f(at - step)) -
      9 * (f(at + 2 * step) - f(at - 2 * step)) +
      f(at + 3 * step) -
      f(at - 3 * step)) /
    (60 * step);
  let [last, now] = [x - step, x];
  let [slopeLast, slopeNow] = [slope(last), slope(now)];
  for (let i = 0; i < 8 && slopeNow !== slopeLast; i++) {
    const next = now - (slopeNow * (now - last)) / (slopeNow - slopeLast);
    if (!(Math.abs(next - x) <= step)) return x;
    [last, slopeLast] = [now, slopeNow];
    now = next;
    if (Math.abs(now - last) < 1e-13) break;
    slopeNow = slope(now);
  }
  return now;
}
