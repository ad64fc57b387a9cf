/** Roots of functions of one variable by scanning. Roots nearer to each other than the points may be missed in pairs. */

/** Touching roots are flagged when the function falls below this part of its values one step away. */
const negligible = 1e-8;

type Real = (x: number) => number;

/**
 * The points where u changes its sign, each to the last bit. Stretches where u is zero or undefined have no roots: their
 * ends come from whatever makes u so.
 */
export function signChanges(u: Real, points: readonly number[]): number[] {
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
export function touchingRoots(u: Real, points: readonly number[]): number[] {
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

/** The real roots of a x² + b x + c, ascending, without cancellation; of a = 0 those of b x + c. */
export function quadraticRoots(a: number, b: number, c: number): number[] {
  if (a === 0) return b === 0 ? [] : [-c / b];
  const discriminant = b * b - 4 * a * c;
  if (!(discriminant >= 0)) return [];
  const half = -0.5 * (b + (b < 0 ? -1 : 1) * Math.sqrt(discriminant));
  return half === 0 ? [0] : [half / a, c / half].sort((first, second) => first - second);
}

/** Where u changes its sign between a and b, to the last bit. */
function bisect(u: Real, a: number, b: number): number {
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
function minimize(f: Real, a: number, b: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 60; i++) {
    const [left, right] = [b - golden * (b - a), a + golden * (b - a)];
    if (f(left) <= f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}
