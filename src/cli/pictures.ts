/** In which formats figures are written: `--formats`, `--png` and `--dpi`. */
import { clip, InputError, nearest } from '../errors.ts';
import { type Format, formats, isFormat } from '../figure/format.ts';
import type { Given, Option } from './command.ts';
import { textOf, wholeNumber } from './options.ts';

/** @param of  what the command has these options of */
export function pictureOptions(of: Option['of'], group?: string): Option[] {
  const shown = group === undefined ? {} : { group };
  return [
    {
      name: 'formats',
      of,
      meaning: `formats of the figure, a list of ${formats.join(', ')} [default svg, or the scenario’s]`,
      ...shown,
    },
    { name: 'png', of, kind: 'flag', meaning: 'write a PNG, too', ...shown },
    { name: 'dpi', of, meaning: 'pixels an inch of a PNG, 36 to 2400 [default 288]', ...shown },
  ];
}

export interface Wanted {
  /** Absent: as the scenario says. */
  readonly formats?: readonly Format[];
  readonly dpi?: number;
}

/**
 * @param usual  what a figure is written in unless options say otherwise
 * @throws {InputError} naming the option, its value and what is valid
 */
export function readPictures(given: Given, usual: readonly Format[] = ['svg']): Wanted {
  const text = textOf(given, 'formats');
  const named = text === undefined ? [] : text.split(',').map((each) => each.trim());
  const unknown = named.find((each) => !isFormat(each));
  if (unknown !== undefined) {
    const hint = nearest(unknown, formats);
    throw new InputError(
      `--formats ${clip(text!)}: ${unknown === '' ? 'an empty name' : clip(unknown)} is not a format${hint ? `; did you mean ${hint}?` : ''} (valid: ${formats.join(', ')})`,
    );
  }
  const png = given.options.has('png') ? ['png'] : [];
  const wanted = [...new Set([...(text === undefined ? usual : named), ...png])] as Format[];
  const dpi = readDpi(given, wanted);
  return {
    ...(text === undefined && png.length === 0 ? {} : { formats: wanted }),
    ...(dpi === undefined ? {} : { dpi }),
  };
}

function readDpi(given: Given, wanted: readonly Format[]): number | undefined {
  const dpi = wholeNumber(given, 'dpi', 2400);
  if (dpi === undefined) return undefined;
  if (dpi < 36) throw new InputError(`--dpi ${dpi}: a whole number from 36 to 2400 is needed`);
  if (!wanted.includes('png'))
    throw new InputError(
      `--dpi ${dpi} is of PNG, but the figure is written as ${wanted.join(', ')}; add --png`,
    );
  return dpi;
}
