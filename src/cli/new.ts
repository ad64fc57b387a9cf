/** `descent new NAME`: a commented scenario to start from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { InputError } from '../errors.ts';
import { findModel } from './describe.ts';
import { single } from './options.ts';

export function createScenario(parser: Argv): Argv {
  return parser.command(
    'new <name>',
    'write a commented scenario to start from',
    (args) =>
      args
        .positional('name', {
          type: 'string',
          demandOption: true,
          describe: 'name of the scenario: a-z, 0-9, -',
        })
        .option('model', {
          type: 'string',
          default: 'random-features',
          coerce: single('model'),
          describe: 'model of the scenario',
        })
        .option('folder', {
          type: 'string',
          default: 'scenarios',
          coerce: single('folder'),
          describe: 'where to write it',
        }),
    async ({ name, model, folder }) => {
      if (!/^[a-z0-9-]+$/.test(name)) throw new InputError(`name '${name}': valid are a-z, 0-9 and -`);
      const file = join(folder!, `${name}.yaml`);
      if (existsSync(file)) throw new InputError(`${file} exists already; choose another name`);
      const { newScenario } = await import('../scenario/template.ts');
      const { signatures } = await import('../models/registry.ts');
      const { replaceFile } = await import('../simulation/store.ts');
      const found = findModel(model!).name;
      replaceFile(file, newScenario(name, signatures.find((signature) => signature.name === found)!));
      process.stdout.write(`${file}\n`);
    },
  );
}
