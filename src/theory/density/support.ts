/**
 * The support of the limiting spectrum of the empirical kernel K/n, from the spectral curve on the real axis: −λ(γ) is outside the support
 * for exactly those γ at which every step γ → κ → … → λ increases; its ends are the edges.
 *
 * Each step is the Silverstein–Choi map of the law μ of the step before, κ ↦ κ − (1/count) Σ sκ/(s+κ), with derivative
 * h = 1 − (1/count) Σ s²/(s+κ)²: strictly concave in κ on every interval without poles, so that it is positive on one interval or on
 * none. The maximum of a concave function is enclosed by its tangents: no gap is missed, however narrow, and none is invented.
 *
 * Source: Silverstein & Choi, J. Multivariate Anal. 54 (1995) 295–309, for one step; composed here with itself.
 * Checked against: sum rules (density and atoms have mass 1 and the right mean), polynomial roots, Marchenko–Pastur.
 */
import type { Curve } from '../complex/curve.ts';
import { type Jet, type SteppedCurve, steppedCurve, stepsAt } from './realCurve.ts';

/** Where a bulk of the spectrum ends, and the γ at which it does. */
export interface Edge {
  readonly at: number;
  readonly gamma: number;
}

/** A bulk of the spectrum. */
export interface Bulk {
  readonly lower: Edge;
  readonly upper: Edge;
}

/** A share of all eigenvalues at one place. */
export interface Atom {
  readonly at: number;
  readonly mass: number;
}

/** An interval of the real axis of γ. */
type Span = readonly [number, number];

/** An edge this far below the largest one is at 0: a double zero of λ, rounded. */
const hardEdge = 1e-30;

/** The bulks of the spectrum of K/n, ascending. */
export function supportOf(curve: Curve): Bulk[] {
  const stepped = steppedCurve(curve);
  const gaps = increasing(stepped).map(([from, to]) => ({
    from: edgeAt(stepped, to),
    to: edgeAt(stepped, from),
  }));
  gaps.sort((a, b) => a.from.at - b.from.at);
  const top = gaps.at(-1)!.from.at;
  return gaps.slice(1).map(({ from: upper }, i) => {
    const lower = gaps[i]!.to;
    return { lower: lower.at > hardEdge * top ? lower : { ...lower, at: 0 }, upper };
  });
}

/** How many eigenvalues of K/n are not all one and the same, by the ranks of its factors. */
export function rankOf(curve: Curve): number {
  const { steps, rank } = steppedCurve(curve);
  const kernelRank = steps
    .slice(0, -1)
    .reduce((least, { count, tail }) => (tail > 0 ? count : Math.min(least, count)), rank);
  return Math.min(kernelRank, curve.samples);
}

function edgeAt(curve: SteppedCurve, gamma: number): Edge {
  return { at: Number.isFinite(gamma) ? -stepsAt(curve, gamma).at(-1)!.value : -gamma, gamma };
}

/** The spans of γ on which every step of the curve increases. */
function increasing(curve: SteppedCurve): Span[] {
  const poles = curve.eigenvalues.map((s) => -s);
  const ends = [Number.NEGATIVE_INFINITY, ...poles, Number.POSITIVE_INFINITY];
  let spans: Span[] = ends.slice(1).map((end, i) => [ends[i]!, end]);
  curve.steps.forEach(({ tail }, step) => {
    const risen = spans.flatMap((span) => rising(curve, step, span));
    // The tail gives this step's law an atom where g = 0: a pole of the next step.
    const cut = tail > 0 && step + 1 < curve.steps.length;
    spans = cut ? risen.flatMap((span) => cutAtZero(curve, step, span)) : risen;
  });
  return spans;
}

/** The part of the span on which the step increases, if there is one. */
function rising(curve: SteppedCurve, step: number, span: Span): Span[] {
  const inside = somewhereRising(curve, step, span);
  if (inside === null) return [];
  const rises = (gamma: number) => stepsAt(curve, gamma)[step + 1]!.first > 0;
  const [low, high] = span;
  return [
    [
      Number.isFinite(low) ? boundary(inside, low, rises) : low,
      Number.isFinite(high) ? boundary(inside, high, rises) : high,
    ],
  ];
}

/** The derivative h of a step by the one before, and its slope, at the place of the one before. */
interface Tangent {
  readonly at: number;
  readonly height: number;
  readonly slope: number;
}

function tangentOf(before: Jet, after: Jet): Tangent {
  const slope = (after.second * before.first - after.first * before.second) / before.first ** 3;
  return { at: before.value, height: after.first / before.first, slope };
}

/** A γ of the span with h > 0, which far out is 1; null once the tangents of the concave h leave none. */
function somewhereRising(curve: SteppedCurve, step: number, [from, to]: Span): number | null {
  if (to === Number.POSITIVE_INFINITY) return largest;
  if (from === Number.NEGATIVE_INFINITY) return -largest;
  let [low, high] = [from, to];
  let left: Tangent | null = null;
  let right: Tangent | null = null;
  for (;;) {
    const gamma = between(low, high);
    if (gamma === null) return null;
    const jets = stepsAt(curve, gamma);
    const tangent = tangentOf(jets[step]!, jets[step + 1]!);
    if (tangent.height > 0) return gamma;
    if (tangent.slope > 0) {
      low = gamma;
      left = tangent;
    } else {
      high = gamma;
      right = tangent;
    }
    if (left && right && highest(left, right) <= 0) return null;
  }
}

/** Height at which the tangents of a concave function on either side of its maximum meet. */
function highest(left: Tangent, right: Tangent): number {
  const drop = left.height - right.height - right.slope * (left.at - right.at);
  return left.height + (left.slope * drop) / (right.slope - left.slope);
}

/** The span in two where the ridge of this step is 0, if it is. */
function cutAtZero(curve: SteppedCurve, step: number, [low, high]: Span): Span[] {
  const above = (gamma: number) =>
    Number.isFinite(gamma) ? stepsAt(curve, gamma)[step]!.value >= 0 : gamma > 0;
  if (above(low) || !above(high)) return [[low, high]];
  const zero = boundary(high, low, above);
  return [
    [low, zero],
    [zero, high],
  ];
}

/** The last γ from `inside` towards `end` at which the condition holds, to the last bit. */
function boundary(inside: number, end: number, holds: (gamma: number) => boolean): number {
  let [good, bad] = [inside, end];
  for (;;) {
    const gamma = good < bad ? between(good, bad) : between(bad, good);
    if (gamma === null) return good;
    if (holds(gamma)) good = gamma;
    else bad = gamma;
  }
}

const smallest = 1e-300;
const largest = 1e100;

/** A number well inside the span, by magnitude where its ends differ in that; null when there is none. */
function between(low: number, high: number): number | null {
  if (low < 0 && high > 0) return 0;
  if (high <= 0) {
    const mirrored = between(-high, -low);
    return mirrored === null ? null : -mirrored;
  }
  const [small, large] = [Math.max(low, smallest), Math.min(high, largest)];
  const middle = large > 4 * small ? Math.sqrt(small) * Math.sqrt(large) : low + (high - low) / 2;
  return middle > low && middle < high ? middle : null;
}
