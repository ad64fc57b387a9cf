/** --digits: values of theories of one's own to many digits, and how many of them a double has. */
import { clip, InputError } from '../errors.ts';
import type { PreciseRequest } from '../theories/theory.ts';
import type { Given, Option } from './command.ts';
import { kebab, textOf, unused } from './options.ts';

const [fewest, most] = [17, 1000];

export const digitsOption: Option = {
  name: 'digits',
  of: 'command',
  group: 'Theories of one’s own',
  meaning: `formulas and systems of one’s own to so many digits, ${fewest} to ${most}, and how many of them the double has`,
};

/** What is asked for, if it is. @throws {InputError} for what is no number of digits, and where there is no theory of one's own */
export function readDigits(given: Given, hasOwn: boolean): PreciseRequest | undefined {
  const text = textOf(given, digitsOption.name);
  if (text === undefined) return undefined;
  const digits = Number(text);
  if (!/^\d+$/.test(text) || digits < fewest || digits > most)
    throw new InputError(`--digits ${clip(text)}: a whole number from ${fewest} to ${most} is needed`);
  if (!hasOwn) throw unused('digits', 'there is no theory of one’s own; give --formula or --theories');
  return { digits, typed: (name, value) => typed(given, name, value) };
}

/** A number as it stands on the command line, which may have more digits than a double; else the shortest that is this double. */
function typed(given: Given, name: string, value: number): string {
  const items = (textOf(given, kebab(name)) ?? '').split(/[\s,()]+/);
  const found = items.find((item) => item !== '' && Number(item) === value);
  return (found ?? String(value)).replace(/^\+/, '');
}
