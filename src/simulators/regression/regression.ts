/** Ridge regression on linear or random features, and training that stops before its end. */
import { cellName } from '../cell.ts';
import type { Simulator } from '../simulator.ts';
import { bagged } from './bagged.ts';
import { crossed } from './crossed.ts';
import { direct } from './direct.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { nested } from './nested.ts';
import type { RegressionPlan } from './plan.ts';
import { type Readout, readOff } from './readings.ts';
import { tridiagonal } from './tridiagonal.ts';

const regression: Simulator<RegressionPlan, Readout> = {
  name: 'regression',
  module: import.meta.url,
  designs: { direct, nested, tridiagonal, crossed, bagged, 'leave-one-out': leaveOneOut },
  content: ({ cell, ...fit }) => ({ cell: cellName(cell), ...fit }),
  read: readOff,
};

export default regression;
