/** `descent diagnose MODEL`: effective ranks, whether overfitting is benign, and estimates of the test error from the training data. */
import { diagnose } from '../models/diagnostics.ts';
import { modelNamed } from '../models/registry.ts';
import { show, toTable } from '../report/table.ts';
import { expandPoints } from '../scenario/values.ts';
import type { Command } from './command.ts';
import { parameterNotes, parameterOptions, readAxes } from './parameterOptions.ts';
import { type Row, rowFormat, rowOptions } from './rows.ts';

export const diagnoseCommand: Command = {
  options: [...parameterOptions(), ...rowOptions('point')],
  notes: [
    'gcv, leaveOneOut: the limits of generalised cross-validation and of leaving one out, in units of y², noise included.',
    'overfitting: test error of the minimum-norm interpolator of pure noise, over the noise; its limit decides: 1 benign, finite tempered, none catastrophic.',
    'r0, R0: effective ranks (Σs)/s₁ and (Σs)²/Σs²; kStar: the least k with r_k ≥ n, rStar and RStar the ranks beyond it; counts with absolute sizes, else per sample.',
    parameterNotes,
  ].join(' '),
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    const axes = readAxes(model, given, diagnoseCommand.options);
    const rows = expandPoints(axes).map((point) => {
      model.check?.(point);
      return { ...point, ...diagnose(model, point), cautions: model.cautions(point) };
    });
    const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
    terminal.out(format(rows, tableOf(rows, varying)));
    return 0;
  },
};

const shown = [
  'testError',
  'gcv',
  'leaveOneOut',
  'overfitting',
  'overfittingLimit',
  'overfittingClass',
  'r0',
  'R0',
  'kStar',
  'rStar',
  'RStar',
];

function tableOf(rows: readonly Row[], varying: readonly string[]): string {
  const columns = [...varying, ...shown];
  return toTable(
    columns,
    rows.map((row) => columns.map((name) => show(row[name] as string | number | null))),
  );
}
