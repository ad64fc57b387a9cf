/**
 * The hinge with a penalty by the method of multipliers. Its dual, with K = XXᵀ/c, is
 *
 *     max Σα − ½αᵀKα,   0 ≤ α ≤ 1,   of margins u = Kα = X a,
 *
 * and every round finds the maximum less (σ/2)|α − α₀|², α₀ the α of the round before: that is where
 *
 *     w = clip(α₀ + (1 − Kw)/σ),   clip to [0, 1],
 *
 * which minimises ½wᵀKw + Σ h(Kw), h the integral of −clip. A step of the semismooth Newton method takes for A the samples that are not clipped,
 * and goes along to w_i = 0 or 1 step of A, (σ + K_AA) w_A = σα₀ + 1 − K_A,rest w_rest in it, as far as the slope along it falls. As σ shrinks a round takes
 * a step or two; once A is that of the maximum, a step is one of iterative refinement of u_A = 1, at any σ.
 *
 * Source: Li, Sun & Toh 2018, SIAM J. Optim. 28, 433. Coordinate ascent begins (Hsieh et al. 2008, ICML).
 */
import { dot } from './products.ts';
import type { SampleGram } from './sampleGram.ts';

export interface DualFit {
  /** α, and w of the coefficients a = Xᵀw/c, which differ where α is clipped. */
  readonly alpha: Float64Array;
  readonly w: Float64Array;
  /** (primal − dual)/primal */
  readonly gap: number;
  /** Steps of Newton's method, one factorisation each. */
  readonly iterations: number;
}

/** Sweeps of coordinate ascent to begin with. */
const sweeps = 10;
/** σ over the mean of the diagonal of K: of the first round, what a round leaves of it, and the least. */
const sigmas = { first: 0.1, left: 0.5, least: 1e-9 };
/** Steps of a round, and of all. */
const most = { round: 12, all: 120 };
/** Gap at which the rounds end; from the second on they also do after so many rounds without a smaller one. */
const [closed, nearlyThere, patience] = [1e-13, 1e-8, 4];
/** Share of the slope that may be left along a step, before the step is shortened. */
const slopeLeft = 0.3;

/** Where w is, and its margins Kw; of the round, what they are drawn to. */
interface Place {
  readonly w: Float64Array;
  readonly u: Float64Array;
  readonly anchor: Float64Array;
  readonly sigma: number;
}

/** The fit with the least gap that the rounds come to. */
export function fitByMultipliers(gram: SampleGram): DualFit {
  const n = gram.diagonal.length;
  const scale = gram.diagonal.reduce((sum, value) => sum + value, 0) / n || 1;
  let anchor: Float64Array = new Float64Array(n);
  const u = gram.ascend(anchor, sweeps);
  let best: DualFit = { alpha: anchor, w: anchor, gap: gapOf(gram, anchor, u, anchor), iterations: 0 };
  const w = anchor.slice();
  let sigma = sigmas.first * scale;
  let [iterations, worse] = [0, 0];
  while (best.gap > closed && (worse < patience || best.gap > nearlyThere) && iterations < most.all) {
    const place = { w, u, anchor, sigma };
    let whole = false;
    for (let k = 0; k < most.round && !whole; k++, iterations++) {
      const length = newtonStep(gram, place);
      if (length === null) return { ...best, iterations };
      whole = length === 1;
    }
    anchor = u.map((_, i) => clipped(place, i));
    const gap = gapOf(gram, w, u, anchor);
    worse = gap < best.gap ? 0 : worse + 1;
    if (gap < best.gap) best = { alpha: anchor, w: w.slice(), gap, iterations };
    if (whole) sigma = Math.max(sigmas.left * sigma, sigmas.least * scale);
  }
  return { ...best, iterations };
}

/** α₀ + (1 − u)/σ within [0, 1]. */
function clipped({ u, anchor, sigma }: Place, i: number): number {
  return Math.min(1, Math.max(0, anchor[i]! + (1 - u[i]!) / sigma));
}

/** Moves w and its margins. @returns the share of the step that is taken, null where there is none */
function newtonStep(gram: SampleGram, place: Place): number | null {
  const { w, u, anchor, sigma } = place;
  const n = w.length;
  const step = new Float64Array(n);
  const all = new Int32Array(n);
  let [count, moves] = [0, false];
  for (let i = 0; i < n; i++) {
    const target = clipped(place, i);
    if (target > 0 && target < 1) all[count++] = i;
    else {
      step[i] = target - w[i]!;
      moves ||= step[i] !== 0;
    }
  }
  const change = moves ? gram.times(step) : new Float64Array(n);
  if (count > 0) {
    const members = all.subarray(0, count);
    const right = new Float64Array(count);
    members.forEach((i, k) => {
      right[k] = sigma * (anchor[i]! - w[i]!) + 1 - u[i]! - change[i]!;
    });
    const solution = gram.solve(members, sigma, right);
    if (solution === null) return null;
    const inside = new Float64Array(n);
    members.forEach((i, k) => {
      inside[i] = solution[k]!;
      step[i] = solution[k]!;
    });
    addTo(change, gram.times(inside), 1);
  }
  const length = stepLength(place, step, change);
  addTo(w, step, length);
  addTo(u, change, length);
  return length;
}

function addTo(out: Float64Array, by: Float64Array, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * by[i]!;
}

/** 1, or a length at which little is left of the slope; the slope along the step increases with the length. */
function stepLength(place: Place, step: Float64Array, change: Float64Array): number {
  const { w, u, anchor, sigma } = place;
  const [across, square] = [dot(w, change), dot(step, change)];
  const slope = (length: number) => {
    let sum = across + length * square;
    for (let i = 0; i < u.length; i++) {
      const free = anchor[i]! + (1 - u[i]! - length * change[i]!) / sigma;
      if (free > 0) sum -= (free < 1 ? free : 1) * change[i]!;
    }
    return sum;
  };
  let [low, high] = [0, 1];
  let [atLow, atHigh] = [slope(0), slope(1)];
  const enough = -slopeLeft * atLow;
  if (!(atHigh > enough)) return 1;
  for (let i = 0; i < 50; i++) {
    // By turns by the chord and in the middle.
    const share = i % 2 === 0 ? atLow / (atLow - atHigh) : 0.5;
    const length = low + share * (high - low);
    const value = slope(length);
    if (Math.abs(value) <= enough) return length;
    if (value > 0) [high, atHigh] = [length, value];
    else [low, atLow] = [length, value];
  }
  return low;
}

/** Of the coefficients of w and the dual α: Σ [(1−u)₊ − α(1−u)] + ½(w−α)ᵀK(w−α) over Σ(1−u)₊ + ½wᵀKw, as sums of what is not negative. */
function gapOf(gram: SampleGram, w: Float64Array, u: Float64Array, alpha: Float64Array): number {
  let [loss, gap] = [0, 0];
  const apart = w.map((value, i) => value - alpha[i]!);
  for (let i = 0; i < u.length; i++) {
    const short = 1 - u[i]!;
    loss += Math.max(short, 0);
    gap += short > 0 ? (1 - alpha[i]!) * short : -alpha[i]! * short;
  }
  if (apart.some((value) => value !== 0)) gap += dot(apart, gram.times(apart)) / 2;
  return gap / (loss + dot(w, u) / 2);
}
