/** Classification by a convex loss of the margin, or by another rule of the teacher–student perceptron. */
import { cellName } from '../cell.ts';
import { notExact } from '../regression/only.ts';
import { groupByDraw, type Simulator } from '../simulator.ts';
import type { ClassifierPlan } from './plan.ts';
import { bytes, classifierColumns, operations, run } from './trial.ts';

const classification: Simulator<ClassifierPlan> = {
  name: 'classification',
  module: import.meta.url,
  designs: {
    direct: {
      name: 'classifier',
      version: 1,
      columns: classifierColumns,
      quantities: classifierColumns,
      refuses: (_, { labels }, { model }) => (labels === 'exact' ? notExact(model) : null),
      plans: (cases, { design, seed }) =>
        groupByDraw(
          cases.map(({ series }) => series),
          ({ cell }) => cellName(cell),
        ).map((series) => ({ design, series, seed })),
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
