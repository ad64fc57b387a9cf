/** `descent new NAME`: a commented scenario to start from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import { modelNamed, signatures } from '../models/registry.ts';
import { newScenario } from '../scenario/template.ts';
import type { Command } from './command.ts';
import { writeFiles } from './interruption.ts';
import { checkFolder, textOf } from './options.ts';

export const createScenario: Command = {
  options: [
    { name: 'model', of: 'command', meaning: 'model of the scenario [default random-features]' },
    { name: 'folder', of: 'command', meaning: 'where to write it [default scenarios]' },
  ],
  notes: 'The name is that of the file and of its results: a-z, 0-9 and -.',
  execute: async (given, terminal) => {
    const name = given.words[0]!;
    const folder = textOf(given, 'folder') ?? 'scenarios';
    const model = modelNamed(textOf(given, 'model') ?? 'random-features').name;
    const text = newScenario(name, signatures.find((signature) => signature.name === model)!);
    checkFolder('--folder', folder);
    const file = join(folder, `${name}.yaml`);
    if (existsSync(file)) throw new InputError(`${file} exists already; choose another name`);
    await writeFiles({ [file]: text });
    terminal.tell(`${file}\n`);
    return 0;
  },
};
