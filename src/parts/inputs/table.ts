/** Tables of numbers in the user's files: .npy, .npz (an array of it as in data.npz:X), .csv and .txt. */
import { InputError } from '../../errors.ts';
import { numberIn, parseText } from './csv.ts';
import { files } from './files.ts';
import { parseNpy, type Table } from './npy.ts';
import { npzMember } from './npz.ts';

export const tableForms = 'a .npy, .csv or .txt file, or an array of a .npz file as in data.npz:X';

/** The file of a table, and the array of it that is meant, if it is an archive. */
export function fileOf(text: string): { readonly path: string; readonly member: string | null } {
  const [, path, member] = /^(.*\.npz)(?::([^:]+))?$/.exec(text) ?? [];
  return { path: path ?? text, member: member ?? null };
}

/** What a file holds, as bytes; of an archive those of the array. */
export function tableBytes(text: string): Uint8Array {
  const { path, member } = fileOf(text);
  const { bytes, inflate } = files(path);
  return path.endsWith('.npz') ? npzMember(bytes(path), path, member, inflate) : bytes(path);
}

/** @throws {InputError} naming the file, what was found and what is valid */
export function parseTable(bytes: Uint8Array, text: string): Table {
  if (/\.(csv|txt)$/.test(text)) return fromText(bytes, text);
  if (/\.npy$|\.npz(:[^:]+)?$/.test(text)) return parseNpy(bytes, text);
  throw new InputError(`${text}: its name does not tell its format; expected ${tableForms}`);
}

function fromText(bytes: Uint8Array, path: string): Table {
  const { names, rows } = parseText(bytes, path);
  const columns = rows[0]?.fields.length ?? 0;
  if (columns === 0) throw new InputError(`${path}: it holds no numbers; expected a row of them at least`);
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let j = 0; j < columns; j++) data[i * columns + j] = numberIn(row, j);
  });
  return { rows: rows.length, columns, data, ...(names ? { names } : {}) };
}
