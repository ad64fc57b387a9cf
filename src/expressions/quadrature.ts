/**
 * Expectations over a normal variable and definite integrals of functions that are smooth between given cuts, with
 * estimates of their errors; what cannot be integrated is a gap, never a number.
 */
import { adaptiveIntegral, type Estimate, type Integral } from '../numerics/adaptive.ts';
import type { Cutting } from './cuts.ts';
import { Gap } from './gap.ts';

type Real = (x: number) => number;

/** Where the normal density is, and beyond: there only integrands that grow have anything. */
const centre = [-9, -6, -4, -2, 0, 2, 4, 6, 9];
const tail = [9, 12, 18, 26, 38];
export const farthest = 38;

/** Points between which the kinks of an integrand are sought: dense where the density is. */
export const gaussianGrid: readonly number[] = [
  ...Array.from({ length: 29 }, (_, i) => -farthest + i),
  ...Array.from({ length: 541 }, (_, i) => -9 + i / 30),
  ...Array.from({ length: 29 }, (_, i) => 10 + i),
];

const probes = [9.2, 11, 14, 17, 22, 30, farthest];
/** An estimate of the error beyond this part of the integral of the absolute value is not accepted. */
const accepted = 1e-8;
const negligible = 1e-16;
const noMean = 'its expectation does not exist, or it overflows: it grows as fast as the density falls';
const normalisation = 1 / Math.sqrt(2 * Math.PI);

/**
 * E f(z), z ~ N(0,1): by the trapezoidal rule, which converges geometrically, where f is smooth and grows slowly, else
 * adaptively.
 *
 * @throws {Gap} where f has no value, or its mean does not exist
 */
export function gaussianMean(f: Real, { places, rough }: Cutting): Estimate {
  const weighted: Real = (z) => {
    const value = f(z);
    if (Number.isNaN(value)) throw new Gap(`it is not defined at ${z}`);
    return normalisation * Math.exp(-0.5 * z * z) * value;
  };
  const heights = [-1, 1].map((side) =>
    probes.map((z) => Math.abs(normalisation * Math.exp(-0.5 * z * z) * f(side * z))),
  );
  if (heights.flat().includes(Number.POSITIVE_INFINITY)) throw new Gap(noMean);
  const fast = rough ? null : trapezoidal(weighted, Math.max(...heights.flat().filter(Number.isFinite)));
  if (fast) return fast;
  let total: Integral = adaptiveIntegral(weighted, withCuts(centre, places));
  for (const [i, side] of [-1, 1].entries()) {
    if (!heights[i]!.some((height) => height > negligible * total.magnitude)) continue;
    if (!(heights[i]!.at(-1)! <= negligible * Math.max(total.magnitude, ...heights[i]!)))
      throw new Gap(noMean);
    const ends = tail.map((z) => side * z).sort((a, b) => a - b);
    total = sum(total, adaptiveIntegral(weighted, withCuts(ends, places), { scale: total.magnitude }));
  }
  return checked(total);
}

/** Halvings of the step 1; and a difference of two steps that the next would square away, were f analytic. */
const halvings = 3;
const squared = 1e-8;
const agreed = 4e-14;
/** Of a grid that has no points in common with halved ones, in steps. */
const offset = (Math.sqrt(5) - 1) / 2;

/**
 * The trapezoidal rule on [−9, 9]; null where it does not converge at once, or the tails matter. Its error is e^{−2πa/h}
 * for f analytic within a of the real line (Trefethen & Weideman, SIAM Review 56 (2014)), so that of half the step is its
 * square: a difference that is the power 3/2 of the one before, at least, is more than the error that is left. What
 * oscillates faster than the grids can see looks alike on all of them but the one with an offset.
 */
function trapezoidal(weighted: Real, heightBeyond: number): Estimate | null {
  let sum = weighted(0);
  let magnitude = Math.abs(sum);
  let previous = Number.NaN;
  let before = 1;
  for (let level = 0; level <= halvings; level++) {
    const step = 2 ** -level;
    for (let z = step; z <= 9; z += level === 0 ? step : 2 * step) {
      const [left, right] = [weighted(-z), weighted(z)];
      sum += left + right;
      magnitude += Math.abs(left) + Math.abs(right);
    }
    const [value, size] = [step * sum, step * magnitude];
    if (heightBeyond > negligible * size) return null;
    const difference = Math.abs(value - previous) / (size || 1);
    const converges = difference <= squared && difference <= before ** 1.5;
    if (difference <= agreed || converges) {
      const aside = Math.abs(2 * step * asideSum(weighted, 2 * step) - value) / (size || 1);
      if (!(aside <= 4 * difference + agreed)) return null;
      const error = 4 * Number.EPSILON + Math.min(difference, difference ** 1.5 + agreed / 10);
      return { value, error: size * error };
    }
    previous = value;
    if (Number.isFinite(difference)) before = difference;
  }
  return null;
}

function asideSum(weighted: Real, step: number): number {
  let sum = 0;
  for (let z = -9 + offset * step; z <= 9; z += step) sum += weighted(z);
  return sum;
}

function withCuts(ends: readonly number[], cuts: readonly number[]): number[] {
  const inside = cuts.filter((x) => x > ends[0]! && x < ends.at(-1)! && !ends.includes(x));
  return inside.length === 0 ? [...ends] : [...ends, ...inside].sort((a, b) => a - b);
}

const sum = (a: Integral, b: Integral): Integral => ({
  value: a.value + b.value,
  error: a.error + b.error,
  magnitude: a.magnitude + b.magnitude,
});

function checked({ value, error, magnitude }: Integral): Estimate {
  if (!Number.isFinite(value)) throw new Gap('the integral is infinite, or overflows');
  if (error > accepted * magnitude)
    throw new Gap('the integral did not converge: it diverges, or oscillates');
  return { value, error };
}

/** ∫ f from `low` to `high`, either of which may be infinite. @throws {Gap} where it does not converge */
export function definiteIntegral(
  f: Real,
  [low, high]: readonly [number, number],
  { places }: Cutting,
): Estimate {
  if (low === high) return { value: 0, error: 0 };
  if (low > high) {
    const { value, error } = definiteIntegral(f, [high, low], { places, rough: true });
    return { value: -value, error };
  }
  const unbounded = low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY;
  const inner = unbounded && places.length === 0 ? [0] : places;
  const ends = [low, ...inner, high];
  let total: Integral = { value: 0, error: 0, magnitude: 0 };
  for (let i = 0; i + 1 < ends.length; i++) total = sum(total, pieceOf(f, ends[i]!, ends[i + 1]!));
  return checked(total);
}

/** x as a function of t, its derivative, and how far x is from the nearest end of the piece. */
interface Place {
  readonly x: number;
  readonly weight: number;
  readonly distance: number;
}

function pieceOf(f: Real, low: number, high: number): Integral {
  if (low === Number.NEGATIVE_INFINITY) return pieceOf((x) => f(-x), -high, Number.POSITIVE_INFINITY);
  return high === Number.POSITIVE_INFINITY
    ? overPlaces(f, (t) => half(low, t), [low, 0], 6)
    : overPlaces(f, (t) => between(low, high, t), [low, high], 4);
}

/** Doubly exponential towards both ends: what is singular there, but integrable, becomes smooth (Takahasi & Mori 1974). */
function between(low: number, high: number, t: number): Place {
  const small = Math.exp(-Math.PI * Math.sinh(Math.abs(t)));
  const distance = ((high - low) * small) / (1 + small);
  const weight = ((high - low) * Math.PI * Math.cosh(t) * small) / ((1 + small) * (1 + small));
  return { x: t < 0 ? low + distance : high - distance, weight, distance };
}

function half(low: number, t: number): Place {
  const distance = Math.exp((Math.PI / 2) * Math.sinh(t));
  return { x: low + distance, weight: (Math.PI / 2) * Math.cosh(t) * distance, distance };
}

const lastStep = 6;
const stepOfEnds = 0.2;

/**
 * The integral over t between the outermost places that differ from the ends and at which f is defined; what is beyond
 * counts as an error.
 */
function overPlaces(
  f: Real,
  placeOf: (t: number) => Place,
  ends: readonly [number, number],
  panels: number,
): Integral {
  let beyond = 0;
  const outermost = (sign: number, end: number): number => {
    for (let t = lastStep; t > stepOfEnds; t -= stepOfEnds) {
      const { x, weight, distance } = placeOf(sign * t);
      if (distance < 4 * Number.EPSILON * Math.abs(end)) continue;
      const value = f(x);
      if (!Number.isFinite(weight * value)) continue;
      beyond += 2 * distance * Math.abs(value);
      return t;
    }
    throw new Gap('it is not defined at any point near an end of the integral');
  };
  const [first, last] = [-outermost(-1, ends[0]), outermost(1, ends[1])];
  const share = (from: number, to: number, i: number) => from + ((to - from) * i) / panels;
  const breaks = [
    ...Array.from({ length: panels }, (_, i) => share(first, 0, i)),
    ...Array.from({ length: panels + 1 }, (_, i) => share(0, last, i)),
  ];
  const total = adaptiveIntegral((t) => {
    const { x, weight } = placeOf(t);
    const value = f(x);
    if (Number.isNaN(value)) throw new Gap(`it is not defined at ${x}`);
    return weight * value;
  }, breaks);
  return { ...total, error: total.error + beyond };
}
