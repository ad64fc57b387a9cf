/** NumPy's array files (.npy, versions 1 to 3): real numbers of any usual type and byte order, in one or two dimensions. */
import { InputError, show } from '../../errors.ts';

/** Row by row. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Of the columns, where the file has a header. */
  readonly names?: readonly string[];
}

type Reader = (view: DataView, offset: number, little: boolean) => number;

const readers: ReadonlyMap<string, readonly [size: number, read: Reader]> = new Map([
  ['f8', [8, (view, at, little) => view.getFloat64(at, little)]],
  ['f4', [4, (view, at, little) => view.getFloat32(at, little)]],
  ['f2', [2, (view, at, little) => halfPrecision(view.getUint16(at, little))]],
  ['i8', [8, (view, at, little) => Number(view.getBigInt64(at, little))]],
  ['u8', [8, (view, at, little) => Number(view.getBigUint64(at, little))]],
  ['i4', [4, (view, at, little) => view.getInt32(at, little)]],
  ['u4', [4, (view, at, little) => view.getUint32(at, little)]],
  ['i2', [2, (view, at, little) => view.getInt16(at, little)]],
  ['u2', [2, (view, at, little) => view.getUint16(at, little)]],
  ['i1', [1, (view, at) => view.getInt8(at)]],
  ['u1', [1, (view, at) => view.getUint8(at)]],
  ['b1', [1, (view, at) => view.getUint8(at)]],
]);

/** The number of IEEE 754 binary16 that these 16 bits are. */
function halfPrecision(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } and nothing else, in any order. */
const headerPattern =
  /^\s*\{(?:\s*(?:'descr':\s*'[<>|=]\w+'|'fortran_order':\s*(?:True|False)|'shape':\s*\([\d\s,]*\))\s*,?){3}\s*\}\s*$/;

/** @throws {InputError} naming the file when it is not an array of real numbers in one or two dimensions */
export function parseNpy(bytes: Uint8Array, name: string): Table {
  const wrong = (problem: string) =>
    new InputError(`${name}: ${problem}; expected a .npy file of real numbers in one or two dimensions`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY')
    throw wrong('this is not a .npy file');
  const long = bytes[6]! > 1;
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, end));
  if (!headerPattern.test(header)) throw wrong(`its header ${show(header)} is not that of an array`);
  const [, order, type = ''] = /'descr':\s*'([<>|=])(\w+)'/.exec(header) ?? [];
  const reader = readers.get(type);
  if (!reader) throw wrong(`its type ${show(type)} cannot be read, ${[...readers.keys()].join(', ')} can`);
  const sizes =
    /\(([\d\s,]*)\)/
      .exec(header)?.[1]
      ?.split(',')
      .filter((part) => part.trim() !== '') ?? [];
  if (sizes.length < 1 || sizes.length > 2) throw wrong(`it has ${sizes.length} dimensions`);
  const [rows, columns = 1] = sizes.map(Number) as [number, number?];
  if (!(rows >= 1 && columns >= 1)) throw wrong(`it holds ${rows} × ${columns} numbers`);
  const [size, read] = reader;
  if (bytes.length < end + rows * columns * size) throw wrong('it ends too early');
  const fortran = /'fortran_order':\s*True/.test(header);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = fortran ? j * rows + i : i * columns + j;
      data[i * columns + j] = read(view, end + at * size, order !== '>');
    }
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw wrong(`row ${Math.floor(bad / columns)}, column ${bad % columns} is ${data[bad]}`);
  return { rows, columns, data };
}
