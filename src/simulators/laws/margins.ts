/** y f of the training samples of classifiers, each fitted to one label vector; NaN where the fit has no certificate. */
import { cellName } from '../cell.ts';
import { bytes, operations } from '../classification/costs.ts';
import type { ClassifierSeries } from '../classification/plan.ts';
import { drawnMargins } from '../classification/trial.ts';
import type { Simulator, TrialPlan } from '../simulator.ts';
import { lawDesign } from './design.ts';

const one = (series: ClassifierSeries) => ({ design: '', series: [series], labels: 1, seed: '' });

const margins: Simulator<TrialPlan<ClassifierSeries>> = {
  name: 'margins',
  module: import.meta.url,
  ...lawDesign<ClassifierSeries>({
    name: 'margins',
    version: 2,
    column: 'margin',
    count: ({ cell }) => cell.samples,
    draw: ({ cell }) => cellName(cell),
    run: (backend, plan, trial) =>
      drawnMargins(backend, { ...plan, labels: 1 }, trial).map(
        (found, i) => found ?? new Float64Array(plan.series[i]!.cell.samples).fill(Number.NaN),
      ),
    bytes: (series) => bytes(one(series)),
    operations: (series) => operations(one(series)),
  }),
  content: ({ cell, ...fit }) => ({ cell: cellName(cell), ...fit }),
};

export default margins;
