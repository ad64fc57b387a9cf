/**
 * The eigenvalues of a zonal kernel under uniform inputs on S^{d−1}, degree by degree. Kernels with a power series of positive terms have
 * them to their last digits, however small; the others by quadrature, to rounding of the kernel.
 */
import { InputError } from '../../errors.ts';
import { gegenbauerValues, harmonicCounts, sphereRule } from '../../numerics/gegenbauer.ts';
import { type Beyond, degreesFrom, harmonicCount, powerLaws } from './beyond.ts';
import { findKernel, type KernelSpec, type PowerSeries, type ZonalKernel } from './zonal.ts';

export interface KernelSpectrum {
  /** s_l, l = 0, 1, …; never negative. */
  readonly eigenvalues: readonly number[];
  /** N(d,l). */
  readonly multiplicities: readonly number[];
  /** How far N s may be off; absent: not at all. */
  readonly errors?: readonly number[];
  /** The degrees after those, compressed, as far as they follow a power law. */
  readonly beyond: readonly Beyond[];
  /** Trace of the degrees beyond all of these, none of an eigenvalue above `tailLargest`. */
  readonly tail: number;
  readonly tailLargest: number;
}

/**
 * Degrees are kept until they have more harmonics than this, and then act as infinitesimal eigenvalues: a kept eigenvalue s beside an
 * effective ridge κ ≈ tail/n changes z(κ)/n by n/N(d,l) at most.
 */
const mostHarmonics = 1e16;
const mostDegrees = { series: 2000, quadrature: 400 } as const;
/** Eigenvalues are zero that are this part of E|h P_l| or less. */
const negligible = 1e-14;
/** How far √N s may be off after a quadrature, in units of h(1). */
const rounding = 1e-15;
/** A quadrature that leaves less than this part of h(1) may have left nothing. */
const noTail = 1e-13;
/** Has it: no, when the kept eigenvalues come down to this part of h(1), and so fade out of sight rather than end. */
const fading = 1e-9;
/** Below this, squares of quantities of its size underflow. */
const smallest = 1e-280;
/** How many times e eigenvalues that decide about a fit have to be above that. */
const margin = 100;

const cache = new Map<string, KernelSpectrum>();

/** @throws {InputError} when an eigenvalue is negative: the kernel is not positive definite on this sphere */
export function kernelSpectrum(spec: KernelSpec, dimension: number): KernelSpectrum {
  const key = JSON.stringify([spec, dimension]);
  let spectrum = cache.get(key);
  if (spectrum === undefined) {
    const kernel = findKernel(spec);
    spectrum = kernel.series
      ? fromSeries(kernel.series, dimension, keptCounts(dimension, mostDegrees.series))
      : fromQuadrature(spec, kernel, dimension, keptCounts(dimension, mostDegrees.quadrature));
    cache.set(key, spectrum);
  }
  return spectrum;
}

/** N(d,l) of the degrees that are kept, and of the first that is not. */
function keptCounts(dimension: number, most: number): number[] {
  const counts = harmonicCounts(dimension, most);
  const beyond = counts.findIndex((count) => count > mostHarmonics);
  return beyond < 0 ? counts : counts.slice(0, beyond + 1);
}

/** Eigenvalues in units of one of them, so far down that their own values underflow. */
export interface ScaledSpectrum {
  /** The degree of the first one; all below are e^`reach` units or more. */
  readonly first: number;
  readonly eigenvalues: readonly number[];
  readonly multiplicities: readonly number[];
  /** Harmonics of all degrees below. */
  readonly below: number;
  /** e^{−745} and less are 0. */
  readonly unit: number;
}

/** How many times e, up and down, eigenvalues in a unit go. */
export const reach = 600;

/**
 * The eigenvalues about the one of that rank, in units of it; null where it is among the first half of those that are kept, well within double precision,
 * or the kernel has no power series. Logarithms until then.
 */
export function scaledSpectrum(spec: KernelSpec, dimension: number, rank: number): ScaledSpectrum | null {
  const { series } = findKernel(spec);
  if (!series) return null;
  const logarithms: number[] = [];
  const counts: number[] = [];
  let [seen, lead, unit] = [0, Math.log(series.first), Number.NaN];
  for (let l = 0; !(lead + reach < unit) && series.ratio(l) > 0; l++) {
    logarithms.push(lead + Math.log(seriesEigenvalue(series, dimension, l, 1)));
    counts.push(harmonicCount(dimension, l));
    seen += counts[l]!;
    if (seen > rank && Number.isNaN(unit)) unit = logarithms[l]!;
    if (unit > Math.log(smallest) + margin && l < mostDegrees.series / 2) return null;
    lead += Math.log(series.ratio(l) / (dimension + 2 * l));
  }
  if (Number.isNaN(unit)) return null;
  const first = logarithms.findIndex((log) => log - unit < reach);
  return {
    first,
    eigenvalues: logarithms.slice(first).map((log) => Math.exp(log - unit)),
    multiplicities: counts.slice(first),
    below: sumOver(counts.slice(0, first), (count) => count),
    unit: Math.exp(unit),
  };
}

function fromSeries(series: PowerSeries, dimension: number, counts: readonly number[]): KernelSpectrum {
  const kept = counts.length - 1;
  const multiplicities: number[] = [];
  const eigenvalues: number[] = [];
  let lead = series.first;
  for (let l = 0; l < kept && lead > smallest; l++) {
    eigenvalues.push(seriesEigenvalue(series, dimension, l, lead));
    multiplicities.push(counts[l]!);
    lead *= Math.max(0, series.ratio(l)) / (dimension + 2 * l);
  }
  const degrees = eigenvalues.length;
  const tail = seriesTail(series, dimension, degrees, lead);
  return {
    eigenvalues,
    multiplicities,
    beyond: [],
    tail,
    tailLargest: tail / counts[degrees]!,
  };
}

/**
 * s_l = lead_l Σ_j r_l … r_{l+2j−1} / (2^j j! D(D+2)…(D+2j−2)),  D = d + 2l,  lead_l = l! a_l / (d(d+2)…(d+2l−2)),
 * r_m the ratio of m!·a_m: from Rodrigues' formula, every term positive.
 */
function seriesEigenvalue({ ratio }: PowerSeries, dimension: number, degree: number, lead: number): number {
  let term = lead;
  let sum = term;
  for (let j = 0; term > Number.EPSILON * 1e-2 * sum; j++) {
    const m = degree + 2 * j;
    term *=
      (Math.max(0, ratio(m)) * Math.max(0, ratio(m + 1))) / (2 * (j + 1) * (dimension + 2 * (degree + j)));
    sum += term;
  }
  return sum;
}

/** Σ N s over all further degrees, their own terms: no difference. */
function seriesTail(series: PowerSeries, dimension: number, from: number, firstLead: number): number {
  let lead = firstLead;
  let tail = 0;
  let counts = harmonicCounts(dimension, 2 * from + 2);
  for (let l = from; lead > 0; l++) {
    if (l >= counts.length) counts = harmonicCounts(dimension, 2 * l);
    const trace = counts[l]! * seriesEigenvalue(series, dimension, l, lead);
    if (!(trace > Number.EPSILON * 1e-2 * tail)) break;
    tail += trace;
    lead *= Math.max(0, series.ratio(l)) / (dimension + 2 * l);
  }
  return tail;
}

function fromQuadrature(
  { kernel: name }: KernelSpec,
  { at, kinks, decays }: ZonalKernel,
  dimension: number,
  counts: readonly number[],
): KernelSpectrum {
  const kept = counts.length - 1;
  const { nodes, weights } = sphereRule(dimension, kept, kinks);
  const values = new Float64Array(kept);
  const sums = new Float64Array(kept);
  const sizes = new Float64Array(kept);
  for (let i = 0; i < nodes.length; i++) {
    const weighted = weights[i]! * at(nodes[i]!);
    gegenbauerValues(dimension, nodes[i]!, values);
    for (let l = 0; l < kept; l++) {
      const part = weighted * values[l]!;
      sums[l]! += part;
      sizes[l]! += Math.abs(part);
    }
  }
  const eigenvalues = Array.from(sums, (s, l) => {
    if (Math.abs(s) <= negligible * sizes[l]!) return 0;
    if (s > 0) return s;
    throw new InputError(
      `kernel ${name} is not positive definite in dimension ${dimension}: its eigenvalue of degree ${l} is ${s.toPrecision(3)}; expected eigenvalues >= 0`,
    );
  });
  const tail = tailOf(eigenvalues, counts, at(1));
  const multiplicities = counts.slice(0, kept);
  const found: KernelSpectrum = {
    eigenvalues,
    multiplicities,
    errors: multiplicities.map((count) => rounding * at(1) * Math.sqrt(count)),
    beyond: [],
    tail,
    tailLargest: Math.min(tail / counts[kept]!, decays ? Math.max(...eigenvalues.slice(-2)) : Infinity),
  };
  // Where there are more harmonics than samples before that, the rest is infinitesimal.
  return kept < mostDegrees.quadrature || tail === 0 ? found : (continued(found, dimension, at(1)) ?? found);
}

/** With the degrees that follow a power law by it: those that it knows better than the quadrature, and all further ones. */
function continued(found: KernelSpectrum, dimension: number, trace: number): KernelSpectrum | null {
  const { multiplicities, errors } = found;
  const measured = found.eigenvalues
    .map((eigenvalue, degree) => ({
      degree,
      eigenvalue,
      error: errors![degree]! / (multiplicities[degree]! * eigenvalue),
    }))
    .filter(({ eigenvalue }) => eigenvalue > 0);
  const laws = powerLaws(dimension, measured);
  if (laws === null) return null;
  const kept = multiplicities.length;
  const firsts = laws.map((law, parity) => {
    const last = law && measured.find((each) => each.degree % 2 === parity && each.error > law.error);
    return last?.degree ?? kept;
  });
  const isLaw = (degree: number) => degree >= firsts[degree % 2]!;
  const known = sumOver(multiplicities, (count, l) => (isLaw(l) ? 0 : count * found.eigenvalues[l]!));
  const byLaw = sumOver(multiplicities, (count, l) => (isLaw(l) ? count * laws[l % 2]!.at(l) : 0));
  const beyond = laws.flatMap((law, parity) =>
    law ? [degreesFrom(dimension, kept + ((kept + parity) % 2), law)] : [],
  );
  const rest = sumOver(
    beyond,
    (each) => each.tail + sumOver(each.eigenvalues, (s, i) => s * each.multiplicities[i]!),
  );
  // The trace h(1) is known, and so is all that the laws have to come to.
  const factor = (trace - known) / (byLaw + rest);
  const off = Math.abs(factor - 1);
  const law = (l: number) => factor * laws[l % 2]!.at(l);
  return {
    eigenvalues: found.eigenvalues.map((s, l) => (isLaw(l) ? law(l) : s)),
    multiplicities,
    errors: errors!.map((error, l) =>
      isLaw(l) ? (laws[l % 2]!.error + off) * multiplicities[l]! * law(l) : error,
    ),
    beyond: beyond.map((each) => ({
      ...each,
      eigenvalues: each.eigenvalues.map((s) => factor * s),
      errors: each.errors.map((error, i) => error + off * each.eigenvalues[i]! * each.multiplicities[i]!),
    })),
    tail: factor * sumOver(beyond, (each) => each.tail),
    tailLargest: Math.max(...beyond.map((each) => each.tailLargest)),
  };
}

function sumOver<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((sum, item, i) => sum + value(item, i), 0);
}

/** What the kept degrees leave of the trace h(1). */
function tailOf(eigenvalues: readonly number[], counts: readonly number[], trace: number): number {
  const parts = eigenvalues.map((s, l) => s * counts[l]!);
  const rest = trace - parts.reduce((sum, part) => sum + part, 0);
  if (rest > noTail * trace) return rest;
  const least = Math.min(...parts.filter((part) => part > 0));
  return least < fading * trace ? noTail * trace : 0;
}
