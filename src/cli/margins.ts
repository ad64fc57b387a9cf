/** `descent margins classification`: the limiting laws of margins y f, beside those of simulated fits. */
import { InputError } from '../errors.ts';
import { modelNamed, models } from '../models/registry.ts';
import type { Command } from './command.ts';
import { executeLaw, type LawCommand, lawOptions } from './law.ts';
import { type Owner, parameterOptions, valueNotes } from './parameterOptions.ts';

const command: LawCommand = {
  observe: 'margins',
  usual: { size: 400, trials: 4 },
  meanings: {
    points: 'points of the grid',
    at: 'margins to take the laws at',
    size: 'size of the simulated problems, as in simulation.sizes',
    trials: 'fits of that size, whose margins are pooled',
    json: 'one object a point, with grid, and density, cdf and atoms of both',
    csv: 'one line a margin of the grid',
  },
  own: [],
  place: { kind: 'number', name: 'at', tex: 'u', meaning: 'margin', minimum: -1e12, maximum: 1e12 },
  plan: () => ({}),
  ladder: (largest) => [largest],
  absent: {},
};

/** Models that have margins, with their parameters as these depend on them. */
const owners: readonly Owner[] = models.flatMap((model) =>
  model.marginParameters ? [{ ...model, parameters: model.marginParameters }] : [],
);

export const margins: Command = {
  options: [...parameterOptions(owners, { known: models }), ...lawOptions(command)],
  notes: [
    'Fresh margins have the law of ω, training margins that of the prox of Vℓ at ω.',
    'Where ℓ has a kink, or the training loss is 0, a share of the training margins is the same:',
    'an atom, which the density leaves out and the distribution function cdf has.',
    'status separable: the logistic loss at ridge 0 has no minimiser;',
    'the laws are those of its direction, scaled so that the least margin is 1.',
    'Without --json and --csv the figure is written, with the histogram of simulated fits, and its numbers beside it,',
    'in a folder of these options. A scenario says the same with observe: margins.',
    valueNotes,
  ].join(' '),
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const owner = owners.find(({ name }) => name === model.name);
    if (owner === undefined)
      throw new InputError(
        `${model.name} has no margins y f of labels ±1; expected ${owners.map(({ name }) => name).join(' or ')}`,
      );
    return executeLaw(given, terminal, { model, owner, command, options: margins.options });
  },
};
