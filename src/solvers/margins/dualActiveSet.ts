/**
 * The hard margin, min ½|a|² subject to u = X a ≥ 1, by the dual active set method of Goldfarb & Idnani (1983, Math. Programming 27, 1): slower than the
 * interior-point method and to the last digits also where the margin is nearly nothing. It keeps the a of the samples A, u_A = 1 and c a = X_Aᵀα, α ≥ 0, and takes
 * in one that is below margin 1 after the other: with x its row, z the part of x across the rows of A, and x − z = −X_Aᵀr,
 *
 *     a + t z,   α + t r,   t for the sample itself,
 *
 * until its margin is 1, or an α is 0 and leaves A. Where z is 0 and no α falls, X_Aᵀr + x = 0 proves that nothing separates.
 */
import type { Matrix } from '../../linalg/matrix.ts';
import { dot } from './products.ts';

export interface ActiveSetFit {
  readonly status: 'ok' | 'not-separable' | 'not-converged';
  readonly a: Float64Array;
  /** One a sample; where nothing separates the ray. */
  readonly alpha: Float64Array;
  readonly iterations: number;
}

/** Changes of A for a sample or parameter at most. */
const mostChanges = 20;
/** |z|/|x| up to which a row is in the span of others. */
const dependent = 1e-11;
/** Of a margin, in units of what rounding makes of it. */
const slack = 8 * Number.EPSILON;

/** A, with the orthonormal q and the triangle R of x_j = Σ_{k ≤ j} R_kj q_k. */
interface ActiveSet {
  readonly members: number[];
  readonly q: Float64Array[];
  /** Columns of R. */
  readonly r: number[][];
  readonly alpha: number[];
}

/** @param x X, in rows */
export function hardMarginByActiveSet(x: Matrix): ActiveSetFit {
  const { rows: samples, columns: order } = x;
  const rowOf = (i: number) => x.data.subarray(i * order, (i + 1) * order);
  const norms = Float64Array.from({ length: samples }, (_, i) => Math.sqrt(dot(rowOf(i), rowOf(i))));
  const set: ActiveSet = { members: [], q: [], r: [], alpha: [] };
  const a = new Float64Array(order);
  const ended = (status: ActiveSetFit['status'], iterations: number): ActiveSetFit => {
    if (status === 'ok') a.set(solution(set, rowOf, order));
    const alpha = new Float64Array(samples);
    set.members.forEach((i, k) => {
      alpha[i] = set.alpha[k]!;
    });
    return { status, a, alpha, iterations };
  };
  for (let changes = 0; changes <= mostChanges * (samples + order); changes++) {
    const entering = shortest(a, samples, rowOf, norms);
    if (entering < 0) return ended('ok', changes);
    const row = rowOf(entering);
    let own = 0;
    for (;;) {
      const { across, along } = split(set, row);
      const direction = backSolve(set.r, along).map((value) => -value);
      const square = dot(across, across);
      const free = square > (dependent * norms[entering]!) ** 2;
      const full = free ? (1 - dot(row, a)) / square : Number.POSITIVE_INFINITY;
      const [leaving, length] = firstToLeave(set.alpha, direction, full);
      if (length === Number.POSITIVE_INFINITY) {
        set.alpha.splice(0, direction.length, ...direction);
        set.members.push(entering);
        set.alpha.push(1);
        return ended('not-separable', changes);
      }
      if (free) addTo(a, across, length);
      direction.forEach((value, k) => {
        set.alpha[k]! += length * value;
      });
      own += length;
      if (leaving < 0) {
        include(set, entering, own, across, along);
        break;
      }
      drop(set, leaving);
      if (++changes > mostChanges * (samples + order)) break;
    }
  }
  return ended('not-converged', mostChanges * (samples + order));
}

/** The sample of the least margin over the length of its row, −1 where all are 1 but for rounding. */
function shortest(
  a: Float64Array,
  samples: number,
  rowOf: (i: number) => Float64Array,
  norms: Float64Array,
): number {
  const size = Math.sqrt(dot(a, a));
  let [found, most] = [-1, 0];
  for (let i = 0; i < samples; i++) {
    const short = 1 - dot(rowOf(i), a);
    const relative = norms[i]! > 0 ? short / norms[i]! : Number.POSITIVE_INFINITY;
    if (short > slack * (1 + size * norms[i]!) && relative > most) [found, most] = [i, relative];
  }
  return found;
}

/** The part of a row across those of A, and its parts along the q; twice, so that nothing is left along them. */
function split({ q }: ActiveSet, row: Float64Array) {
  const across = row.slice();
  const along = new Array<number>(q.length).fill(0);
  for (let pass = 0; pass < 2; pass++) {
    q.forEach((each, k) => {
      const part = dot(each, across);
      along[k]! += part;
      addTo(across, each, -part);
    });
  }
  return { across, along };
}

/** The α that falls to 0 first within a step of this length, and the step to there. */
function firstToLeave(alpha: readonly number[], direction: readonly number[], full: number) {
  let [leaving, length] = [-1, full];
  direction.forEach((value, k) => {
    if (value < 0 && alpha[k]! / -value < length) [leaving, length] = [k, alpha[k]! / -value];
  });
  return [leaving, length] as const;
}

function include(
  { members, q, r, alpha }: ActiveSet,
  sample: number,
  own: number,
  across: Float64Array,
  along: number[],
) {
  const norm = Math.sqrt(dot(across, across));
  members.push(sample);
  alpha.push(own);
  q.push(across.map((value) => value / norm));
  r.push([...along, norm]);
}

/** Takes a member out, and makes R a triangle again by rotations. */
function drop({ members, q, r, alpha }: ActiveSet, place: number): void {
  for (const list of [members, alpha]) list.splice(place, 1);
  r.splice(place, 1);
  for (let k = place; k < r.length; k++) {
    const [top, bottom] = [r[k]![k]!, r[k]![k + 1]!];
    const length = Math.hypot(top, bottom);
    const [cosine, sine] = [top / length, bottom / length];
    const rotate = (column: { [index: number]: number }, i: number, j: number) => {
      const [first, second] = [column[i]!, column[j]!];
      column[i] = cosine * first + sine * second;
      column[j] = cosine * second - sine * first;
    };
    for (const column of r.slice(k)) rotate(column, k, k + 1);
    r[k]!.length = k + 1;
    const [one, other] = [q[k]!, q[k + 1]!];
    for (let j = 0; j < one.length; j++) {
      const [first, second] = [one[j]!, other[j]!];
      one[j] = cosine * first + sine * second;
      other[j] = cosine * second - sine * first;
    }
  }
  q.pop();
}

/** The least a with u_A = 1, refined once; sets the α of a = X_Aᵀα. */
function solution(set: ActiveSet, rowOf: (i: number) => Float64Array, order: number): Float64Array {
  const a = new Float64Array(order);
  const along = new Array<number>(set.q.length).fill(0);
  for (let pass = 0; pass < 2; pass++) {
    const short = set.members.map((i) => 1 - dot(rowOf(i), a));
    forwardSolve(set.r, short).forEach((value, k) => {
      along[k]! += value;
      addTo(a, set.q[k]!, value);
    });
  }
  set.alpha.splice(0, set.alpha.length, ...backSolve(set.r, along));
  return a;
}

/** R⁻¹ values */
function backSolve(r: readonly (readonly number[])[], values: readonly number[]): number[] {
  const out = [...values];
  for (let j = out.length - 1; j >= 0; j--) {
    out[j]! /= r[j]![j]!;
    for (let k = 0; k < j; k++) out[k]! -= r[j]![k]! * out[j]!;
  }
  return out;
}

/** R⁻ᵀ values */
function forwardSolve(r: readonly (readonly number[])[], values: readonly number[]): number[] {
  const out = [...values];
  for (let j = 0; j < out.length; j++) {
    for (let k = 0; k < j; k++) out[j]! -= r[j]![k]! * out[k]!;
    out[j]! /= r[j]![j]!;
  }
  return out;
}

function addTo(out: Float64Array, by: Float64Array, factor: number): void {
  for (let j = 0; j < out.length; j++) out[j]! += factor * by[j]!;
}
