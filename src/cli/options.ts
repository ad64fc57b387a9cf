/** Reading option values and the files that the user names, with errors that say what was given and what is valid. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { clip, InputError, unknownName } from '../errors.ts';
import type { Absent, Given, Option } from './command.ts';

/** observedShare → observed-share. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** observed-share → observedShare. */
export function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The one text of an option. */
export function textOf({ options }: Given, name: string): string | undefined {
  return options.get(name)?.[0];
}

/** @throws {InputError} for the first option that there is nothing for, with the reason */
export function refuseUnused({ options }: Given, declared: readonly Option[], absent: Absent): void {
  for (const { name, of } of declared) {
    const reason = of === 'command' ? undefined : absent[of];
    if (reason !== undefined && options.has(name)) throw unused(name, reason);
  }
}

/** That an option has no effect. */
export function unused(name: string, reason: string): InputError {
  return new InputError(`--${name} would not be used: ${reason}`);
}

/** Worker threads that may be asked for. */
export const mostWorkers = 256;

/** A whole number in [1, most] from an option's text. */
export function wholeNumber(given: Given, name: string, most: number): number | undefined {
  const text = textOf(given, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new InputError(`--${name} ${clip(text)}: a whole number from 1 to ${most} is needed`);
}

/** The text of an option that takes one of a few words. */
export function choice(given: Given, name: string, valid: readonly string[]): string | undefined {
  const text = textOf(given, name);
  if (text === undefined || valid.includes(text)) return text;
  throw unknownName(`--${name}`, text, valid);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, but a file is needed',
  ENOTDIR: 'there is no such file: a part of the path is not a folder',
  EACCES: 'this file may not be read',
};

/** The content of a text file that the user named. */
export function readText(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const reason =
      code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'this is not a text file (UTF-8)' : reasons[code];
    throw new InputError(`${file}: ${reason ?? code}`);
  }
}

/** Reads text files that the file names, relative to it. */
export function readBeside(file: string): (path: string) => string {
  return (path) => readText(isAbsolute(path) ? path : join(dirname(file), path));
}

/** Before anything is computed: whether files can be written into this folder, which need not exist yet. */
export function checkFolder(option: string, folder: string): void {
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  if (!statSync(existing).isDirectory())
    throw new InputError(`${option} ${folder}: ${existing} is a file, but a folder is needed`);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    throw new InputError(`${option} ${folder}: ${existing} may not be written to`);
  }
}

/** The same of a file. */
export function checkFile(option: string, file: string): void {
  checkFolder(option, dirname(file));
  if (existsSync(file) && statSync(file).isDirectory())
    throw new InputError(`${option} ${file}: this is a folder, but a file is needed`);
}

/** Seconds of a time such as 60s, 10m or 2h. @throws {InputError} for what is none, or more than a day */
export function readSeconds(given: Given, name: string, fallback: string): number {
  const text = textOf(given, name) ?? fallback;
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text) ?? [];
  const seconds = Number(number) * { s: 1, m: 60, h: 3600 }[unit as 's' | 'm' | 'h'];
  if (seconds > 0 && seconds <= 86_400) return seconds;
  throw new InputError(`--${name} ${clip(text)}: a time such as 60s, 10m or 2h is needed, at most 24h`);
}
