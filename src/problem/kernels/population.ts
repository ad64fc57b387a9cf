/** Averages over uniform inputs of the sphere, for population risks without test points. */
import { gegenbauerSeries } from '../../numerics/gegenbauer.ts';
import { kernelSpectrum } from './spectrum.ts';
import { findKernel, type KernelSpec } from './zonal.ts';

/** What of Σ N s² may be left out of the average. */
const negligible = 1e-18;

/** E_x h(x·a) h(x·b) = Σ_l N s_l² P_l(a·b), as a function of a·b. */
export function kernelAverage(spec: KernelSpec, dimension: number): (t: number) => number {
  const { eigenvalues, multiplicities } = kernelSpectrum(spec, dimension);
  const squares = eigenvalues.map((s, l) => multiplicities[l]! * s * s);
  const total = squares.reduce((sum, square) => sum + square, 0);
  return gegenbauerSeries(
    dimension,
    squares.slice(0, squares.findLastIndex((x) => x > negligible * total) + 1),
  );
}

/** c_l of E_x φ_a(x) Y_l(x) = c_l Y_l(a): s_l for the kernel at a, ±√s_l for the random feature of weights a. */
export function harmonicCoefficient(
  spec: KernelSpec,
  dimension: number,
  degree: number,
  of: 'kernel' | 'feature',
): number {
  const s = kernelSpectrum(spec, dimension).eigenvalues[degree] ?? 0;
  return of === 'kernel' ? s : featureSign(spec)(degree) * Math.sqrt(s);
}

/** φ(x) = Σ_l c_l N P_l(w·x) as a function of w·x, its mean over w the kernel. */
export function randomFeature(spec: KernelSpec, dimension: number): (t: number) => number {
  const known = findKernel(spec).feature?.(dimension);
  if (known) return known;
  const { eigenvalues, multiplicities } = kernelSpectrum(spec, dimension);
  const sign = featureSign(spec);
  const terms = eigenvalues.map((s, l) => sign(l) * Math.sqrt(s) * multiplicities[l]!);
  const trace = findKernel(spec).at(1);
  const kept = eigenvalues.findLastIndex((s, l) => multiplicities[l]! * s > negligible * trace) + 1;
  return gegenbauerSeries(dimension, terms.slice(0, kept));
}

function featureSign(spec: KernelSpec): (degree: number) => 1 | -1 {
  const { featureSign: sign } = findKernel(spec);
  if (!sign) throw new TypeError(`kernel ${spec.kernel} has no random features`);
  return sign;
}
