/** The argument of least risk along an axis: the best grid point, then golden sections between its neighbours. */

const golden = (Math.sqrt(5) - 1) / 2;

/** Minimiser over [first, last] of a grid; points without a value count as infinitely bad. */
export function optimumAlong(grid: readonly number[], risk: (value: number) => number | null): number {
  const at = (value: number) => risk(value) ?? Number.POSITIVE_INFINITY;
  let best = 0;
  const values = grid.map(at);
  values.forEach((value, i) => {
    if (value < values[best]!) best = i;
  });
  let low = grid[Math.max(0, best - 1)]!;
  let high = grid[Math.min(grid.length - 1, best + 1)]!;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  while (Math.abs(high - low) > 1e-9 * Math.abs(high)) {
    if (at(left) < at(right)) {
      high = right;
      right = left;
      left = high - golden * (high - low);
    } else {
      low = left;
      left = right;
      right = low + golden * (high - low);
    }
  }
  const found = (low + high) / 2;
  return at(found) <= values[best]! ? found : grid[best]!;
}
