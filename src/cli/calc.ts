/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { hasTerms, predict, resolvePoint } from '../models/model.ts';
import { modelNamed, models } from '../models/registry.ts';
import { decomposedQuantities, estimatedQuantities } from '../simulators/regression/quantities.ts';
import type { Command } from './command.ts';
import { refuseUnused } from './options.ts';
import { parameterNotes, parameterOptions, readScan, theoryAlone } from './parameterOptions.ts';
import { rowFormat, rowOptions, tableOf } from './rows.ts';

const terms: readonly string[] = decomposedQuantities;
/** Of the test error, which they equal in the limit: descent diagnose shows them. */
const estimates: readonly string[] = estimatedQuantities;

export const calc: Command = {
  options: [
    ...parameterOptions(models, { never: 'draws' }),
    {
      name: 'decompose',
      of: 'terms',
      kind: 'flag',
      group: 'Output',
      meaning: `the excess risk term by term: ${terms.join(', ')}`,
    },
    ...rowOptions('point'),
  ],
  notes: parameterNotes(models),
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    const { axes, points } = readScan(model, given, calc.options);
    refuseUnused(given, calc.options, {
      ...theoryAlone,
      terms: points.some((point) => hasTerms(model, point))
        ? undefined
        : 'the terms are those of ridge regression, trained to its end, on one layer of features or none',
    });
    const decompose = given.options.has('decompose');
    const rows = points.map((point) => {
      const resolved = resolvePoint(model, point);
      const predicted = Object.entries(predict(model, resolved)).filter(
        ([name]) => !estimates.includes(name) && (decompose || !terms.includes(name)),
      );
      const second = model.secondSolution ? { secondSolution: model.secondSolution(resolved) } : {};
      return { ...resolved, ...Object.fromEntries(predicted), ...second };
    });
    terminal.out(format(rows, tableOf(rows, axes, ['secondSolution'])));
    return 0;
  },
};
