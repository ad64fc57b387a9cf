/** `descent spectrum MODEL`: the limiting spectrum of a model's random matrices, and simulated ones beside it. */
import { join } from 'node:path';
import { clip, InputError } from '../errors.ts';
import { renderFigure } from '../figure/figure.ts';
import { checkSpectrum, type Model } from '../models/model.ts';
import { modelNamed, models } from '../models/registry.ts';
import { type MatrixName, matrices, type Showing, type ShownLaw, spectrumOf } from '../pipeline/spectrum.ts';
import { type DrawnSpectrum, spectrumFigure } from '../pipeline/spectrumFigure.ts';
import { type SampledSpectrum, sampleSpectrum, spectrumPolicy } from '../pipeline/spectrumSample.ts';
import { writeThenDraw } from '../pipeline/writeThenDraw.ts';
import type { NumberParameter } from '../problem/parameter.ts';
import { cautionLines } from '../report/cautions.ts';
import { toCsv } from '../report/csv.ts';
import { show, toTable } from '../report/table.ts';
import type { Axis } from '../scenario/values.ts';
import type { Absent, Command, Given, Option, Terminal } from './command.ts';
import { estimate } from './estimate.ts';
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
import { checkFolder, choice, refuseUnused, textOf, wholeNumber } from './options.ts';
import { parameterNotes, parameterOptions, readScan } from './parameterOptions.ts';
import type { Row } from './rows.ts';

const mostPoints = 100_000;
const usual = { points: 2000, size: 200, trials: 64 };

const own: readonly Option[] = [
  {
    name: 'matrix',
    of: 'model',
    meaning: `${Object.keys(matrices).join(', ')} [default covariance; gram where there are infinitely many features]`,
    group: 'Spectrum',
  },
  {
    name: 'points',
    of: 'grid',
    meaning: `points of the grid, over all bulks [default ${usual.points}]`,
    group: 'Spectrum',
  },
  {
    name: 'scale',
    of: 'grid',
    meaning: 'linear or log [default log where the support spans three decades or reaches 0]',
    group: 'Spectrum',
  },
  {
    name: 'at',
    of: 'places',
    meaning: 'eigenvalues to take the density at, instead of a grid; with --json or --csv',
    group: 'Spectrum',
  },
  ...samplingOptions(
    {
      size: 'larger size of the simulated matrices, as in simulation.sizes',
      trials: 'matrices of that size; twice as many of half the size',
    },
    usual,
  ),
  ...figureOptions,
  {
    name: 'json',
    of: 'command',
    kind: 'flag',
    meaning: 'theory only, to the terminal: one object a point, with grid, density, edges, atoms',
    group: 'Output',
  },
  {
    name: 'csv',
    of: 'command',
    kind: 'flag',
    meaning: 'theory only, to the terminal: one line an eigenvalue of the grid',
    group: 'Output',
  },
];

const spectral = models.filter(({ hasSpectrum }) => hasSpectrum);

const matrixAlone: Absent = {
  fit: 'the eigenvalues are those of inputs and features, whatever is hidden, labelled or fitted',
};

const aboutFiles = 'descent spectrum estimate is about two files; it takes --json or --csv';
const ofFiles: Absent = {
  model: aboutFiles,
  fit: aboutFiles,
  draws: aboutFiles,
  grid: aboutFiles,
  places: aboutFiles,
  figure: aboutFiles,
  simulable: aboutFiles,
  simulation: aboutFiles,
  size: aboutFiles,
};

export const spectrum: Command = {
  options: [...parameterOptions(spectral, { known: models, never: 'fit' }), ...own],
  notes: [
    ...Object.entries(matrices).map(([name, meaning]) => `${name}: ${meaning}.`),
    'Densities are per eigenvalue of the matrix and have, with the atoms, mass 1. Without --json and --csv the figure spectrum-MODEL/figure.svg is written, with the histogram of simulated matrices, its numbers beside it, and whether the two agree: exit code 3 if not.',
    'descent spectrum estimate X.npy y.npy > eigs.csv makes a spectrum file of data: eigenvalues of the population that the rows are of, the power of the labels along each, and what no linear function explains; with standard errors of both powers.',
    parameterNotes(spectral),
  ].join(' '),
  execute: async (given, terminal) => {
    const [name, ...more] = given.words as [string, ...string[]];
    if (name === 'estimate') {
      refuseUnused(given, spectrum.options, ofFiles);
      return estimate(given, terminal);
    }
    if (more.length > 0)
      throw new InputError(`'${clip(more.join(' '))}' is too much: descent spectrum <model> is all`);
    const model = modelNamed(name);
    const format = terminalFormat(given);
    checkSpectrum(model);
    const { axes, points } = readScan(model, given, spectrum.options);
    refuseUnused(given, spectrum.options, { ...absentFrom(given, model, points), ...matrixAlone });
    const showing = readShowing(given);
    const laws = points.map((point) => spectrumOf(model, point, showing));
    if (format === 'json') terminal.out(`${JSON.stringify(laws.map((each) => each.spectrum))}\n`);
    else if (format === 'csv') terminal.out(toCsv(laws.flatMap(rowsOf)));
    else return writeFigure(model, laws, axes, given, terminal);
    return 0;
  },
};

function readShowing(given: Given): Showing {
  const matrix = choice(given, 'matrix', Object.keys(matrices)) as MatrixName | undefined;
  const scale = choice(given, 'scale', ['linear', 'log']) as Showing['scale'];
  return {
    points: wholeNumber(given, 'points', mostPoints) ?? usual.points,
    ...(matrix ? { matrix } : {}),
    ...(scale ? { scale } : {}),
    ...readPlaces(given, eigenvalue),
  };
}

const eigenvalue: NumberParameter = {
  kind: 'number',
  name: 'at',
  tex: 's',
  meaning: 'eigenvalue',
  minimum: 0,
  exclusive: true,
};

function rowsOf({ spectrum: { parameters, matrix, grid, density, cautions } }: ShownLaw): Row[] {
  return grid.map((place, i) => ({
    ...parameters,
    matrix,
    eigenvalue: place,
    density: density[i]!,
    cautions,
  }));
}

async function writeFigure(
  model: Model,
  shown: readonly ShownLaw[],
  axes: readonly Axis[],
  given: Given,
  terminal: Terminal,
): Promise<number> {
  const out = textOf(given, 'out') ?? 'out';
  checkFolder('--out', out);
  const look = readLook(given);
  const sampling = readSampling(given, usual);
  const backend = readBackend(given);
  const drawn = shown.map((each): DrawnSpectrum => {
    const sample = backend && sampleSpectrum(model, each, backend, sampling);
    return { spectrum: each.spectrum, sample };
  });
  const varying = axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const folder = join(out, `spectrum-${model.name}`);
  const numbers = {
    [join(folder, 'spectrum.json')]: `${JSON.stringify(drawn)}\n`,
    [join(folder, 'spectrum.csv')]: toCsv(shown.flatMap(rowsOf)),
  };
  const draw = async (path: string) =>
    pictures(given, path, await renderFigure(spectrumFigure(model, drawn, varying, look)));
  const files = await writeThenDraw(numbers, join(folder, 'figure.svg'), draw, writeFiles);
  const names = files.map((file) => `  ${file}\n`);
  terminal.tell(`${reportOf(model, drawn, shown, varying)}\n${names.join('')}`);
  return drawn.some(({ sample }) => sample?.judgement.verdict === 'disagree') ? 3 : 0;
}

/** The bulks and atoms of every law with their masses, and what the simulation says of it. */
function reportOf(
  model: Model,
  drawn: readonly DrawnSpectrum[],
  shown: readonly ShownLaw[],
  varying: readonly string[],
): string {
  const rows = shown.flatMap((each) => {
    const { parameters, atoms, edges } = each.spectrum;
    const named = varying.map((name) => show(parameters[name]));
    const bulk = edges.map(([low, high]) => [show(low, 10), show(high, 10), show(massOf(each, low, high))]);
    return [...atoms.map(({ at, mass }) => [show(at, 10), show(at, 10), show(mass)]), ...bulk].map(
      (cells) => [...named, ...cells],
    );
  });
  const { matrix } = shown[0]!.spectrum;
  return [
    `${model.title}: spectrum of the ${matrix} (${matrices[matrix]})`,
    toTable([...varying, 'from', 'to', 'mass'], rows),
    ...cautionLines(shown.map(({ spectrum: { cautions } }) => cautions)),
    ...drawn.flatMap(({ sample }) => (sample ? [verdictOf(sample)] : [])),
  ].join('\n');
}

function massOf({ distribution: { places, shares } }: ShownLaw, low: number, high: number): number {
  return shares[places.lastIndexOf(high)]! - shares[places.indexOf(low, 1)]!;
}

function verdictOf({ sizes, trials, order, zeros, distance, judgement }: SampledSpectrum): string {
  const { verdict, worst } = judgement;
  const z = worst?.z === null || worst === null ? '' : `, worst z = ${worst.z.toFixed(2)}`;
  const counted = `${show(zeros.mean)} of ${order} eigenvalues are 0 (theory ${show(zeros.theory)})`;
  return `verdict: ${verdict} on five resolvent traces at alpha ${spectrumPolicy.alpha}, tolerance ${spectrumPolicy.tolerance}${z}; sizes ${sizes.join(', ')}, trials ${trials.join(', ')}; ${counted}; distribution functions at most ${show(distance, 2)} apart`;
}
