/** Every command, by one explicit list. */
import type { Argv } from 'yargs';
import { calc } from './calc.ts';
import { describe, listModels } from './describe.ts';
import { createScenario } from './new.ts';
import { plot } from './plot.ts';
import { run } from './run.ts';
import { schema } from './schema.ts';

export function commands(parser: Argv): Argv {
  return [run, calc, plot, listModels, describe, createScenario, schema].reduce<Argv>(
    (known, register) => register(known),
    parser,
  );
}
