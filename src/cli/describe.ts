/** `descent models` and `descent describe MODEL`: what is there, and what it means. */
import { modelNamed, models } from '../models/registry.ts';
import { modelPage } from '../report/modelPage.ts';
import type { Command } from './command.ts';

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
    terminal.out(modelPage(modelNamed(words[0]!)));
    return 0;
  },
};
