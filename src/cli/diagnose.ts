/** `descent diagnose MODEL`: effective ranks, whether overfitting is benign, and estimates of the test error from the training data. */
import { diagnose } from '../models/diagnostics.ts';
import { checkSpectrum } from '../models/model.ts';
import { modesAt } from '../models/modes.ts';
import { modelNamed, models } from '../models/registry.ts';
import { show, toTable } from '../report/table.ts';
import type { Command } from './command.ts';
import { refuseUnused, wholeNumber } from './options.ts';
import { parameterNotes, parameterOptions, readScan, theoryAlone } from './parameterOptions.ts';
import { type Row, rowFormat, rowOptions } from './rows.ts';

const spectral = models.filter(({ hasSpectrum }) => hasSpectrum);

export const diagnoseCommand: Command = {
  options: [
    ...parameterOptions(spectral, { known: models, never: 'draws' }),
    {
      name: 'modes',
      of: 'command',
      group: 'Diagnosing',
      meaning:
        'so many leading eigenspaces in the place of points: eigenvalue, target power and how much of each is learned',
    },
    ...rowOptions('point'),
  ],
  notes: [
    'gcv, leaveOneOut: the limits of generalised cross-validation and of leaving one out, in units of y², noise included.',
    'overfitting: test error of the minimum-norm interpolator of pure noise, over the noise; its limit decides: 1 benign, finite tempered, none catastrophic.',
    'r0, R0: effective ranks (Σs)/s₁ and (Σs)²/Σs²; kStar: the least k with r_k ≥ n, rStar and RStar the ranks beyond it; counts with absolute sizes, else per sample.',
    'localExponent: d log(excess risk)/d log n at absolute sizes; predictedExponent: that of an endless power-law spectrum.',
    'learnability: L = s/(s + κ), the share of a mode that the mean predictor has; cumulativePower: that of the target in this mode and those before.',
    parameterNotes(spectral),
  ].join(' '),
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    checkSpectrum(model);
    const { axes, points } = readScan(model, given, diagnoseCommand.options);
    refuseUnused(given, diagnoseCommand.options, theoryAlone);
    const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
    const modes = wholeNumber(given, 'modes', mostModes);
    if (modes !== undefined) {
      const rows = points.flatMap((point) =>
        modesAt(model, point, modes).map((mode) => ({ ...point, ...mode })),
      );
      terminal.out(format(rows, tableOf(rows, varying, modeColumns)));
      return 0;
    }
    const rows = points.map((point) => ({
      ...{ ...point, ...diagnose(model, point) },
      cautions: model.cautions(point),
    }));
    const orders = [...new Set(rows.map((row) => `overfittingLimit: ${row.limitOrder}`))];
    terminal.out(format(rows, [tableOf(rows, varying, shown), ...orders].join('\n')));
    return 0;
  },
};

/** More lines than this nobody reads. */
const mostModes = 100_000;

const modeColumns = [
  'mode',
  'eigenvalue',
  'multiplicity',
  'power',
  'cumulativePower',
  'learnability',
  'bias',
];

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
  'localExponent',
  'predictedExponent',
];

function tableOf(rows: readonly Row[], varying: readonly string[], found: readonly string[]): string {
  const columns = [...varying, ...found];
  return toTable(
    columns,
    rows.map((row) => columns.map((name) => show(row[name] as string | number | null))),
  );
}
