/** `descent models` and `descent describe MODEL`: what is there, and what it means. */
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import { modelPage } from '../report/modelPage.ts';
import type { Command } from './command.ts';
import { unknownName } from './options.ts';

export const listModels: Command = {
  options: [],
  execute: async (_, terminal) => {
    for (const { name, title } of models) terminal.out(`${name.padEnd(18)} ${title}\n`);
    return 0;
  },
};

export const describe: Command = {
  options: [],
  notes: `Models: ${models.map(({ name }) => name).join(', ')}.`,
  execute: async ({ words }, terminal) => {
    terminal.out(modelPage(findModel(words[0]!)));
    return 0;
  },
};

/** The model that the user named. @throws {InputError} with the nearest name */
export function findModel(name: string): Model {
  const found = models.find((model) => model.name === name);
  if (found) return found;
  throw unknownName(
    'model',
    name,
    models.map((model) => model.name),
  );
}
