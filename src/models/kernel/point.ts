/** What a point of the kernel model names, and which of its values go together. */
import { InputError } from '../../errors.ts';
import { kernelSpectrum } from '../../parts/kernels/spectrum.ts';
import { findKernel, type KernelSpec } from '../../parts/kernels/zonal.ts';
import type { Point } from '../../parts/parameter.ts';
import { numberOf, textOf } from '../parameters.ts';

/** The kernel that a point names; integers rounded, as curves along them need. */
export function specOf(point: Point): KernelSpec {
  const kernel = textOf(point, 'kernel');
  const { bandwidth, exponent } = point;
  return {
    kernel,
    depth: Math.round(numberOf(point, 'depth')),
    bandwidth: kernel === 'rbf' ? Number(bandwidth ?? 1) : null,
    exponent: kernel === 'polynomial' ? Math.round(Number(exponent ?? 2)) : null,
  };
}

/** @throws {InputError} naming the value that is not whole, or not for this kernel, or the eigenvalue that is negative */
export function checkKernelPoint(point: Point): void {
  for (const name of ['dimension', 'depth', 'exponent']) {
    const value = point[name];
    if (value !== undefined && !Number.isInteger(value))
      throw new InputError(`${name} ${value} is not a whole number`);
  }
  const kernel = textOf(point, 'kernel');
  const refuse = (name: string, owners: string) => {
    throw new InputError(`${name} ${point[name]} does not go with kernel ${kernel}; it is for ${owners}`);
  };
  if (point['depth'] !== 1 && kernel !== 'arccos' && kernel !== 'ntk') refuse('depth', 'arccos and ntk');
  if (point['bandwidth'] !== undefined && kernel !== 'rbf') refuse('bandwidth', 'rbf');
  if (point['exponent'] !== undefined && kernel !== 'polynomial') refuse('exponent', 'polynomial');
  const spec = specOf(point);
  if (point['width'] !== undefined && !findKernel(spec).featureSign) {
    throw new InputError(
      `width ${point['width']}: no random features are known for kernel ${kernel} at depth ${spec.depth}; expected rbf, polynomial, or arccos at depth 1`,
    );
  }
  kernelSpectrum(spec, numberOf(point, 'dimension'));
}
