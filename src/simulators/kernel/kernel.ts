/** Kernel ridge regression on the unit sphere, and ridge regression on random features of a kernel. */
import { onlyDesign } from '../regression/only.ts';
import { plansByDraw, type RegressionPlan } from '../regression/plan.ts';
import { type Readout, readOff } from '../regression/readings.ts';
import type { Simulator } from '../simulator.ts';
import { type KernelCell, kernelCellName } from './cell.ts';
import { bytes, operations, run } from './trial.ts';

const kernel: Simulator<RegressionPlan<KernelCell>, Readout> = {
  name: 'kernel',
  module: import.meta.url,
  designs: onlyDesign<KernelCell>({
    name: 'kernel',
    version: 1,
    // There are more harmonics than samples, so that more of them do not repeat themselves.
    plans: (cases, asked) =>
      plansByDraw(cases, asked, { nameOf: kernelCellName, most: () => Number.POSITIVE_INFINITY }),
    draw: ({ series }) => kernelCellName(series[0]!.cell),
    run,
    bytes,
    operations,
  }),
  content: ({ cell, ...fit }) => ({ cell: kernelCellName(cell), ...fit }),
  read: readOff,
};

export default kernel;
