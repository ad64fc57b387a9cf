/** `--plugin FILE`: a module of one's own that defines models, imported before a command reads the parameters of the models. */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { clip, InputError, placeIn } from '../errors.ts';
import { importBrought } from '../execution/modules.ts';
import { models } from '../models/registry.ts';
import type { Option } from './command.ts';
import { readText } from './options.ts';

export const pluginOption: Option = {
  name: 'plugin',
  of: 'command',
  kind: 'several',
  meaning: 'module (.ts, .js or .mjs) that defines models; descent new NAME --plugin writes one',
};

const given = new Map<string, string>();

/** What the commands that are shown to the user must be given, too. */
export function pluginWords(): string {
  return [...given.values()].map((file) => ` --plugin ${file}`).join('');
}

/** Their absolute paths. */
export function pluginFiles(): string[] {
  return [...given.keys()].map((module) => fileURLToPath(module));
}

/** The words without the plugins and their files; a last `--plugin` without a file is left. */
export function takePlugins(argv: readonly string[]): { words: string[]; files: string[] } {
  const [words, files]: [string[], string[]] = [[], []];
  for (let i = 0; i < argv.length; i++) {
    const [name, value] = argv[i]!.split(/=(.*)/s);
    const next = value ?? argv[i + 1];
    if (name !== '--plugin' || next === undefined || (value === undefined && next.startsWith('--')))
      words.push(argv[i]!);
    else {
      files.push(next);
      if (value === undefined) i++;
    }
  }
  return { words, files };
}

/** @throws {InputError} for a file that is none, throws, or defines no model */
export async function loadPlugin(file: string): Promise<void> {
  if (!/\.(ts|js|mjs)$/.test(file))
    throw new InputError(`--plugin ${clip(file)}: a module is needed, a file .ts, .js or .mjs`);
  readText(file);
  const module = pathToFileURL(resolve(file)).href;
  if (given.has(module)) return;
  const before = models.length;
  try {
    await importBrought(module);
  } catch (error) {
    throw broken(file, module, error);
  }
  if (models.length === before)
    throw new InputError(
      `${file}: no model is defined; a call of defineModel is needed, as descent new NAME --plugin writes it`,
    );
  given.set(module, file);
}

/** What an error says, at the place in the plugin from which it comes. */
function broken(file: string, module: string, error: unknown): InputError {
  if (!(error instanceof Error)) return new InputError(`${file}: ${clip(String(error))} is thrown`);
  const place = placeIn(module, file, error);
  // A compiler says the place first, and more below.
  const message = error.message.split('\n').find((line) => /ERROR:/.test(line)) ?? error.message;
  const text = clip(message.replace(/^.*ERROR: /, ''), 500);
  return place ? new InputError(text, place) : new InputError(`${file}: ${text}`);
}
