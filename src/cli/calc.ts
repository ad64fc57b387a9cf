/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { decomposedQuantities, estimatedQuantities, predict, resolvePoint } from '../models/model.ts';
import { modelNamed } from '../models/registry.ts';
import { expandPoints } from '../scenario/values.ts';
import type { Command } from './command.ts';
import { parameterNotes, parameterOptions, readAxes } from './parameterOptions.ts';
import { rowFormat, rowOptions, tableOf } from './rows.ts';

const terms: readonly string[] = decomposedQuantities;
/** Of the test error, which they equal in the limit: descent diagnose shows them. */
const estimates: readonly string[] = estimatedQuantities;

export const calc: Command = {
  options: [
    ...parameterOptions(),
    {
      name: 'decompose',
      kind: 'flag',
      group: 'Output',
      meaning: `the excess risk term by term: ${terms.join(', ')}`,
    },
    ...rowOptions('point'),
  ],
  notes: parameterNotes,
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    const axes = readAxes(model, given, calc.options);
    const decompose = given.options.has('decompose');
    const rows = expandPoints(axes).map((point) => {
      model.check?.(point);
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
