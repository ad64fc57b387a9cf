/**
 * Smooth losses by Newton's method: minimise P(a) = Σ ℓ(u) + (c/2)|a|², u = X a, by steps
 *
 *     −(c + XᵀWX)⁻¹ g,     g = c a + Xᵀℓ'(u),     W = diag ℓ''(u)
 *
 * shortened until the slope along them is at most half of what it was; along a line that costs no products with X.
 *
 * The dual problem is to maximise −Σ ℓ*(−α) − |Xᵀα|²/2c. At α = −ℓ'(u), where Fenchel's inequality is an equality, it is less than P by
 *
 *     |g|²/2c
 *
 * and no conjugate need be known: that is the certificate. At c = 0 no α near this one need be feasible. The nearest in the metric of W
 * that is has, to leading order, the gap ½ gᵀ(XᵀWX)⁻¹g.
 */
import { dot } from './products.ts';
import type { MarginSpace, SpaceFit } from './space.ts';

/** A convex function of the margin, with its derivatives. */
export interface SmoothLoss {
  readonly value: (u: number) => number;
  readonly slope: (u: number) => number;
  readonly curvature: (u: number) => number;
}

/** 'separable': at c = 0, the minimum is not attained, or it is 0. */
export type SmoothFit = SpaceFit<'separable'>;

const maximumIterations = 200;
/** Relative gap at which a fit with a penalty ends at once. */
const closed = 1e-18;
/** Relative gap from which on the gradient is asked to go on shrinking, and the fit ends once rounding keeps it from that. */
const nearlyThere = 1e-12;
/** Margins below this share of the largest may be negative. */
const rounding = 1e-12;

interface Point {
  readonly a: Float64Array;
  readonly margins: Float64Array;
}

/** What is known at a point before there is a factor: the gradient, its square, the objective, and with a penalty the gap. */
interface Slope {
  readonly g: Float64Array;
  readonly square: number;
  readonly objective: number;
  readonly gap: number;
}

/** A step from there. */
interface Direction {
  /** |gradient|². */
  readonly gradient: number;
  readonly step: Float64Array;
  /** The change of the margins by the step. */
  readonly change: Float64Array;
  /** The slope of the objective along the step at its beginning, negative. */
  readonly slope: number;
  readonly gap: number;
}

/** @param tolerance the relative gap that a fit needs to be 'ok' */
export function fitSmooth(
  space: MarginSpace,
  loss: SmoothLoss,
  c: number,
  tolerance: number,
  {
    start = new Float64Array(space.order),
    most = maximumIterations,
  }: { readonly start?: Float64Array; readonly most?: number } = {},
): SmoothFit {
  let point: Point = { a: start, margins: space.margins(start) };
  let best = { point, gap: Number.POSITIVE_INFINITY, gradient: Number.POSITIVE_INFINITY };
  let iterations = 0;
  for (; iterations < most; iterations++) {
    const slope = slopeAt(space, point, loss, c);
    if (slope.gap <= closed) return { ...point, status: 'ok', gap: slope.gap, iterations };
    const direction = directionAt(space, point, slope, loss, c);
    if (c === 0 && recedes(point, direction)) {
      return { ...point, status: 'separable', gap: Number.POSITIVE_INFINITY, iterations };
    }
    if (direction === null) break;
    const settled = c > 0 || isSmall(point, direction);
    const stalled = !(direction.gradient < best.gradient / 4);
    if (settled && direction.gap < best.gap) best = { point, ...direction };
    if (best.gap <= nearlyThere && (stalled || direction.gradient === 0)) {
      return { ...best.point, status: 'ok', gap: best.gap, iterations };
    }
    point = along(space, point, direction, stepLength(space, point, direction, loss, c));
  }
  const status = best.gap <= tolerance ? 'ok' : 'not-converged';
  return { ...best.point, status, gap: best.gap, iterations };
}

function slopeAt(space: MarginSpace, { a, margins }: Point, loss: SmoothLoss, c: number): Slope {
  const g = space.combine(margins.map(loss.slope)).map((value, i) => value + c * a[i]!);
  const square = space.inner(g, g, space.margins(g));
  const objective = margins.reduce((sum, u) => sum + loss.value(u), (c / 2) * space.inner(a, a, margins));
  return { g, square, objective, gap: c > 0 ? square / (2 * c) / objective : Number.POSITIVE_INFINITY };
}

function directionAt(
  space: MarginSpace,
  { margins }: Point,
  { g, square, objective, gap }: Slope,
  loss: SmoothLoss,
  c: number,
): Direction | null {
  const solve = space.factor(margins.map(loss.curvature), c);
  if (solve === null) return null;
  const step = solve(g).map((value) => -value);
  const change = space.margins(step);
  const slope = space.inner(g, step, change);
  return { gradient: square, step, change, slope, gap: c > 0 ? gap : Math.abs(slope) / 2 / objective };
}

/** Whether without a penalty the objective falls for ever: all margins are positive, or the step lowers none and goes on and on. */
function recedes({ margins }: Point, direction: Direction | null): boolean {
  const largest = margins.reduce((a, b) => Math.max(a, b), 0);
  if (margins.every((u) => u > rounding * largest)) return true;
  if (direction === null) return false;
  const { change } = direction;
  const most = change.reduce((a, b) => Math.max(a, b), 0);
  return largest > 20 && most > 0.5 && change.every((value) => value >= -1e-9 * most);
}

function isSmall({ margins }: Point, { change }: Direction): boolean {
  const size = margins.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  return change.every((value) => Math.abs(value) <= 0.02 * size);
}

/** 1, or a length at which the slope is at most half as steep as at the start. */
function stepLength(
  space: MarginSpace,
  { a, margins }: Point,
  { step, change, slope }: Direction,
  loss: SmoothLoss,
  c: number,
): number {
  const [across, square] = [space.inner(a, step, change), space.inner(step, step, change)];
  const slopeAfter = (length: number) =>
    dot(
      change,
      margins.map((u, i) => loss.slope(u + length * change[i]!)),
    ) +
    c * (across + length * square);
  const enough = Math.abs(slope) / 2;
  if (!(slopeAfter(1) > enough)) return 1;
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    const value = slopeAfter(middle);
    if (Math.abs(value) <= enough) return middle;
    if (value > 0) high = middle;
    else low = middle;
  }
  return low;
}

function along(space: MarginSpace, { a }: Point, { step }: Direction, length: number): Point {
  const next = a.map((value, i) => value + length * step[i]!);
  return { a: next, margins: space.margins(next) };
}
