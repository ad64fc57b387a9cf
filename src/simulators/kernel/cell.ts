/** What one trial of a kernel draws, by content. */
import type { KernelSpec } from '../../parts/kernels/zonal.ts';
import { drawName } from '../inputs.ts';

/** A kernel, or `width` random features of it, on inputs that are uniform on the unit sphere. */
export interface KernelCell {
  /** Training samples n. */
  readonly samples: number;
  /** Input dimension d. */
  readonly dimension: number;
  readonly spec: KernelSpec;
  readonly width: number | null;
  /** Shares of the signal's power in degree 1, 2, …: they sum to 1. */
  readonly powers: readonly number[];
}

/** The cell's name: the root of its random streams. */
export function kernelCellName({ samples, dimension, spec, width, powers }: KernelCell): string {
  const blocks = [{ count: dimension, observed: dimension, variance: 1 }];
  const { kernel, depth, bandwidth, exponent } = spec;
  return drawName({ distribution: 'sphere', blocks, samples }, [
    ...['kernel', kernel],
    ...[depth, bandwidth, exponent, width, powers],
  ]);
}
