/**
 * The eigenvalues of a zonal kernel under uniform inputs on S^{d−1}, degree by degree. Kernels with a power series of positive terms have
 * them to their last digits, however small; the others by quadrature, to rounding of the kernel.
 */
import { InputError } from '../../errors.ts';
import { gegenbauerValues, harmonicCounts, sphereRule } from '../../numerics/gegenbauer.ts';
import { findKernel, type KernelSpec, type PowerSeries, type ZonalKernel } from './zonal.ts';

export interface KernelSpectrum {
  /** s_l, l = 0, 1, …; never negative. */
  readonly eigenvalues: readonly number[];
  /** N(d,l). */
  readonly multiplicities: readonly number[];
  /** h(1) − Σ N s: the trace of the degrees beyond, none of an eigenvalue above `tailLargest`. */
  readonly tail: number;
  readonly tailLargest: number;
  /** How far N s of a degree may be off, in units of √N. */
  readonly rounding: number;
}

/**
 * Degrees are kept until they have more harmonics than this, and then act as infinitesimal eigenvalues: a kept eigenvalue s beside an
 * effective ridge κ ≈ tail/n changes z(κ)/n by n/N(d,l) at most.
 */
const mostHarmonics = 1e16;
const mostDegrees = 400;
/** Eigenvalues are zero that are this part of E|h P_l| or less. */
const negligible = 1e-14;
/** A quadrature that leaves less than this part of h(1) may have left nothing. */
const noTail = 1e-13;
/** Has it: no, when the kept eigenvalues come down to this part of h(1), and so fade out of sight rather than end. */
const fading = 1e-9;
/** Below this, squares of quantities of its size underflow. */
const smallest = 1e-280;

const cache = new Map<string, KernelSpectrum>();

/** @throws {InputError} when an eigenvalue is negative: the kernel is not positive definite on this sphere */
export function kernelSpectrum(spec: KernelSpec, dimension: number): KernelSpectrum {
  const key = JSON.stringify([spec, dimension]);
  let spectrum = cache.get(key);
  if (spectrum === undefined) {
    const kernel = findKernel(spec);
    const counts = keptCounts(dimension);
    spectrum = kernel.series
      ? fromSeries(kernel.series, dimension, counts)
      : fromQuadrature(spec, kernel, dimension, counts);
    cache.set(key, spectrum);
  }
  return spectrum;
}

/** N(d,l) of the degrees that are kept, and of the first that is not. */
function keptCounts(dimension: number): number[] {
  const counts = harmonicCounts(dimension, mostDegrees);
  const beyond = counts.findIndex((count) => count > mostHarmonics);
  return beyond < 0 ? counts : counts.slice(0, beyond + 1);
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
    tail,
    tailLargest: tail / counts[degrees]!,
    rounding: 0,
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
  return {
    eigenvalues,
    multiplicities: counts.slice(0, kept),
    tail,
    tailLargest: Math.min(tail / counts[kept]!, decays ? Math.max(...eigenvalues.slice(-2)) : Infinity),
    rounding: negligible * at(1),
  };
}

/** What the kept degrees leave of the trace h(1). */
function tailOf(eigenvalues: readonly number[], counts: readonly number[], trace: number): number {
  const parts = eigenvalues.map((s, l) => s * counts[l]!);
  const rest = trace - parts.reduce((sum, part) => sum + part, 0);
  if (rest > noTail * trace) return rest;
  const least = Math.min(...parts.filter((part) => part > 0));
  return least < fading * trace ? noTail * trace : 0;
}
