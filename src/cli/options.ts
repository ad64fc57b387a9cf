/** Reading option values: one value each, whole numbers that are whole, files that exist. */
import { readFileSync } from 'node:fs';
import { InputError } from '../errors.ts';

/** A whole number ≥ 1 from an option's text. */
export function wholeNumber(name: string): (text: unknown) => number | undefined {
  return (text) => {
    if (text === undefined) return undefined;
    const value = single(name)(text);
    if (!/^\d+$/.test(value!) || Number(value) < 1) {
      throw new InputError(`--${name} ${value}: a whole number ≥ 1 is needed`);
    }
    return Number(value);
  };
}

/** The one value of an option that must not be repeated or empty. */
export function single(name: string): (text: unknown) => string | undefined {
  return (text) => {
    if (text === undefined) return undefined;
    if (Array.isArray(text)) throw new InputError(`--${name} is given ${text.length} times; once is enough`);
    if (text === '') throw new InputError(`--${name} needs a value`);
    return String(text);
  };
}

/** The content of a text file that the user named. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : code;
    throw new InputError(`${file}: ${reason}`);
  }
}
