/** Ridge regression on the last of several layers of random neurons. */
import { onlyDesign } from '../regression/only.ts';
import { plansByDraw, type RegressionPlan } from '../regression/plan.ts';
import { type Readout, readOff } from '../regression/readings.ts';
import type { Simulator } from '../simulator.ts';
import { type DeepCell, deepCellName } from './cell.ts';
import { bytes, operations, run } from './trial.ts';

const deep: Simulator<RegressionPlan<DeepCell>, Readout> = {
  name: 'deep',
  module: import.meta.url,
  designs: onlyDesign<DeepCell>({
    name: 'deep',
    version: 1,
    plans: (cases, asked) => plansByDraw(cases, asked, { nameOf: deepCellName }),
    draw: ({ series }) => deepCellName(series[0]!.cell),
    run,
    bytes,
    operations,
  }),
  content: ({ cell, ...fit }) => ({ cell: deepCellName(cell), ...fit }),
  read: readOff,
};

export default deep;
