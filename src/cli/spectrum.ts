/** `descent spectrum MODEL`: the limiting spectrum of a model's random matrices, and simulated ones beside it. */
import { clip, InputError } from '../errors.ts';
import { checkSpectrum } from '../models/model.ts';
import { modelNamed, models } from '../models/registry.ts';
import { type LawPlan, type MatrixName, matrices } from '../scenario/scenario.ts';
import type { Absent, Command } from './command.ts';
import { estimate, estimateOptions } from './estimate.ts';
import { executeLaw, type LawCommand, lawOptions } from './law.ts';
import { choice, refuseUnused } from './options.ts';
import { parameterNotes, parameterOptions } from './parameterOptions.ts';

const command: LawCommand = {
  observe: 'spectrum',
  usual: { size: 200, trials: 64 },
  meanings: {
    points: 'points of the grid, over all bulks',
    at: 'eigenvalues to take the density at',
    size: 'larger size of the simulated matrices, as in simulation.sizes',
    trials: 'matrices of that size; twice as many of half the size',
    json: 'one object a point, with grid, density, edges, atoms',
    csv: 'one line an eigenvalue of the grid',
  },
  own: [
    {
      name: 'matrix',
      of: 'model',
      meaning: `${Object.keys(matrices).join(', ')} [default covariance; gram where there are infinitely many features]`,
      group: 'Spectrum',
    },
    {
      name: 'scale',
      of: 'grid',
      meaning: 'linear or log [default log where the support spans three decades or reaches 0]',
      group: 'Spectrum',
    },
  ],
  place: { kind: 'number', name: 'at', tex: 's', meaning: 'eigenvalue', minimum: 0, exclusive: true },
  plan: (given) => {
    const matrix = choice(given, 'matrix', Object.keys(matrices)) as MatrixName | undefined;
    const scale = choice(given, 'scale', ['linear', 'log']) as LawPlan['scale'];
    return { ...(matrix ? { matrix } : {}), ...(scale ? { scale } : {}) };
  },
  ladder: ({ size, trials }) => {
    const half = { size: Math.ceil(size / 2), trials: 2 * trials };
    return half.size < size ? [half, { size, trials }] : [{ size, trials }];
  },
  absent: {
    fit: 'the eigenvalues are those of inputs and features, whatever is hidden, labelled or fitted',
  },
};

const spectral = models.filter(({ hasSpectrum }) => hasSpectrum);

const aboutFiles = 'descent spectrum estimate is about files; it takes their options, --json or --csv';
const ofFiles: Absent = {
  model: aboutFiles,
  fit: aboutFiles,
  draws: aboutFiles,
  grid: aboutFiles,
  places: aboutFiles,
  figure: aboutFiles,
  results: aboutFiles,
  simulable: aboutFiles,
  simulation: aboutFiles,
  size: aboutFiles,
};

export const spectrum: Command = {
  options: [
    ...parameterOptions(spectral, { known: models, never: 'fit' }),
    ...lawOptions(command),
    ...estimateOptions,
  ],
  notes: [
    ...Object.entries(matrices).map(([name, meaning]) => `${name}: ${meaning}.`),
    'Densities are per eigenvalue of the matrix and have, with the atoms, mass 1. Without --json and --csv the figure is written, with the histogram of simulated matrices, its numbers beside it in a folder of these options, and whether the two agree: exit code 3 if not. A scenario says the same with observe: spectrum.',
    'descent spectrum estimate X.npy y.npy > eigs.csv makes a spectrum file of data: eigenvalues of the population that the rows are of, the power of the labels along each, and what no linear function explains; with estimates that leave rows out, for standard errors. Files are .npy, .csv, .txt, or arrays as data.npz:X; docs/data.md.',
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
    checkSpectrum(model);
    refuseUnused(given, estimateOptions, { rows: 'it is about the files of descent spectrum estimate' });
    return executeLaw(given, terminal, { model, owner: model, command, options: spectrum.options });
  },
};
