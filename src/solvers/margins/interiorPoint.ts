/**
 * The hinge losses and the hard margin, by Mehrotra's predictor-corrector method:
 *
 *     hinge           min Σ (1 − u)₊ + (c/2)|a|²          max Σ α − |Xᵀα|²/2c,           0 ≤ α ≤ 1
 *     squared hinge   min ½Σ (1 − u)₊² + (c/2)|a|²        max Σ α − ½Σ α² − |Xᵀα|²/2c,   0 ≤ α
 *     hard margin     min ½|a|² subject to u ≥ 1          max Σ α − ½|Xᵀα|²,             0 ≤ α
 *
 * with u = X a. At the optimum
 *
 *     c a = Xᵀα,   u + ξ + s α − t = 1,   α + β = 1,   α t = 0,   β ξ = 0,   all of α, β, t, ξ ≥ 0
 *
 * where β and ξ are the hinge's only, s is 1 for the squared hinge and else 0, and c is 1 for the hard margin. Every iteration solves the
 * linearised conditions twice, by one factorisation of c + XᵀΘX with 1/Θ = t/α + ξ/β + s.
 */
import { hardMarginByActiveSet } from './dualActiveSet.ts';
import { dot } from './products.ts';
import type { MarginSpace, SpaceFit } from './space.ts';

export interface MaximumMarginFit extends SpaceFit<'not-separable'> {
  /** The dual variables; where the data are not separable, a ray: α ≥ 0 with Xᵀα = 0, so that no u is positive throughout. */
  readonly alpha: Float64Array;
}

const maximumIterations = 100;
/** Relative gap at which the iterations end; they may also end above it when it no longer shrinks. */
const closed = 1e-13;
/** Iterations without a smaller gap after which it no longer shrinks. */
const patience = 3;
/** Share of the way to the edge of what is allowed that a step may go. */
const nearEdge = 0.995;
/** Step of the corrector below which it may be in a cycle, which less of its second order and some centring break. */
const leastStep = 0.3;
/** |Xᵀα|/Σα|x|, over the rows x of X, up to which α counts as a ray: no a has a larger least u/(|a||x|). */
const ray = 1e-10;

/** All of a state, or of a direction. */
interface State {
  readonly a: Float64Array;
  readonly margins: Float64Array;
  readonly alpha: Float64Array;
  readonly t: Float64Array;
  /** Empty for the hard margin. */
  readonly beta: Float64Array;
  readonly xi: Float64Array;
}

/** What is solved. */
interface Conditions {
  readonly c: number;
  readonly s: 0 | 1;
  /** Whether α is a ray, |Xᵀα| being `norm`. */
  readonly isRay: (alpha: Float64Array, norm: number) => boolean;
  readonly gap: (state: State, combined: Float64Array, norm: number) => number;
}

/** The fit c a = Xᵀw of the hinge beside dual variables α, as it is by margins that are computed anew. */
export function hingeFit(
  space: MarginSpace,
  c: number,
  { w, alpha }: Record<'w' | 'alpha', Float64Array>,
): Pick<MaximumMarginFit, 'a' | 'margins' | 'gap'> {
  const combined = space.combine(alpha);
  const a = space.combine(w).map((value) => value / c);
  const margins = space.margins(a);
  const none = new Float64Array(0);
  const beta = alpha.map((value) => 1 - value);
  return { a, margins, gap: hingeGap(space, { a, margins, alpha, beta, t: none, xi: none }, combined, c) };
}

/** @param tolerance the relative gap that a fit needs to be 'ok' */
export function fitHinge(space: MarginSpace, c: number, tolerance: number): MaximumMarginFit {
  const samples = space.rowNorms.length;
  const all = (value: number) => new Float64Array(samples).fill(value);
  const start = { ...atZero(space), alpha: all(0.5), t: all(0.5), beta: all(0.5), xi: all(1.5) };
  const gap = (state: State, combined: Float64Array) => hingeGap(space, state, combined, c);
  return iterate(space, start, { c, s: 0, isRay: () => false, gap }, tolerance);
}

/** The squared hinge; the same. */
export function fitSquaredHinge(space: MarginSpace, c: number, tolerance: number): MaximumMarginFit {
  const samples = space.rowNorms.length;
  const start = { ...atZero(space), alpha: new Float64Array(samples).fill(1) };
  const gap = (state: State, combined: Float64Array) => squaredHingeGap(space, state, combined, c);
  return iterate(space, start, { c, s: 1, isRay: () => false, gap }, tolerance);
}

/** The hard margin, scaled so that the least u is 1; the same. */
export function fitHardMargin(space: MarginSpace, tolerance: number): MaximumMarginFit {
  const { rowNorms } = space;
  const square = dot(rowNorms, rowNorms) / rowNorms.length;
  const start = { ...atZero(space), alpha: rowNorms.map(() => (square > 0 ? 1 / square : 1)) };
  const isRay = (alpha: Float64Array, norm: number) => norm <= ray * dot(alpha, rowNorms);
  const gap = (state: State, _: Float64Array, norm: number) => hardGap(space, state, norm);
  const near = iterate(space, start, { c: 1, s: 0, isRay, gap }, tolerance);
  const fit = near.status === 'not-converged' ? (exactHardMargin(space, isRay, tolerance) ?? near) : near;
  if (fit.status !== 'ok') return fit;
  const least = fit.margins.reduce((a, b) => Math.min(a, b));
  const scaled = (values: Float64Array) => values.map((value) => value / least);
  return { ...fit, a: scaled(fit.a), margins: scaled(fit.margins) };
}

/** Relative gap that rounding leaves of a hard margin of this share of the length of rows, over ε and that share. */
const roundings = 32;

/** Where margins are too small for the interior-point method; null where that has no certificate either. */
function exactHardMargin(
  space: MarginSpace,
  isRay: (alpha: Float64Array, norm: number) => boolean,
  tolerance: number,
): MaximumMarginFit | null {
  if (!space.rows) return null;
  const { a, alpha, status, iterations } = hardMarginByActiveSet(space.rows());
  const combined = space.combine(alpha);
  const norm = Math.sqrt(space.inner(combined, combined, space.margins(combined)));
  const margins = space.margins(a);
  const none = new Float64Array(0);
  const found = { a, margins, alpha, t: none, beta: none, xi: none, iterations };
  if (status === 'not-separable' && isRay(alpha, norm))
    return { ...found, status, gap: Number.POSITIVE_INFINITY };
  if (status !== 'ok') return null;
  const gap = hardGap(space, found, norm);
  const share = norm / dot(alpha, space.rowNorms);
  return gap <= Math.max(tolerance, (roundings * Number.EPSILON) / share) ? { ...found, status, gap } : null;
}

function atZero(space: MarginSpace): Omit<State, 'alpha'> {
  const samples = space.rowNorms.length;
  const none = new Float64Array(0);
  const margins = new Float64Array(samples);
  return {
    a: new Float64Array(space.order),
    margins,
    t: new Float64Array(samples).fill(1),
    beta: none,
    xi: none,
  };
}

function iterate(
  space: MarginSpace,
  start: State,
  conditions: Conditions,
  tolerance: number,
): MaximumMarginFit {
  let state = start;
  let best = { state, gap: Number.POSITIVE_INFINITY, iterations: 0 };
  let iterations = 0;
  for (; iterations < maximumIterations; iterations++) {
    const combined = space.combine(state.alpha);
    const norm = Math.sqrt(space.inner(combined, combined, space.margins(combined)));
    if (conditions.isRay(state.alpha, norm)) {
      return { ...state, status: 'not-separable', gap: Number.POSITIVE_INFINITY, iterations };
    }
    const gap = conditions.gap(state, combined, norm);
    if (gap < best.gap) best = { state, gap, iterations };
    if (best.gap <= closed || (best.gap <= tolerance && iterations - best.iterations >= patience)) break;
    const next = step(space, state, combined, conditions);
    if (next === null) break;
    state = next;
  }
  const status = best.gap <= tolerance ? 'ok' : 'not-converged';
  return { ...best.state, status, gap: best.gap, iterations };
}

/** (primal − dual)/primal of the hinge, as a sum of what is not negative: Σ [(1−u)₊ − α(1−u)] + |c a − Xᵀα|²/2c. */
function hingeGap(space: MarginSpace, state: State, combined: Float64Array, c: number): number {
  let [loss, gap] = [0, 0];
  for (let i = 0; i < state.margins.length; i++) {
    const short = 1 - state.margins[i]!;
    loss += Math.max(short, 0);
    gap += short > 0 ? state.beta[i]! * short : -state.alpha[i]! * short;
  }
  return relative(space, state, combined, c, loss, gap);
}

/** The same of the squared hinge: Σ [½((1−u)₊ − α)² + α(u−1)₊] + |c a − Xᵀα|²/2c. */
function squaredHingeGap(space: MarginSpace, state: State, combined: Float64Array, c: number): number {
  let [loss, gap] = [0, 0];
  for (let i = 0; i < state.margins.length; i++) {
    const short = 1 - state.margins[i]!;
    const alpha = state.alpha[i]!;
    loss += Math.max(short, 0) ** 2 / 2;
    gap += (Math.max(short, 0) - alpha) ** 2 / 2 + alpha * Math.max(-short, 0);
  }
  return relative(space, state, combined, c, loss, gap);
}

function relative(
  space: MarginSpace,
  { a, margins }: State,
  combined: Float64Array,
  c: number,
  loss: number,
  gap: number,
): number {
  const apart = combined.map((value, i) => value - c * a[i]!);
  const square = space.inner(apart, apart, space.margins(apart));
  return (gap + square / (2 * c)) / (loss + (c / 2) * space.inner(a, a, margins));
}

/** The same of the hard margin, both scaled to be their best: 1 − (least u/|a|)²/(|Xᵀα|/Σα)². */
function hardGap(space: MarginSpace, { a, margins, alpha }: State, norm: number): number {
  const least = margins.reduce((x, y) => Math.min(x, y));
  if (!(least > 0)) return Number.POSITIVE_INFINITY;
  const margin = least / Math.sqrt(space.inner(a, a, margins));
  const sum = alpha.reduce((x, y) => x + y);
  return Math.max(0, 1 - ((margin * sum) / norm) ** 2);
}

/** Share of the complementarity that a step may leave before a plain one is tried. */
const stalled = 0.7;

/** The state after a predictor and a corrector, or null where there is no factorisation. */
function step(space: MarginSpace, state: State, combined: Float64Array, { c, s }: Conditions): State | null {
  const { alpha, t, beta, xi } = state;
  const bounded = beta.length > 0;
  const short = state.margins.map((u, i) => 1 - u - s * alpha[i]! - (bounded ? xi[i]! : 0) + t[i]!);
  const theta = alpha.map((value, i) => 1 / (t[i]! / value + s + (bounded ? xi[i]! / beta[i]! : 0)));
  const solve = space.factor(theta, c);
  if (solve === null) return null;
  /** The direction along which α t and β ξ change by `lower` and `upper`. */
  const towards = (lower: Float64Array, upper: Float64Array): State => {
    const q = short.map((value, i) => value + lower[i]! / alpha[i]! - (bounded ? upper[i]! / beta[i]! : 0));
    const pushed = space.combine(q.map((value, i) => value * theta[i]!));
    const a = solve(pushed.map((value, i) => value + combined[i]! - c * state.a[i]!));
    const margins = space.margins(a);
    const dAlpha = q.map((value, i) => theta[i]! * (value - margins[i]!));
    return {
      a,
      margins,
      alpha: dAlpha,
      t: lower.map((value, i) => (value - t[i]! * dAlpha[i]!) / alpha[i]!),
      beta: beta.map((_, i) => -dAlpha[i]!),
      xi: upper.map((value, i) => (value + xi[i]! * dAlpha[i]!) / beta[i]!),
    };
  };
  const product = (x: Float64Array, y: Float64Array) => x.map((value, i) => -value * y[i]!);
  const predictor = towards(product(alpha, t), product(beta, xi));
  const complementarity = (at: State) => dot(at.alpha, at.t) + dot(at.beta, at.xi);
  const reached = moved(state, predictor, Math.min(1, longest(state, predictor)));
  const [now, then] = [complementarity(state), complementarity(reached)];
  const mean = now / (alpha.length + beta.length);
  const aim = (target: number, share: number) => {
    const change = (x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array) =>
      x.map((value, i) => target - value * y[i]! - share * dx[i]! * dy[i]!);
    return towards(
      change(alpha, t, predictor.alpha, predictor.t),
      change(beta, xi, predictor.beta, predictor.xi),
    );
  };
  const target = (then / now) ** 3 * mean;
  const corrector = aim(target, 1);
  // Short steps may be those along a ray, which is to be found, unless bounds or positive margins exclude one.
  const bound = bounded || s > 0 || state.margins.every((u) => u > 0);
  const cycles = bound && longest(state, corrector) < leastStep;
  const direction = cycles
    ? aim(Math.max(target, mean / 10), Math.min(1, longest(state, predictor)) ** 2)
    : corrector;
  const along = (by: State) => moved(state, by, Math.min(1, nearEdge * longest(state, by)));
  let next = along(direction);
  // The second order may lead around in a circle. A plain step towards the path never does: it lowers the complementarity.
  if (bound && complementarity(next) > stalled * now) {
    const plain = along(aim(mean / 4, 0));
    if (complementarity(plain) < complementarity(next)) next = plain;
  }
  return { ...next, margins: space.margins(next.a) };
}

/** The largest step that leaves nothing negative. */
function longest(state: State, direction: State): number {
  let length = Number.POSITIVE_INFINITY;
  for (const name of ['alpha', 't', 'beta', 'xi'] as const) {
    const [from, by] = [state[name], direction[name]];
    for (let i = 0; i < from.length; i++) if (by[i]! < 0) length = Math.min(length, -from[i]! / by[i]!);
  }
  return length;
}

function moved(state: State, direction: State, length: number): State {
  const sum = (from: Float64Array, by: Float64Array) => from.map((value, i) => value + length * by[i]!);
  return {
    a: sum(state.a, direction.a),
    margins: sum(state.margins, direction.margins),
    alpha: sum(state.alpha, direction.alpha),
    t: sum(state.t, direction.t),
    beta: sum(state.beta, direction.beta),
    xi: sum(state.xi, direction.xi),
  };
}
