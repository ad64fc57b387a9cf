/** `descent models` and `descent describe MODEL`: what is there, and what it means. */
import type { Argv } from 'yargs';
import { InputError, nearest } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';

export function listModels(parser: Argv): Argv {
  return parser.command('models', 'list the models', {}, () => {
    for (const { name, title } of models) process.stdout.write(`${name.padEnd(18)} ${title}\n`);
  });
}

export function describe(parser: Argv): Argv {
  return parser.command(
    'describe <model>',
    'formula, parameters with domains, quantities and references of a model',
    (args) => args.positional('model', { type: 'string', demandOption: true, describe: 'name of the model' }),
    async ({ model }) => {
      const { modelPage } = await import('../report/modelPage.ts');
      process.stdout.write(modelPage(findModel(model)));
    },
  );
}

/** The model that the user named. @throws {InputError} with the nearest name */
export function findModel(name: string): Model {
  const found = models.find((model) => model.name === name);
  if (found) return found;
  const names = models.map((model) => model.name);
  const hint = nearest(name, names);
  throw new InputError(
    `model '${name}' is not known${hint ? `; did you mean ${hint}?` : ''} (valid: ${names.join(', ')})`,
  );
}
