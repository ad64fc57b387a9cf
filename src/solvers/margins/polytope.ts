/**
 * A Gaussian vector u in a polytope, by Hamiltonian Monte Carlo without step size or refusals: where nothing
 * is in the way the motion is a turn,
 *
 *     u(t) = u cos t + v sin t,    v ~ N(0, 1),    0 ≤ t ≤ π/2
 *
 * and at a wall the velocity across it changes its sign. All that decides are the margins R u, one a wall,
 * and the Gram matrix R Rᵀ: a hit costs O(walls).
 *
 * Source: Pakman & Paninski, arXiv:1208.4118.
 */
import type { Matrix } from '../../linalg/matrix.ts';

/** Slack of a margin that is on its wall: what comes towards it hits at once, what leaves does not. */
const touching = 1e-300;
/** Hits a wall, in one trajectory, beyond anything seen. */
const mostHits = 1e4;

/** A trajectory's end is u(π/2) = v − Rᵀ pushes. */
export interface Trajectory {
  /** Margins there. */
  readonly margins: Float64Array;
  readonly pushes: Float64Array;
  readonly hits: number;
}

/**
 * @param gram  R Rᵀ
 * @param start  margins R u, none below its wall
 * @param speeds  R v
 * @param walls  τ, one a margin; −∞ for none
 */
export function trajectory(
  gram: Matrix,
  start: Float64Array,
  speeds: Float64Array,
  walls: Float64Array,
): Trajectory {
  const n = start.length;
  const [margins, velocities] = [start.slice(), speeds.slice()];
  const pushes = new Float64Array(n);
  let left = Math.PI / 2;
  let next = turn(margins, velocities, walls, { cosine: 1, sine: 0 });
  for (let hits = 0; hits <= mostHits * n; hits++) {
    const half = 1 / next.rate;
    const time = 2 * Math.atan(half);
    if (!(time < left)) {
      turn(margins, velocities, walls, { cosine: Math.cos(left), sine: Math.sin(left) });
      return { margins, pushes, hits };
    }
    left -= time;
    const [cosine, sine] = [(1 - half * half) / (1 + half * half), (2 * half) / (1 + half * half)];
    const { wall } = next;
    const speed = velocities[wall]! * cosine - margins[wall]! * sine;
    const row = gram.data.subarray(wall * n, (wall + 1) * n);
    const push = (2 * speed) / row[wall]!;
    pushes[wall]! += push * Math.sin(left);
    next = turn(margins, velocities, walls, { cosine, sine, push, row });
  }
  throw new RangeError('a trajectory between walls without an end');
}

interface Turn {
  readonly cosine: number;
  readonly sine: number;
  /** The change of velocities is −push·row. */
  readonly push?: number;
  readonly row?: Float64Array;
}

/**
 * Turn margins and velocities, and find the wall that is hit next. With s = tan(t/2), m cos t + v sin t = τ
 * is
 *
 *     (m + τ) s² − 2 v s − (m − τ) = 0
 *     1/s = (√D − v)/(m − τ) = (m + τ)/(√D + v),    D = v² + (m + τ)(m − τ)
 *
 * of which nothing cancels in the first form for v < 0, in the second for v > 0. Margins that rounding has
 * put behind their wall are put on it.
 *
 * @returns the largest 1/s, 0 where no wall is hit
 */
function turn(
  margins: Float64Array,
  velocities: Float64Array,
  walls: Float64Array,
  { cosine, sine, push = 0, row = velocities }: Turn,
): { readonly wall: number; readonly rate: number } {
  let [wall, rate] = [0, 0];
  for (let i = 0; i < margins.length; i++) {
    const m = margins[i]!;
    const v = velocities[i]!;
    const tau = walls[i]!;
    const velocity = v * cosine - m * sine - push * row[i]!;
    const margin = Math.max(tau, m * cosine + v * sine);
    margins[i] = margin;
    velocities[i] = velocity;
    const slack = Math.max(touching, margin - tau);
    const sum = margin + tau;
    const root = Math.sqrt(velocity * velocity + sum * slack);
    const found = velocity > 0 ? sum / (root + velocity) : (root - velocity) / slack;
    if (found > rate) [wall, rate] = [i, found];
  }
  return { wall, rate };
}
