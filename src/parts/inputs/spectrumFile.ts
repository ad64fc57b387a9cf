/** Eigenvalues and target powers from the user's own file. */
import { clip, InputError } from '../../errors.ts';
import type { Spectrum } from './compression.ts';
import { numberIn, parseText } from './csv.ts';
import { parseNpy, type Table } from './npy.ts';
import { tableBytes } from './table.ts';

const columns = ['eigenvalue', 'weight', 'multiplicity', 'replicate'] as const;
/** As many as parameters count at most. */
const mostDirections = 1e12;

/** What the rows were that a file is an estimate of. */
export interface Origin {
  readonly rows: number;
  /** Of the data, as they were prepared. */
  readonly digest: string;
  /** The rows are the population. */
  readonly whole: boolean;
  /** They are too few to say anything of as many samples or more. */
  readonly few: boolean;
  /** As the parameter `data` says it. */
  readonly text: string;
}

interface SpectrumFile {
  /** The spectrum, and what it would be without a part of the rows each. */
  readonly spectra: readonly Spectrum[];
  readonly origin: Origin | null;
}

const files = new Map<string, SpectrumFile>();

/** The comments that tell it. */
export function originLines({ rows, digest, whole, few, text }: Origin): string[] {
  const line = `estimated from ${rows} rows, data ${digest}${whole ? ', all there is' : few ? `, for n < ${rows}` : ''}`;
  return [`data: ${text}`, line];
}

function originOf(comments: readonly string[]): Origin | null {
  const pattern = /^# estimated from (\d+) rows, data ([0-9a-f]{16})(, all there is)?(, for n < \d+)?$/;
  const first = (each: RegExp) => comments.map((line) => each.exec(line)).find((match) => match !== null);
  const [found, text] = [first(pattern), first(/^# data: (.*)$/)];
  return found
    ? {
        rows: Number(found[1]),
        digest: found[2]!,
        whole: found[3] !== undefined,
        few: found[4] !== undefined,
        text: text?.[1] ?? '',
      }
    : null;
}

/**
 * The spectrum in a .csv or .txt file with the columns eigenvalue and, if any, weight, multiplicity and replicate under a header, or with these columns in this
 * order without one, or in a .npy file: a plain list of eigenvalues, too. By descending eigenvalue. Read once. `eigs.csv#3` is its third replicate.
 *
 * @throws {InputError} naming the file, and the line that is wrong
 */
export function readSpectrumFile(text: string): Spectrum {
  const [, path = text, replicate = '0'] = /^(.*)#(\d+)$/.exec(text) ?? [];
  const { spectra } = openSpectrumFile(path);
  const found = spectra[Number(replicate)];
  if (found) return found;
  throw new InputError(`${text}: ${path} has ${spectra.length - 1} replicates`);
}

/** How many replicates there are, and what they are of. */
export function aboutSpectrumFile(text: string): {
  readonly replicates: number;
  readonly origin: Origin | null;
} {
  const { spectra, origin } = openSpectrumFile(text.replace(/#\d+$/, ''));
  return { replicates: spectra.length - 1, origin };
}

function openSpectrumFile(path: string): SpectrumFile {
  const known = files.get(path);
  if (known) return known;
  const { rows, origin } = /\.(csv|txt)$/.test(path) ? fromText(path) : fromArray(path);
  const count = rows.reduce((most, { replicate }) => Math.max(most, replicate), 0) + 1;
  const parts: Row[][] = Array.from({ length: Math.min(count, rows.length) }, () => []);
  for (const row of rows) {
    const part = Number.isInteger(row.replicate) && row.replicate >= 0 ? parts[row.replicate] : undefined;
    if (!part)
      throw new InputError(
        `${row.place}: replicate ${row.replicate}; expected 0 for the spectrum itself, 1 and so on for what it is without some rows`,
      );
    part.push(row);
  }
  const found = {
    spectra: (parts.length > 0 ? parts : [[]]).map((part) => sorted(weighted(part), path)),
    origin,
  };
  files.set(path, found);
  return found;
}

interface Row {
  readonly eigenvalue: number;
  /** NaN where it is not given. */
  readonly weight: number;
  readonly multiplicity: number;
  readonly replicate: number;
  readonly place: string;
}

function fromArray(path: string): { readonly rows: Row[]; readonly origin: null } {
  const { rows, columns: width, data }: Table = parseNpy(tableBytes(path), path);
  if (width > 3)
    throw new InputError(
      `${path}: it has ${width} columns; expected eigenvalue, and perhaps weight and multiplicity`,
    );
  const all = Array.from({ length: rows }, (_, i): Row => {
    const [eigenvalue, weight = Number.NaN, multiplicity = 1] = data.subarray(i * width, (i + 1) * width);
    return { eigenvalue: eigenvalue!, weight, multiplicity, replicate: 0, place: `${path}: row ${i}` };
  });
  return { rows: all, origin: null };
}

function fromText(path: string): { readonly rows: Row[]; readonly origin: Origin | null } {
  const { names, place, rows, comments } = parseText(tableBytes(path), path);
  const known = names ?? columns.slice(0, rows[0]?.fields.length ?? 0);
  const places = columns.map((name) => known.indexOf(name));
  const repeated = columns.find((name, i) => known.lastIndexOf(name) !== places[i]);
  if (places[0] === -1 || repeated !== undefined) {
    const problem =
      repeated === undefined ? 'are not those of a spectrum' : `have ${repeated} more than once`;
    throw new InputError(
      `${place}: the columns ${clip(known.join(', ')) || '(none)'} ${problem}; expected eigenvalue, and perhaps weight, multiplicity and replicate`,
    );
  }
  const all = rows.map((row): Row => {
    const numberOr = (column: number, fallback: number) =>
      places[column] === -1 ? fallback : numberIn(row, places[column]!);
    return {
      eigenvalue: numberOr(0, Number.NaN),
      weight: numberOr(1, Number.NaN),
      multiplicity: numberOr(2, 1),
      replicate: numberOr(3, 0),
      place: row.place,
    };
  });
  return { rows: all, origin: originOf(comments) };
}

/** Weights that are not given are in proportion to variance, 1 in all. */
function weighted(rows: readonly Row[]): readonly Row[] {
  if (!rows.every(({ weight }) => Number.isNaN(weight))) return rows;
  const trace = rows.reduce((sum, { eigenvalue, multiplicity }) => sum + eigenvalue * multiplicity, 0);
  return rows.map((row) => ({
    ...row,
    weight: trace > 0 ? (row.eigenvalue * row.multiplicity) / trace : 0,
  }));
}

function sorted(rows: readonly Row[], path: string): Spectrum {
  for (const { eigenvalue, weight, multiplicity, place } of rows) {
    if (
      eigenvalue >= 0 &&
      weight >= 0 &&
      multiplicity > 0 &&
      multiplicity <= mostDirections &&
      Number.isFinite(eigenvalue + weight)
    )
      continue;
    throw new InputError(
      `${place}: eigenvalue ${eigenvalue}, weight ${weight}, multiplicity ${multiplicity}; expected finite numbers, eigenvalue and weight >= 0, multiplicity > 0 and <= ${mostDirections}`,
    );
  }
  const order = [...rows].sort((a, b) => b.eigenvalue - a.eigenvalue);
  if (!((order[0]?.eigenvalue ?? 0) > 0))
    throw new InputError(`${path}: no eigenvalue is > 0; expected one at least`);
  return {
    variances: Float64Array.from(order, ({ eigenvalue }) => eigenvalue),
    counts: Float64Array.from(order, ({ eigenvalue, multiplicity }) => (eigenvalue > 0 ? multiplicity : 0)),
    powers: Float64Array.from(order, ({ weight }) => weight),
  };
}
