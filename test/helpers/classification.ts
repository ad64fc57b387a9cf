/** Random classification problems, and slow ways to solve them. */
import type { Backend } from '../../src/linalg/backend.ts';
import { rowsOf, setTransposed } from '../../src/linalg/matrix.ts';
import { openStream } from '../../src/random/stream.ts';
import { type DesignMatrix, heldDesign, wideDesign } from '../../src/solvers/ridge.ts';

export interface Problem {
  /** Rows of the design. */
  readonly rows: readonly Float64Array[];
  readonly labels: Float64Array;
}

/** Gaussian rows of squared length near 1, with labels of a linear teacher plus noise. */
export function classification(n: number, p: number, seed: number, noise: number): Problem {
  const normals = (count: number, role: number) => {
    const out = new Float64Array(count);
    openStream([20, 26], role, seed).normals(out);
    return out;
  };
  const entries = normals(n * p, 0).map((value) => value / Math.sqrt(p));
  const teacher = normals(p, 1);
  const errors = normals(n, 2);
  const rows = Array.from({ length: n }, (_, i) => entries.slice(i * p, (i + 1) * p));
  const labels = errors.map((error, i) => (product(rows[i]!, teacher) + noise * error >= 0 ? 1 : -1));
  return { rows, labels };
}

/** The design of these rows, on the backend's workspace. */
export function designOf(backend: Backend, rows: readonly Float64Array[]): DesignMatrix {
  const [n, p] = [rows.length, rows[0]!.length];
  const z = backend.workspace.matrix(n, p);
  rows.forEach((row, i) => {
    z.data.set(row, i * p);
  });
  if (p <= n) return heldDesign(n, p, z);
  const transposed = backend.workspace.matrix(p, n);
  setTransposed(transposed, z);
  return heldDesign(n, p, transposed);
}

/** The same design with its shorter side down. */
export function turned(backend: Backend, { samples, parameters, whole }: DesignMatrix): DesignMatrix {
  const out = backend.workspace.matrix(whole!.columns, whole!.rows);
  setTransposed(out, whole!);
  return wideDesign(samples, parameters, out);
}

/** The same design in panels that start at these rows. */
export function inPanels(design: DesignMatrix, starts: readonly number[]): DesignMatrix {
  const { whole } = design;
  return {
    ...design,
    whole: null,
    panels: (visit) => {
      starts.forEach((start, i) => {
        visit(rowsOf(whole!, start, starts[i + 1] ?? whole!.rows), start);
      });
    },
  };
}

export function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** u = y Z a */
export function marginsOf({ rows, labels }: Problem, a: Float64Array): Float64Array {
  return labels.map((label, i) => label * product(rows[i]!, a));
}

/** Σ w y z */
export function combination({ rows, labels }: Problem, w: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows[0]!.length);
  rows.forEach((row, i) => {
    for (let j = 0; j < out.length; j++) out[j]! += w[i]! * labels[i]! * row[j]!;
  });
  return out;
}

/**
 * Dual coordinate ascent: maximise Σ α − (s/2)Σ α² − |Σ α y z|²/2c over 0 ≤ α ≤ most, one α after the other.
 * The coefficients are Σ α y z / c.
 */
export function coordinateAscent(
  problem: Problem,
  c: number,
  { s = 0, most = Number.POSITIVE_INFINITY, sweeps = 20_000 }: { s?: number; most?: number; sweeps?: number },
): { readonly a: Float64Array; readonly alpha: Float64Array } {
  const { rows, labels } = problem;
  const alpha = new Float64Array(rows.length);
  const a = new Float64Array(rows[0]!.length);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largest = 0;
    rows.forEach((row, i) => {
      const slope = 1 - s * alpha[i]! - labels[i]! * product(row, a);
      const moved = alpha[i]! + slope / (s + product(row, row) / c);
      const change = Math.min(Math.max(moved, 0), most) - alpha[i]!;
      alpha[i]! += change;
      for (let j = 0; j < a.length; j++) a[j]! += (change * labels[i]! * row[j]!) / c;
      largest = Math.max(largest, Math.abs(change));
    });
    if (largest < 1e-15) break;
  }
  return { a, alpha };
}

/** Gradient descent with Nesterov's momentum on Σ ℓ(u) + (c/2)|a|², restarted when it overshoots. */
export function gradientDescent(
  problem: Problem,
  slope: (u: number) => number,
  c: number,
  steps = 20_000,
): Float64Array {
  const size = problem.rows.reduce((sum, row) => sum + product(row, row), 0);
  const gradient = (a: Float64Array) => {
    const pulled = combination(problem, marginsOf(problem, a).map(slope));
    return pulled.map((value, i) => value + c * a[i]!);
  };
  let a: Float64Array = new Float64Array(problem.rows[0]!.length);
  let ahead = a;
  let age = 1;
  for (let t = 0; t < steps; t++) {
    const g = gradient(ahead);
    const next = ahead.map((value, i) => value - g[i]! / (size + c));
    const step = next.map((value, i) => value - a[i]!);
    age = product(g, step) > 0 ? 1 : age + 1;
    ahead = next.map((value, i) => value + ((age - 1) / (age + 2)) * step[i]!);
    a = next;
  }
  return a;
}
