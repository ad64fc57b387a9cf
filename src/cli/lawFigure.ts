/** Options of commands that draw a limiting law beside simulated ones. */
import { InputError } from '../errors.ts';
import { toPng } from '../figure/png.ts';
import { THEMES, type Theme } from '../figure/theme.ts';
import { VENUES, type Venue } from '../figure/venue.ts';
import type { Backend } from '../linalg/backend.ts';
import { openBackend } from '../linalg/select.ts';
import type { Model } from '../models/model.ts';
import type { NumberParameter, Point } from '../problem/parameter.ts';
import { parseValues } from '../scenario/values.ts';
import type { Absent, Given, Option } from './command.ts';
import { choice, textOf, wholeNumber } from './options.ts';

const most = { size: 20_000, trials: 10_000 };

interface Sizes {
  readonly size: number;
  readonly trials: number;
}

/** Whose options `size` and `trials` say these things. */
export function samplingOptions(meanings: Readonly<Record<keyof Sizes, string>>, usual: Sizes): Option[] {
  const group = 'Simulation';
  return [
    { name: 'size', of: 'size', meaning: `${meanings.size} [default ${usual.size}]`, group },
    { name: 'trials', of: 'simulation', meaning: `${meanings.trials} [default ${usual.trials}]`, group },
    { name: 'seed', of: 'simulation', meaning: 'seed of every random stream [default 1]', group },
    {
      name: 'blas',
      of: 'simulation',
      meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]',
      group,
    },
    { name: 'theory-only', of: 'simulable', kind: 'flag', meaning: 'no simulation', group },
  ];
}

export function readSampling(given: Given, usual: Sizes): Sizes & { readonly seed: string } {
  return {
    size: wholeNumber(given, 'size', most.size) ?? usual.size,
    trials: wholeNumber(given, 'trials', most.trials) ?? usual.trials,
    seed: textOf(given, 'seed') ?? '1',
  };
}

/** Whether numbers go to the terminal, and how; null: a figure is drawn. @throws {InputError} when both are asked for */
export function terminalFormat(given: Given): 'json' | 'csv' | null {
  const asked = (['json', 'csv'] as const).filter((name) => given.options.has(name));
  if (asked.length > 1) throw new InputError('--json and --csv exclude each other; give one of them');
  return asked[0] ?? null;
}

/** What there is not, by how laws at these points are shown. */
export function absentFrom(given: Given, model: Model, points: readonly Point[]): Absent {
  const format = terminalFormat(given);
  const alone =
    format !== null
      ? `--${format} prints the theory alone`
      : points.some((point) => model.simulates?.(point) ?? true)
        ? undefined
        : 'what these points ask for is theory alone';
  const unsimulated =
    alone ?? (given.options.has('theory-only') ? '--theory-only simulates nothing' : undefined);
  const sized = points.every((point) => model.absoluteSize(point) !== null);
  return {
    figure: format === null ? undefined : `--${format} draws no figure`,
    places: format === null ? 'the figure goes along a grid; add --json or --csv' : undefined,
    grid: given.options.has('at') ? '--at says where the law is taken' : undefined,
    simulable: alone,
    simulation: unsimulated,
    draws: unsimulated && `${unsimulated}, and limits are the same whatever is drawn`,
    size: unsimulated ?? (sized ? 'the points say themselves how large everything is' : undefined),
  };
}

/** The values of `--at`, ascending, if it is given. */
export function readPlaces(given: Given, place: NumberParameter): { readonly at?: number[] } {
  const text = textOf(given, 'at');
  if (text === undefined) return {};
  const values = parseValues(text, place, '--at').map(Number);
  return { at: values.sort((a, b) => a - b) };
}

/** null where nothing is to be simulated. */
export function readBackend(given: Given): Backend | null {
  return given.options.has('theory-only') ? null : openBackend(textOf(given, 'blas') ?? 'auto');
}

export const figureOptions: readonly Option[] = [
  {
    name: 'out',
    of: 'figure',
    meaning: 'folder for the figure and its numbers [default out]',
    group: 'Output',
  },
  {
    name: 'venue',
    of: 'figure',
    meaning: `venue whose column is filled: ${Object.keys(VENUES).join(', ')}`,
    group: 'Output',
  },
  { name: 'theme', of: 'figure', meaning: Object.keys(THEMES).join(' or '), group: 'Output' },
  { name: 'png', of: 'figure', kind: 'flag', meaning: 'write a PNG beside the SVG', group: 'Output' },
];

export function readLook(given: Given): { readonly width: Venue; readonly theme: Theme } {
  return {
    width: (choice(given, 'venue', Object.keys(VENUES)) ?? 'prl') as Venue,
    theme: (choice(given, 'theme', Object.keys(THEMES)) ?? 'light') as Theme,
  };
}

/** The figure's files by path, of which the SVG has this one. */
export async function pictures(
  given: Given,
  path: string,
  svg: string,
): Promise<Record<string, string | Uint8Array>> {
  if (!given.options.has('png')) return { [path]: svg };
  return { [path]: svg, [path.replace(/svg$/, 'png')]: await toPng(svg, { scale: 4 }) };
}
