/** NumPy's archives of arrays (.npz): zip files with a .npy file for each, stored or deflated. */
import { clip, InputError } from '../../errors.ts';
import type { FileReader } from './files.ts';

/** Of the zip format (APPNOTE 6.3): signatures of the end of the directory and of its entries, and the lengths of their fixed parts. */
const [endMark, endLength, entryMark, entryLength, localLength] = [0x06054b50, 22, 0x02014b50, 46, 30];
/** The comment after the end of the directory. */
const longestComment = 65_535;
const [stored, deflated] = [0, 8];

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly start: number;
}

/**
 * The bytes of the .npy file of the array of that name; of the only one where none is named.
 * @throws {InputError} naming the file, and the arrays that it holds
 */
export function npzMember(
  bytes: Uint8Array,
  name: string,
  member: string | null,
  inflate: FileReader['inflate'],
): Uint8Array {
  const wrong = (problem: string) =>
    new InputError(`${name}: ${problem}; expected a .npz file as numpy.savez writes it`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = entriesOf(view, wrong);
  const names = [...entries.keys()].map((each) => each.replace(/\.npy$/, ''));
  const wanted = member ?? (names.length === 1 ? names[0]! : '');
  const entry = entries.get(`${wanted}.npy`) ?? entries.get(wanted);
  if (!entry)
    throw new InputError(
      `${name}: ${wanted === '' ? 'no array is named' : `there is no array ${clip(wanted)}`}; expected one of its arrays, as in ${name}:${names[0] ?? 'X'} (it has ${names.join(', ') || 'none'})`,
    );
  const { method, packed, size, start } = entry;
  if (start + localLength > bytes.length) throw wrong('it ends too early');
  // Names and further fields of the entry are repeated there, with lengths of their own.
  const from = start + localLength + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const body = bytes.subarray(from, from + packed);
  if (body.length < packed) throw wrong('it ends too early');
  if (method !== stored && method !== deflated)
    throw wrong(`array ${wanted} is compressed by method ${method}`);
  if (method === stored) return body;
  try {
    const found = inflate(body, size);
    if (found.length === size) return found;
  } catch {
    // Told below.
  }
  throw wrong(`array ${wanted} cannot be inflated`);
}

function entriesOf(view: DataView, wrong: (problem: string) => InputError): Map<string, Entry> {
  let end = view.byteLength - endLength;
  const first = Math.max(0, end - longestComment);
  while (end >= first && view.getUint32(end, true) !== endMark) end--;
  if (end < first) throw wrong('this is not a zip file');
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + entryLength > view.byteLength || view.getUint32(at, true) !== entryMark)
      throw wrong('its directory is damaged');
    const [packed, size, start] = [20, 24, 42].map((field) => view.getUint32(at + field, true));
    const lengths = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    if (at + entryLength + lengths[0]! > view.byteLength) throw wrong('its directory is damaged');
    const text = new Uint8Array(view.buffer, view.byteOffset + at + entryLength, lengths[0]!);
    if (packed === 0xffffffff || size === 0xffffffff) throw wrong('an array of it is larger than 4 GB');
    const method = view.getUint16(at + 10, true);
    entries.set(new TextDecoder().decode(text), { method, packed: packed!, size: size!, start: start! });
    at += entryLength + lengths.reduce((sum, length) => sum + length, 0);
  }
  return entries;
}
