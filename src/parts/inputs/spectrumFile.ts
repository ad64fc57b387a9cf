/** Eigenvalues and target powers from the user's own file. */
import { clip, InputError, show } from '../../errors.ts';
import { isDecimal } from '../decimal.ts';
import type { Spectrum } from './compression.ts';
import { files as userFiles } from './files.ts';
import { parseNpy, type Table } from './npy.ts';

const columns = ['eigenvalue', 'weight', 'multiplicity'] as const;
/** As many as parameters count at most. */
const mostDirections = 1e12;
const files = new Map<string, Spectrum>();

/**
 * The spectrum in a .csv file with the columns eigenvalue, weight and, if any, multiplicity under a header, or in a .npy file with these columns
 * in this order; by descending eigenvalue. Read once.
 *
 * @throws {InputError} naming the file, and the line that is wrong
 */
export function readSpectrumFile(path: string): Spectrum {
  const known = files.get(path);
  if (known) return known;
  const found = sorted(path.endsWith('.npy') ? fromNpy(path) : fromCsv(path), path);
  files.set(path, found);
  return found;
}

type Row = readonly [eigenvalue: number, weight: number, multiplicity: number, place: string];

function fromNpy(path: string): Row[] {
  const { rows, columns: width, data }: Table = parseNpy(userFiles(path).bytes(path), path);
  if (width !== 2 && width !== 3)
    throw new InputError(
      `${path}: it has ${width} columns; expected eigenvalue, weight and perhaps multiplicity`,
    );
  return Array.from({ length: rows }, (_, i) => {
    const at = i * width;
    return [data[at]!, data[at + 1]!, width === 3 ? data[at + 2]! : 1, `${path}: row ${i}`];
  });
}

function fromCsv(path: string): Row[] {
  const lines = new TextDecoder().decode(userFiles(path).bytes(path)).split(/\r?\n/);
  const numbered = lines.map((line, i) => ({ line, place: `${path}:${i + 1}` }));
  const [header, ...rows] = numbered.filter(({ line }) => line.trim() !== '' && !line.startsWith('#'));
  const names = header?.line.split(',').map((name) => name.trim()) ?? [];
  const places = columns.map((name) => names.indexOf(name));
  const repeated = columns.find((name, i) => names.lastIndexOf(name) !== places[i]);
  if (places[0] === -1 || places[1] === -1 || repeated !== undefined) {
    const problem =
      repeated === undefined ? 'are not those of a spectrum' : `have ${repeated} more than once`;
    throw new InputError(
      `${header?.place ?? path}: the columns ${clip(names.join(', ')) || '(none)'} ${problem}; expected eigenvalue, weight and perhaps multiplicity`,
    );
  }
  return rows.map(({ line, place }): Row => {
    const fields = line.split(',');
    if (fields.length !== names.length)
      throw new InputError(
        `${place}: ${show(line)} has ${fields.length} fields; expected ${names.length}, as the header has, with decimal points`,
      );
    const bad = fields.find((field, i) => places.includes(i) && !isDecimal(field));
    if (bad !== undefined)
      throw new InputError(`${place}: ${show(bad)} is not a number; expected decimal numbers`);
    const [eigenvalue, weight, multiplicity] = places.map((at) => (at === -1 ? 1 : Number(fields[at])));
    return [eigenvalue!, weight!, multiplicity!, place];
  });
}

function sorted(rows: readonly Row[], path: string): Spectrum {
  for (const [eigenvalue, weight, multiplicity, place] of rows) {
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
  const order = [...rows].sort((a, b) => b[0] - a[0]);
  if (!((order[0]?.[0] ?? 0) > 0))
    throw new InputError(`${path}: no eigenvalue is > 0; expected one at least`);
  return {
    variances: Float64Array.from(order, ([eigenvalue]) => eigenvalue),
    counts: Float64Array.from(order, ([eigenvalue, , multiplicity]) => (eigenvalue > 0 ? multiplicity : 0)),
    powers: Float64Array.from(order, ([, weight]) => weight),
  };
}
