/** What `descent plot` may change, read from option texts. */
import { clip, InputError, nearest } from '../errors.ts';
import { THEMES } from '../figure/theme.ts';
import { readWidth, VENUES } from '../figure/venue.ts';
import { isDecimal } from '../parts/decimal.ts';
import type { FigureChanges } from './figure.ts';

type Texts = Readonly<Record<string, unknown>>;

/** @throws {InputError} naming the option, its value and what is valid */
export function readChanges(texts: Texts): FigureChanges {
  const changes = {
    width: width(texts),
    theme: choice(texts, 'theme', Object.keys(THEMES)),
    xScale: choice(texts, 'x-scale', ['linear', 'log']),
    yScale: choice(texts, 'y-scale', ['linear', 'log']),
    xDomain: domain(texts, 'x-domain'),
    yDomain: domain(texts, 'y-domain'),
    aspect: positive(texts, 'aspect'),
  };
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as FigureChanges;
}

function choice(texts: Texts, name: string, valid: readonly string[]): string | undefined {
  const text = texts[name] as string | undefined;
  if (text === undefined || valid.includes(text)) return text;
  const hint = nearest(text, valid);
  throw new InputError(
    `--${name} ${clip(text)} is not known${hint ? `; did you mean ${hint}?` : ''} (valid: ${valid.join(', ')})`,
  );
}

/** A venue or a length. */
function width(texts: Texts): string | undefined {
  const text = texts['width'] as string | undefined;
  if (text !== undefined && readWidth(text) !== null) return text;
  if (text === undefined || !/\d/.test(text)) return choice(texts, 'width', Object.keys(VENUES));
  throw new InputError(
    `--width ${clip(text)}: a venue (${Object.keys(VENUES).join(', ')}) or a length from 1in to 20in such as 86mm, 3.4in or 246pt is needed`,
  );
}

function domain(texts: Texts, name: string): readonly [number, number] | undefined {
  const text = texts[name] as string | undefined;
  if (text === undefined) return undefined;
  const parts = text.split(',');
  const [low, high] = parts.map(Number);
  if (parts.length !== 2 || !parts.every(isDecimal) || low! >= high!) {
    throw new InputError(`--${name} ${clip(text)}: first,last with first < last is needed`);
  }
  return [low!, high!];
}

function positive(texts: Texts, name: string): number | undefined {
  const text = texts[name] as string | undefined;
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!isDecimal(text) || value < 0.1 || value > 10)
    throw new InputError(`--${name} ${clip(text)}: a number from 0.1 to 10 is needed`);
  return value;
}
