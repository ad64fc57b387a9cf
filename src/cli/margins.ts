/** `descent margins classification`: the limiting laws of margins y f, beside those of simulated fits. */
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { renderFigure } from '../figure/figure.ts';
import { classification } from '../models/classification/classification.ts';
import { strengthOfLabels } from '../models/classification/parameters.ts';
import type { Model } from '../models/model.ts';
import { modelNamed, models } from '../models/registry.ts';
import { type Margins, marginsOf, type ShownMargins, sampleMargins } from '../pipeline/margins.ts';
import { type DrawnMargins, marginsFigure } from '../pipeline/marginsFigure.ts';
import { writeThenDraw } from '../pipeline/writeThenDraw.ts';
import type { NumberParameter } from '../problem/parameter.ts';
import { cautionLines } from '../report/cautions.ts';
import { toCsv } from '../report/csv.ts';
import { show, toTable } from '../report/table.ts';
import type { Axis } from '../scenario/values.ts';
import type { Command, Given, Option, Terminal } from './command.ts';
import { writeFiles } from './interruption.ts';
import {
  absentFrom,
  figureOptions,
  pictures,
  readBackend,
  readLook,
  readPlaces,
  readSampling,
  samplingOptions,
  terminalFormat,
} from './lawFigure.ts';
import { checkFolder, refuseUnused, textOf, wholeNumber } from './options.ts';
import { type Owner, parameterOptions, readScan, valueNotes } from './parameterOptions.ts';
import type { Row } from './rows.ts';

const mostPoints = 100_000;
const usual = { points: 400, size: 400, trials: 4 };

const own: readonly Option[] = [
  { name: 'points', of: 'grid', meaning: `points of the grid [default ${usual.points}]`, group: 'Margins' },
  {
    name: 'at',
    of: 'places',
    meaning: 'margins to take the laws at, instead of a grid; with --json or --csv',
    group: 'Margins',
  },
  ...samplingOptions(
    {
      size: 'size of the simulated problems, as in simulation.sizes',
      trials: 'fits of that size, whose margins are pooled',
    },
    usual,
  ),
  ...figureOptions,
  {
    name: 'json',
    of: 'command',
    kind: 'flag',
    meaning:
      'theory only, to the terminal: one object a point, with grid, and density, cdf and atoms of both',
    group: 'Output',
  },
  {
    name: 'csv',
    of: 'command',
    kind: 'flag',
    meaning: 'theory only, to the terminal: one line a margin of the grid',
    group: 'Output',
  },
];

/** Margins of signs of the teacher do not depend on its power. */
const owner: Owner = {
  ...classification,
  parameters: classification.parameters.map((each) =>
    each.name === 'signal' ? strengthOfLabels(each) : each,
  ),
};

export const margins: Command = {
  options: [...parameterOptions([owner], { known: models }), ...own],
  notes: [
    'Fresh margins have the law of ω, training margins that of the prox of Vℓ at ω.',
    'Where ℓ has a kink, or the training loss is 0, a share of the training margins is the same:',
    'an atom, which the density leaves out and the distribution function cdf has.',
    'status separable: the logistic loss at ridge 0 has no minimiser;',
    'the laws are those of its direction, scaled so that the least margin is 1.',
    'Without --json and --csv the figure margins-classification/figure.svg is written,',
    'with the histogram of simulated fits, and its numbers beside it.',
    valueNotes,
  ].join(' '),
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = terminalFormat(given);
    if (model !== classification)
      throw new InputError(`${model.name} has no margins y f of labels ±1; expected classification`);
    const { axes, points } = readScan(owner, given, margins.options);
    refuseUnused(given, margins.options, absentFrom(given, model, points));
    const showing = {
      points: wholeNumber(given, 'points', mostPoints) ?? usual.points,
      ...readPlaces(given, place),
    };
    const shown = points.map((point) => marginsOf(model, point, showing));
    if (format === 'json') terminal.out(`${JSON.stringify(shown.map((each) => each.margins))}\n`);
    else if (format === 'csv') terminal.out(toCsv(shown.flatMap(rowsOf)));
    else await writeFigure(model, shown, axes, given, terminal);
    return 0;
  },
};

const place: NumberParameter = {
  kind: 'number',
  name: 'at',
  tex: 'u',
  meaning: 'margin',
  minimum: -1e12,
  maximum: 1e12,
};

function rowsOf({ margins: { parameters, grid, training, fresh, status, cautions } }: ShownMargins): Row[] {
  return grid.map((margin, i) => ({
    ...parameters,
    margin,
    trainingDensity: training.density[i]!,
    trainingCdf: training.cdf[i]!,
    freshDensity: fresh.density[i]!,
    freshCdf: fresh.cdf[i]!,
    status,
    cautions,
  }));
}

async function writeFigure(
  model: Model,
  shown: readonly ShownMargins[],
  axes: readonly Axis[],
  given: Given,
  terminal: Terminal,
): Promise<void> {
  const out = textOf(given, 'out') ?? 'out';
  checkFolder('--out', out);
  const look = readLook(given);
  const sampling = readSampling(given, usual);
  const unsolved = shown.find(({ law }) => law === null)?.margins;
  if (unsolved) throw new InputError(`there is no law to draw at ${pointText(unsolved)}: ${unsolved.status}`);
  const backend = readBackend(given);
  const drawn = shown.map(
    (each): DrawnMargins => ({
      margins: each.margins,
      sample: backend && sampleMargins(model, each, backend, sampling),
    }),
  );
  const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const folder = join(out, `margins-${model.name}`);
  const numbers = {
    [join(folder, 'margins.json')]: `${JSON.stringify(drawn)}\n`,
    [join(folder, 'margins.csv')]: toCsv(shown.flatMap(rowsOf)),
  };
  const draw = async (path: string) =>
    pictures(given, path, await renderFigure(marginsFigure(model, drawn, varying, look)));
  const files = await writeThenDraw(numbers, join(folder, 'figure.svg'), draw, writeFiles);
  const names = files.map((file) => `  ${file}\n`);
  terminal.tell(`${reportOf(drawn, varying)}\n${names.join('')}`);
}

function pointText({ parameters }: Margins): string {
  return ['loss', 'labels', 'alpha', 'psi1', 'n', 'ridge']
    .filter((name) => name in parameters)
    .map((name) => `${name} ${parameters[name]}`)
    .join(', ');
}

/** Atoms of every law, and what the simulation says of them and of the rest. */
function reportOf(drawn: readonly DrawnMargins[], varying: readonly string[]): string {
  const columns = [...varying, 'atom', 'mass', 'simulated', 'distance', 'status'];
  const rows = drawn.flatMap(({ margins: { parameters, training, status }, sample }) => {
    const atoms = training.atoms.length > 0 ? training.atoms : [null];
    return atoms.map((atom, i) => [
      ...varying.map((name) => show(parameters[name])),
      show(atom?.at),
      show(atom?.mass),
      show(sample?.atAtoms[i]),
      show(sample?.distance, 2),
      status,
    ]);
  });
  const cautions = cautionLines(drawn.map(({ margins }) => margins.cautions));
  return [toTable(columns, rows), ...cautions].join('\n');
}
