/**
 * Roots of a function of one variable on [-end, end]: 40, where every Gaussian pre-activation lies, or 1 for cosines. Roots nearer to each
 * other than the scan's step of 1/200 may be missed in pairs.
 */

const stepsPerUnit = 200;
/** Touching roots are flagged when the function falls below this part of its values one step away. */
const negligible = 1e-8;

/** The points of the scan; every multiple of 1/200 is hit exactly, 0 among them. */
export function* scanPoints(end: number): Generator<number> {
  for (let i = -end * stepsPerUnit; i <= end * stepsPerUnit; i++) yield i / stepsPerUnit;
}

/**
 * The points where u changes its sign, each to the last bit. Stretches where u is zero or undefined have no roots: their
 * ends come from whatever makes u so.
 */
export function signChanges(u: (x: number) => number, end: number): number[] {
  const points = [...scanPoints(end)];
  const signs = points.map((x) => Math.sign(u(x)));
  const roots: number[] = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [before, here, after] = [signs[i - 1] ?? 0, signs[i]!, signs[i + 1]!];
    if (here * after < 0) roots.push(bisect(u, points[i]!, points[i + 1]!));
    else if (here === 0 && before * after < 0) roots.push(points[i]!);
  }
  return roots;
}

/** The points where u touches zero and turns back, to about 1e-8 off the scan's points. */
export function touchingRoots(u: (x: number) => number, end: number): number[] {
  const points = [...scanPoints(end)];
  const values = points.map((x) => Math.abs(u(x)));
  const roots: number[] = [];
  for (let i = 1; i + 1 < points.length; i++) {
    const [before, here, after] = [values[i - 1]!, values[i]!, values[i + 1]!];
    if (!(here < before && here <= after)) continue;
    const lowest = here === 0 ? points[i]! : minimize((x) => Math.abs(u(x)), points[i - 1]!, points[i + 1]!);
    if (Math.abs(u(lowest)) <= negligible * (before - here)) roots.push(lowest);
  }
  return roots;
}

/** Where u changes its sign between a and b, to the last bit. */
function bisect(u: (x: number) => number, a: number, b: number): number {
  const signAtA = Math.sign(u(a));
  for (;;) {
    const middle = a + (b - a) / 2;
    if (middle <= a || middle >= b) return Math.abs(u(a)) < Math.abs(u(b)) ? a : b;
    const value = u(middle);
    if (value === 0) return middle;
    if (Math.sign(value) === signAtA) a = middle;
    else b = middle;
  }
}

/** The minimum of f in [a, b] by golden sections. */
function minimize(f: (x: number) => number, a: number, b: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [left, right] = [b - golden * (b - a), a + golden * (b - a)];
    if (f(left) <= f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}
