/**
 * Real unknowns in coordinates of order 1 for Newton's method: in units of their present sizes, or logarithms of their
 * distances from the bounds that are declared.
 */
import { compileTree } from './code.ts';
import type { SystemState } from './state.ts';

export interface Coordinates {
  readonly from: (x: readonly number[]) => number[];
  readonly to: (u: readonly number[]) => number[];
}

/** Ends of the declared domain of each real unknown; infinite where there are none. */
export interface Range {
  readonly lower: number;
  readonly upper: number;
}

export function rangesOf(state: SystemState): Range[] {
  const everywhere = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  return state.system.unknowns.flatMap(({ complex, lower, upper }) => {
    if (complex) return [everywhere, everywhere];
    const at = (tree: typeof lower, otherwise: number) => {
      const value = tree ? compileTree(tree)(state.values, state.run) : otherwise;
      return Number.isFinite(value) ? value : otherwise;
    };
    return [{ lower: at(lower, everywhere.lower), upper: at(upper, everywhere.upper) }];
  });
}

/** What counts as the size of each unknown; of what is zero to rounding its size before. */
export function sizesOf(x: readonly number[], before?: readonly number[]): number[] {
  return x.map((each, i) => {
    const last = before?.[i] ?? 0;
    if (Math.abs(each) > 1e-10 * last && each !== 0) return Math.abs(each);
    return last || 1;
  });
}

export function inUnits(sizes: readonly number[]): Coordinates {
  return {
    from: (x) => x.map((each, i) => each / sizes[i]!),
    to: (u) => u.map((each, i) => each * sizes[i]!),
  };
}

/** x = lower + e^u, upper − e^u, or between both by the logistic function. */
export function inLogarithms(ranges: readonly Range[], sizes: readonly number[]): Coordinates {
  return {
    from: (x) => x.map((each, i) => toLogarithm(each, ranges[i]!, sizes[i]!)),
    to: (u) => u.map((each, i) => fromLogarithm(each, ranges[i]!, sizes[i]!)),
  };
}

function toLogarithm(x: number, { lower, upper }: Range, size: number): number {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return Math.log((x - lower) / (upper - x));
  if (Number.isFinite(lower)) return Math.log(x - lower);
  return Number.isFinite(upper) ? Math.log(upper - x) : x / size;
}

function fromLogarithm(u: number, { lower, upper }: Range, size: number): number {
  if (Number.isFinite(lower) && Number.isFinite(upper)) return lower + (upper - lower) / (1 + Math.exp(-u));
  if (Number.isFinite(lower)) return lower + Math.exp(u);
  return Number.isFinite(upper) ? upper - Math.exp(u) : u * size;
}

/** x in units of the sizes, folded at the bounds: what lies beyond one is mirrored, so that steps may cross it. */
export function inFolds(ranges: readonly Range[], sizes: readonly number[]): Coordinates {
  const { from, to } = inUnits(sizes);
  const fold = (x: number, { lower, upper }: Range) => {
    if (x < lower) return 2 * lower - x;
    return x > upper ? 2 * upper - x : x;
  };
  return { from, to: (u) => to(u).map((each, i) => fold(each, ranges[i]!)) };
}

/** x with what is no farther from a finite bound than that put onto it; null where nothing is. */
export function ontoBounds(
  x: readonly number[],
  ranges: readonly Range[],
  farthest: (i: number, bound: number) => number,
): number[] | null {
  let touched = false;
  const moved = x.map((each, i) => {
    const { lower, upper } = ranges[i]!;
    const bound = [lower, upper].find(
      (end) => Number.isFinite(end) && Math.abs(each - end) <= farthest(i, end),
    );
    touched ||= bound !== undefined;
    return bound ?? each;
  });
  return touched ? moved : null;
}

const primes = [
  2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
  107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173,
];

/** Decades that the starts are spread over, on both sides of the declared one. */
const decades = 3;

/**
 * The k-th of a fixed sequence of starts over the domain (Halton's): between two bounds evenly, else over decades about
 * the start that is declared.
 */
export function otherStart(start: readonly number[], ranges: readonly Range[], k: number): number[] {
  return start.map((each, i) => {
    const share = radicalInverse(k + 1, primes[i % primes.length]!);
    const { lower, upper } = ranges[i]!;
    if (Number.isFinite(lower) && Number.isFinite(upper)) return lower + share * (upper - lower);
    const factor = 10 ** (decades * (2 * share - 1));
    if (Number.isFinite(lower)) return lower + (Math.abs(each - lower) || 1) * factor;
    if (Number.isFinite(upper)) return upper - (Math.abs(upper - each) || 1) * factor;
    // Half of the shares for either sign.
    const [sign, rest] = share < 0.5 ? [-1, 2 * share] : [1, 2 * share - 1];
    return sign * (each || 1) * 10 ** (decades * (2 * rest - 1));
  });
}

function radicalInverse(k: number, base: number): number {
  let [value, digit, rest] = [0, 1 / base, k];
  for (; rest > 0; rest = Math.floor(rest / base)) {
    value += digit * (rest % base);
    digit /= base;
  }
  return value;
}
