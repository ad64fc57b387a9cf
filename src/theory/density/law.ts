/**
 * The limiting spectral law of a random matrix whose nonzero eigenvalues are those of the empirical kernel K/n, up to a factor: K/n
 * itself, n × n, or the p × p matrix ZᵀZ/n of the features, which is the Hessian of (1/2n)Σ(y−f)² in the weights, too.
 */
import type { Curve } from '../complex/curve.ts';
import { type Density, densitiesAt } from './density.ts';
import { type Atom, rankOf, supportOf } from './support.ts';

/** Which matrix: its order, in the kernel's extensive scale, and its nonzero eigenvalues as multiples of those of K/n. */
export interface View {
  readonly order: number;
  readonly scale: number;
}

export interface Law {
  /** Ends of the bulks, ascending; the density is positive between them and 0 elsewhere. */
  readonly edges: readonly (readonly [number, number])[];
  readonly atoms: readonly Atom[];
  /** The densities at places > 0 in ascending order; they and the atoms have mass 1. */
  readonly densitiesAt: (places: readonly number[]) => Density[];
  /** What all eigenvalues have in common, the trace that a kernel's own tail adds to every sample; and the law of the rest. */
  readonly offset: number;
  readonly rest: Pick<Law, 'edges' | 'densitiesAt'>;
}

/** The law of the matrix; `order` is the sample count n, or the number of features, which must be finite then. */
export function spectralLaw(curve: Curve, view: View): Law {
  const { kernel, samples, features, layers = [] } = curve;
  const direct = features === Number.POSITIVE_INFINITY && layers.length === 0;
  const offset = direct ? (kernel.tail / samples) * view.scale : 0;
  const rest = bulkLaw(direct ? { ...curve, kernel: { ...kernel, tail: 0 } } : curve, view);
  const rank = rankOf(curve);
  return {
    edges: rest.edges.map(([low, high]) => [low + offset, high + offset]),
    atoms: rank < view.order ? [{ at: offset, mass: 1 - rank / view.order }] : [],
    densitiesAt: (places) => rest.densitiesAt(places.map((s) => s - offset)),
    offset,
    rest,
  };
}

function bulkLaw(curve: Curve, { order, scale }: View): Law['rest'] {
  const bulks = supportOf(curve);
  const factor = curve.samples / order / scale;
  const scaled = ({ density, residual }: Density) => ({
    density: density === null ? null : density * factor,
    residual,
  });
  return {
    edges: bulks.map(({ lower, upper }) => [lower.at * scale, upper.at * scale]),
    densitiesAt: (places) =>
      densitiesAt(
        curve,
        bulks,
        places.map((s) => s / scale),
      ).map(scaled),
  };
}

/** Shares of the eigenvalues below places, which ascend with the places from 0 on. */
export interface Cumulative {
  readonly places: readonly number[];
  readonly shares: readonly number[];
}

/** Cells that all bulks together are integrated over at first, and one of them at least and at most. */
const cells = { first: 512, least: 16, most: 4096 };
const massAccuracy = 1e-10;

/**
 * The distribution function by the midpoint rule in θ, in which the density has no edges; the total converges exponentially, and that it
 * is 1 tells that no bulk is missing and no branch is wrong.
 */
export function cumulative({ atoms, offset, rest }: Law): Cumulative {
  let total = atoms.reduce((sum, { mass }) => sum + mass, 0);
  const places = [offset];
  const shares = [total];
  const first = Math.max(cells.least, Math.ceil(cells.first / rest.edges.length));
  for (const bulk of rest.edges) {
    places.push(offset + bulk[0]);
    shares.push(total);
    const { ends, masses } = integrated(rest, bulk, first);
    masses.forEach((mass, i) => {
      total += mass;
      places.push(offset + ends[i]!);
      shares.push(total);
    });
  }
  return { places, shares };
}

/** Masses of the cells of a bulk, by their upper ends. */
function integrated(law: Law['rest'], bulk: readonly [number, number], first: number) {
  let known = midpoints(law, bulk, first);
  for (let count = 2 * first; count <= cells.most; count *= 2) {
    const finer = midpoints(law, bulk, count);
    const settled = Math.abs(finer.mass - known.mass) <= massAccuracy;
    known = finer;
    if (settled) break;
  }
  return known;
}

/** A bulk beyond this ratio of its edges is integrated over log s, beyond that one as if it reached down to 0. */
const wide = 50;
const deep = 1e14;

/** Midpoints in the θ of a chart in which the density times ds/dθ is smooth. */
function midpoints(law: Law['rest'], [low, high]: readonly [number, number], count: number) {
  const chart = chartOf(low, high);
  const width = Math.PI / 2 / count;
  const halves = Array.from({ length: count }, (_, i) => (i + 0.5) * width);
  const solvable = low > 0 ? Math.max(low, high / deep) : 0;
  const densities = law.densitiesAt(halves.map(chart.place).map((s) => (s < solvable ? 0 : s)));
  const masses = halves.map((half, i) => (densities[i]!.density ?? Number.NaN) * chart.rate(half) * width);
  return {
    ends: halves.map((half, i) => (i + 1 < count ? chart.place(half + width / 2) : high)),
    masses,
    mass: masses.reduce((sum, mass) => sum + mass, 0),
  };
}

/** s and ds/d(θ/2) as functions of θ/2, and θ/2 of s. */
interface Chart {
  readonly place: (half: number) => number;
  readonly rate: (half: number) => number;
  readonly half: (place: number) => number;
}

function chartOf(low: number, high: number): Chart {
  return high > deep * low
    ? hardChart(high)
    : high > wide * low
      ? logChart(low, high)
      : plainChart(low, high);
}

function plainChart(low: number, high: number): Chart {
  return {
    place: (half) => low + (high - low) * Math.sin(half) ** 2,
    rate: (half) => (high - low) * Math.sin(2 * half),
    half: (s) => Math.asin(Math.sqrt((s - low) / (high - low))),
  };
}

function logChart(low: number, high: number): Chart {
  const range = Math.log(high / low);
  const place = (half: number) => low * Math.exp(range * Math.sin(half) ** 2);
  return {
    place,
    rate: (half) => place(half) * range * Math.sin(2 * half),
    half: (s) => Math.asin(Math.sqrt(Math.max(0, Math.min(1, Math.log(s / low) / range)))),
  };
}

/** s = b sin⁶(θ/2): a density like s^(−1/2) becomes one like θ². */
function hardChart(high: number): Chart {
  return {
    place: (half) => high * Math.sin(half) ** 6,
    rate: (half) => 6 * high * Math.sin(half) ** 5 * Math.cos(half),
    half: (s) => Math.asin((s / high) ** (1 / 6)),
  };
}

/** The share of eigenvalues up to s, between known places linearly. */
export function shareBelow({ places, shares }: Cumulative, s: number): number {
  const next = places.findIndex((place) => place > s);
  if (next < 0) return shares.at(-1)!;
  if (next === 0) return 0;
  const [from, to] = [places[next - 1]!, places[next]!];
  const [below, above] = [shares[next - 1]!, shares[next]!];
  return below + ((s - from) / (to - from)) * (above - below);
}

/**
 * The distribution function at places in ascending order, to some 10⁻⁶: between known places by the midpoint rule, as they are. null where the density is not
 * found.
 */
export function sharesAt(law: Law, { places, shares }: Cumulative, at: readonly number[]): (number | null)[] {
  const begun = at.map((s) => {
    const bulk = law.rest.edges.find(([low, high]) => s > law.offset + low && s < law.offset + high);
    const next = places.findIndex((place) => place > s);
    const known = next === 0 ? 0 : shares.at(next < 0 ? -1 : next - 1)!;
    if (!bulk) return { known, cell: null };
    const chart = chartOf(...bulk);
    const [from, to] = [places[next - 1]! - law.offset, s - law.offset].map(chart.half);
    const middle = (from! + to!) / 2;
    return { known, cell: { place: chart.place(middle), mass: chart.rate(middle) * (to! - from!) } };
  });
  const cells = begun.flatMap(({ cell }) => (cell ? [cell] : []));
  const densities = law.rest.densitiesAt(cells.map(({ place }) => place));
  let i = 0;
  return begun.map(({ known, cell }) => {
    const density = cell === null ? 0 : densities[i++]!.density;
    const share = density === null ? Number.NaN : known + density * (cell?.mass ?? 0);
    return Number.isNaN(share) ? null : Math.min(1, share);
  });
}

/** Below the largest edge by this factor, where the support reaches down to 0. */
const depth = 1e-6;

/**
 * Places that show a law: in every bulk as many, its edges among them, dense towards these; on a logarithmic scale even in log s else.
 * The place 0 is left out: where a bulk reaches it the density diverges.
 */
export function gridOf({ edges }: Law, points: number, scale: 'linear' | 'log'): number[] {
  const top = edges.at(-1)?.[1] ?? 0;
  return edges.flatMap(([low, high], i) => {
    const count = Math.max(3, Math.floor(points / edges.length) + (i < points % edges.length ? 1 : 0));
    const from = scale === 'log' ? Math.max(low, depth * top) : low;
    const inner = Array.from({ length: count }, (_, j) => {
      const part = Math.sin((j / (count - 1)) * (Math.PI / 2)) ** 2;
      return scale === 'log' ? from * (high / from) ** part : from + (high - from) * part;
    });
    inner[0] = from;
    inner[count - 1] = high;
    return inner.filter((s) => s > 0);
  });
}
