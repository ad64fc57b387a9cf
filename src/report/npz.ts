/** Columns as a NumPy archive: `numpy.load(file)['mean']` is the column `mean`. */
import { zipSync } from 'fflate';
import type { Column } from './columns.ts';

/** A `.npy` file for each column: float64, with nan for what has no value, or texts. The same columns give the same bytes. */
export function toNpz(columns: readonly Column[]): Uint8Array {
  const files = columns.map(({ name, values }) => [`${name}.npy`, npy(values)] as const);
  // ZIP counts local time from 1980: a date by its parts is the same in every time zone.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1), level: 9 });
}

function npy(values: Column['values']): Uint8Array {
  const texts = values.some((value) => typeof value === 'string');
  const letters = values.map((value) => [...String(value ?? '')]);
  const width = Math.max(1, ...letters.map((each) => each.length));
  const head = header(texts ? `<U${width}` : '<f8', values.length);
  const size = texts ? 4 * width : 8;
  const bytes = new Uint8Array(head.length + size * values.length);
  bytes.set(head);
  const view = new DataView(bytes.buffer, head.length);
  for (const [i, value] of values.entries()) {
    if (!texts) view.setFloat64(size * i, value === null ? Number.NaN : Number(value), true);
    else
      for (const [k, each] of letters[i]!.entries())
        view.setUint32(size * i + 4 * k, each.codePointAt(0)!, true);
  }
  return bytes;
}

/** Version 1.0 of the format; data start at a multiple of 64 bytes. */
function header(type: string, length: number): Uint8Array {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${length},), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11, ' ');
  const prefix = [0x93, ...new TextEncoder().encode('NUMPY'), 1, 0];
  const size = padded.length + 1;
  return Uint8Array.from([...prefix, size & 255, size >> 8, ...new TextEncoder().encode(`${padded}\n`)]);
}
