/** `descent schema`: the JSON Schema of scenarios, for editors. */
import { signatures } from '../models/registry.ts';
import { scenarioSchema } from '../scenario/jsonSchema.ts';
import type { Command } from './command.ts';

export const schema: Command = {
  options: [],
  execute: async (_, terminal) => {
    terminal.out(`${JSON.stringify(scenarioSchema(signatures), null, 2)}\n`);
    return 0;
  },
};
