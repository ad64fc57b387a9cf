/** Where what a file says is not what is found again. */
import { show } from '../errors.ts';

export interface Difference {
  readonly path: readonly string[];
  readonly file: unknown;
  readonly again: unknown;
}

/** The first value of plain data that differs, if any; numbers may by this part of themselves. */
export function firstDifference(
  file: unknown,
  again: unknown,
  room = 0,
  path: readonly string[] = [],
): Difference | null {
  if (isHolder(file) && isHolder(again) && Array.isArray(file) === Array.isArray(again)) {
    for (const key of new Set([...Object.keys(again), ...Object.keys(file)])) {
      const found = firstDifference(own(file, key), own(again, key), room, [...path, key]);
      if (found) return found;
    }
    return null;
  }
  const near =
    typeof file === 'number' &&
    typeof again === 'number' &&
    Math.abs(file - again) <= room * Math.max(Math.abs(file), Math.abs(again));
  return near || Object.is(file, again) ? null : { path, file, again };
}

function isHolder(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function own(holder: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Characters that are shown before the first one that differs. */
const before = 20;

/** `0.51 in the file, 0.5 HOW`; of long texts only from where they differ. */
export function differenceText({ file, again }: Pick<Difference, 'file' | 'again'>, how: string): string {
  const at = typeof file === 'string' && typeof again === 'string' ? commonLength(file, again) : 0;
  const said = (value: unknown) => {
    if (value === undefined) return 'nothing';
    return typeof value === 'string' && at > before
      ? `"…${show(value.slice(at - before)).slice(1)}`
      : show(value);
  };
  return `${said(file)} in the file, ${said(again)} ${how}`;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
