/** `descent schema`: the JSON Schema of scenarios, for editors. */
import type { Argv } from 'yargs';

export function schema(parser: Argv): Argv {
  return parser.command('schema', 'print the JSON Schema of scenario files, for editors', {}, async () => {
    const { scenarioSchema } = await import('../scenario/schema.ts');
    const { signatures } = await import('../models/registry.ts');
    process.stdout.write(`${JSON.stringify(scenarioSchema(signatures), null, 2)}\n`);
  });
}
