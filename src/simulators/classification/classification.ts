/** Classification by a convex loss of the margin, or by another rule of the teacher–student perceptron. */
import { cellName } from '../cell.ts';
import { notExact } from '../regression/only.ts';
import { groupByDraw, type Simulator } from '../simulator.ts';
import { bytes, operations } from './costs.ts';
import { fitsTogether } from './fit.ts';
import type { ClassifierPlan, ClassifierSeries } from './plan.ts';
import { classifierColumns, run } from './trial.ts';

const classification: Simulator<ClassifierPlan> = {
  name: 'classification',
  module: import.meta.url,
  designs: {
    direct: {
      name: 'classifier',
      version: 3,
      columns: classifierColumns,
      quantities: classifierColumns,
      refuses: (_, { labels }, { model }) => (labels === 'exact' ? notExact(model) : null),
      plans: (cases, { design, labels, seed }) => {
        const most = labels === 'exact' ? 1 : labels;
        const countOf = ({ classifier, ridge }: ClassifierSeries) =>
          fitsTogether(classifier, ridge) ? most : 1;
        return groupByDraw(
          cases.map(({ series }) => series),
          (series) => `${countOf(series)} ${cellName(series.cell)}`,
        ).map((series) => ({ design, series, labels: countOf(series[0]!), seed }));
      },
      draw: ({ series }) => cellName(series[0]!.cell),
      run,
      bytes,
      operations,
    },
  },
  content: ({ cell, ...fit }) => ({ cell: cellName(cell), ...fit }),
  read: (column, _, quantity) => column(quantity),
};

export default classification;
