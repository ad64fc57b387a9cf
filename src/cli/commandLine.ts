/**
 * From words to a command that runs. yargs parses and writes the help; what it would let pass, or complain about in its own
 * words, is checked here.
 */
import { inspect } from 'node:util';
import type { Argv } from 'yargs';
import { clip, IncompleteError, InputError, unknownName } from '../errors.ts';
import { parameterHint } from '../words/aliases.ts';
import type { Command, Entry, Given, Option, Terminal } from './command.ts';
import { commands } from './commands.ts';
import { camel, kebab } from './options.ts';
import { loadPlugin, pluginOption, takePlugins } from './plugin.ts';

const widestHelp = 100;

/** Runs the command that the words ask for, and reports what goes wrong. @returns the exit code */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { words, files } = takePlugins(normalised(argv));
    const entry = findEntry(words[0]);
    if (!entry) {
      checkOptions(words, [{ name: 'version', kind: 'flag' }]);
      terminal.out(words.includes('--help') ? overview() : `${await version()}\n`);
      return 0;
    }
    for (const file of files) await loadPlugin(file);
    const command = await entry.load();
    const taken = command.options.some(({ name }) => name === pluginOption.name);
    const options = taken ? command.options : [...command.options, pluginOption];
    checkOptions(words, options);
    if (!taken && words.includes('--plugin')) throw new InputError('--plugin needs a file');
    const { help, args } = await parse(words.slice(1), terminal.columns, entry, { ...command, options });
    if (!args) {
      terminal.out(`${help}\n`);
      return 0;
    }
    return await command.execute(readGiven(args, entry, command.options), terminal);
  } catch (error) {
    return report(error, terminal);
  }
}

/** `--ridge -1e-3` means a value, as `--ridge=-1e-3` does; `help calc` means `calc --help`. */
function normalised(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  const joined: string[] = [];
  for (const word of first === 'help' || first === '--help' ? [...rest, '--help'] : argv) {
    const last = joined.at(-1);
    if (last?.startsWith('--') && !last.includes('=') && /^-[\d.]/.test(word))
      joined[joined.length - 1] = `${last}=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** The named command; undefined where only help or the version is asked for. */
function findEntry(word: string | undefined): Entry | undefined {
  if (word === '--help' || word === '--version') return undefined;
  const names = commands.map(({ name }) => name);
  if (word === undefined || word.startsWith('-')) {
    const problem = word === undefined ? 'a command is needed' : `a command is needed before ${clip(word)}`;
    throw new InputError(`${problem} (valid: ${names.join(', ')}); see descent --help`);
  }
  const found = commands.find(({ name }) => name === word);
  if (!found) throw unknownName('command', word, names);
  return found;
}

type Flag = Pick<Option, 'name' | 'kind'>;

/** Only declared options pass, and flags without a value: yargs gives a meaning to --_, --toString and --json=maybe. */
function checkOptions(words: readonly string[], options: readonly Flag[]): void {
  const known: readonly Flag[] = [...options, { name: 'help', kind: 'flag' }];
  // yargs takes it for nothing, or for true.
  if (words.includes('-'))
    throw new InputError('-: an option, a name or a file is needed; standard input is /dev/stdin');
  for (const word of words.filter((each) => /^-./.test(each))) {
    const [name = '', value] = word.split(/=(.*)/s);
    const option = known.find((each) => kebab(name) === `--${each.name}`);
    if (!option) {
      const names = known.map((each) => camel(each.name));
      const label = (each: string) => `--${kebab(each)}`;
      const hint = parameterHint(camel(name.replace(/^-+/, '')), names, label);
      throw unknownName('option', name, names.map(label), hint);
    }
    if (option.kind === 'flag' && value !== undefined)
      throw new InputError(`${name} takes no value, but is given '${clip(value)}'`);
  }
}

/** The commands at a glance, without yargs: it takes longer to load than everything else here. */
function overview(): string {
  const names = commands.map(({ name, positional = '' }) => `descent ${name} ${positional}`.trim());
  const width = Math.max(...names.map((name) => name.length));
  return [
    'descent <command> [options]',
    '',
    'Asymptotic risk curves of overparameterized models, and the simulation that tests them.',
    '',
    'Commands:',
    ...commands.map(({ summary }, i) => `  ${names[i]!.padEnd(width)}  ${summary}`),
    '',
    'descent <command> --help says more about each; descent --version tells the version.',
    '',
  ].join('\n');
}

type Parsed = Readonly<Record<string, unknown>>;

/** What yargs makes of the words: the command's arguments, or else a text to print. */
async function parse(
  words: readonly string[],
  columns: number,
  entry: Entry,
  command: Command,
): Promise<{ help: string; args: Parsed | undefined }> {
  const { default: yargs } = await import('yargs');
  let args: Parsed | undefined;
  let help = '';
  const parser = yargs()
    .scriptName(`descent ${entry.name}`)
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'dot-notation': false,
      'boolean-negation': false,
      'short-option-groups': false,
    })
    .help('help', 'show this help')
    .wrap(Math.min(widestHelp, columns))
    .exitProcess(false)
    .fail((_message, error) => {
      // All else is checked already.
      throw (
        error ??
        new InputError(
          `descent ${entry.name}: ${entry.positional} is missing; see descent ${entry.name} --help`,
        )
      );
    })
    .version(false)
    .command({
      // The only command of its own program: of any other yargs writes the help at every call.
      command: `$0 ${entry.positional ?? ''}`.trim(),
      describe: entry.summary,
      builder: (known: Argv) => declare(known, command),
      handler: (parsed) => {
        args = parsed;
      },
    });
  await parser.parseAsync([...words], {}, (_error, _args, output) => {
    // Of one letter or more, options have two dashes here.
    help = output.replace(/^( +)-(\w) /gm, '$1--$2');
  });
  return { help, args };
}

function declare(parser: Argv, { options, notes }: Command): Argv {
  for (const { name, meaning, kind, group, hidden = false } of options) {
    parser.option(name, {
      describe: meaning,
      hidden,
      ...(kind === 'flag' ? { type: 'boolean' as const } : {}),
      ...(group ? { group: `${group}:` } : {}),
    });
  }
  return notes ? parser.epilog(notes) : parser;
}

/** Read lazily, as it is seldom asked for. */
async function version(): Promise<string> {
  return (await import('../pipeline/version.ts')).version;
}

function readGiven(args: Parsed, { name, positional = '' }: Entry, options: readonly Option[]): Given {
  const words = [args[positional.replace(/[<.>]/g, '')] ?? []].flat().map(String);
  const rest = args['_'] as string[];
  if (rest.length > 0)
    throw new InputError(
      `'${clip(rest.join(' '))}' is too much: descent ${`${name} ${positional}`.trim()} is all`,
    );
  if (words.includes('')) throw new InputError(`descent ${name} ${positional}: '' is empty`);
  const known = new Map(options.map((option) => [option.name, option]));
  const given = Object.keys(args).filter((key) => known.has(key));
  return { words, options: new Map(given.map((key) => [key, textsOf(args[key], known.get(key)!)])) };
}

function textsOf(value: unknown, { name, kind }: Option): string[] {
  if (kind === 'flag') return [];
  const texts = [value].flat();
  if (texts.length > 1 && kind !== 'several')
    throw new InputError(
      `--${name} is given ${texts.length} times (${clip(texts.join(' and '))}); once is enough`,
    );
  if (texts.some((text) => typeof text !== 'string' || text === ''))
    throw new InputError(`--${name} needs a value`);
  return texts as string[];
}

/** One line a problem for what a person can mend; a stack only for what is our defect. */
function report(error: unknown, { err }: Terminal): number {
  if (error instanceof Error && ('exitCode' in error || 'syscall' in error)) {
    const lines =
      error instanceof InputError || error instanceof IncompleteError ? error.lines : [error.message];
    for (const line of lines) err(`descent: ${line.replaceAll(/\p{Cc}+/gu, ' ')}\n`);
    return 'exitCode' in error ? Number(error.exitCode) : 2;
  }
  err(`descent: internal error: ${inspect(error)}\n`);
  return 1;
}
