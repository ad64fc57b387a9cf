#!/usr/bin/env node
/** The command line: the only place, with the files beside it, that touches process.*. Commands load what they need when they run. */
import yargs from 'yargs';
import { nearest } from '../errors.ts';
import { commands } from './commands.ts';

// `descent models | head` must not crash.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

class UsageError extends Error {
  readonly exitCode = 2;
}

/** `--ridge -1e-3` means a value, as `--ridge=-1e-3` does. */
function joinNegativeValues(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const last = joined.at(-1);
    if (last?.startsWith('--') && !last.includes('=') && /^-[\d.]/.test(word))
      joined[joined.length - 1] = `${last}=${word}`;
    else joined.push(word);
  }
  return joined;
}

async function main(): Promise<void> {
  const parser = commands(yargs(joinNegativeValues(process.argv.slice(2))))
    .scriptName('descent')
    .usage(
      '$0 COMMAND …\n\nAsymptotic risk curves of overparameterized models, and the simulation that tests them.',
    )
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
    })
    .demandCommand(1, 'a command is needed: run, calc, plot, models, describe, new or schema')
    .strict()
    .recommendCommands()
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    await parser.parseAsync();
  } catch (error) {
    report(error, await parser.getHelp().catch(() => ''));
  }
}

/** One line for what a person can mend; a stack only for what is our defect. */
function report(error: unknown, help: string): void {
  const code = (error as { exitCode?: number }).exitCode;
  if (error instanceof Error && code !== undefined) {
    process.stderr.write(`descent: ${suggestOption(error.message, help)}\n`);
    process.exitCode = code;
    return;
  }
  process.stderr.write(`descent: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

/** Add the nearest known option to yargs' complaint about an unknown one. */
function suggestOption(message: string, help: string): string {
  const unknown = /^Unknown arguments?: ([^\s,]+)/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const known = [...help.matchAll(/--([a-z][\w-]*)/gi)].map((match) => match[1]!);
  const hint = nearest(unknown, known);
  return `unknown option --${unknown}${hint ? `; did you mean --${hint}?` : ''} (valid: ${[...new Set(known)].map((name) => `--${name}`).join(', ')})`;
}

await main();
