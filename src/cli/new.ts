/** `descent new NAME`: a commented scenario to start from; with --plugin a model of one's own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clip, InputError } from '../errors.ts';
import { modelNamed, models, signatures } from '../models/registry.ts';
import { newScenario } from '../scenario/template.ts';
import type { Command, Given, Terminal } from './command.ts';
import { writeFiles } from './interruption.ts';
import { checkFolder, textOf, unused } from './options.ts';
import { pluginTemplate, pluginUses } from './pluginTemplate.ts';

export const createScenario: Command = {
  options: [
    { name: 'model', of: 'command', meaning: 'model of the scenario [default random-features]' },
    { name: 'folder', of: 'command', meaning: 'where to write it [default scenarios; of a plugin .]' },
    {
      name: 'plugin',
      of: 'command',
      kind: 'flag',
      meaning: 'write a model of one’s own instead, a module that --plugin FILE of any command takes',
    },
  ],
  notes: 'The name is that of the file and of its results: a-z, 0-9 and -.',
  execute: async (given, terminal) => {
    const name = given.words[0]!;
    if (given.options.has('plugin')) return createPlugin(name, given, terminal);
    const folder = textOf(given, 'folder') ?? 'scenarios';
    const model = modelNamed(textOf(given, 'model') ?? 'random-features').name;
    const text = newScenario(name, signatures.find((signature) => signature.name === model)!);
    terminal.tell(`${await writeNew(folder, `${name}.yaml`, text)}\n`);
    return 0;
  },
};

async function createPlugin(name: string, given: Given, terminal: Terminal): Promise<number> {
  if (given.options.has('model')) throw unused('model', '--plugin without a file writes a model of its own');
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new InputError(`${clip(name)} cannot be a model's name; expected a-z, 0-9 and -, a letter first`);
  if (models.some((model) => model.name === name))
    throw new InputError(`there is a model ${name} already; choose another name`);
  const file = await writeNew(textOf(given, 'folder') ?? '.', `${name}.ts`, pluginTemplate(name));
  terminal.tell(`${file}\n${pluginUses(name, file)}`);
  return 0;
}

/** @returns the path of the file, which must not exist yet */
async function writeNew(folder: string, name: string, text: string): Promise<string> {
  checkFolder('--folder', folder);
  const file = join(folder, name);
  if (existsSync(file)) throw new InputError(`${file} exists already; choose another name`);
  await writeFiles({ [file]: text });
  return file;
}
