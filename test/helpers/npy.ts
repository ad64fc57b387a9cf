/** The bytes of a .npy file, version 1, as numpy writes it. */
export function npyFile(
  rows: readonly (readonly number[])[],
  {
    type = '<f8',
    fortran = false,
  }: { readonly type?: '<f8' | '>f8' | '<f4' | '<i4' | '|i1'; readonly fortran?: boolean } = {},
): Uint8Array {
  const [count, width] = [rows.length, rows[0]!.length];
  const text = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${count}, ${width}), }`;
  const header = `${text.padEnd(128 - 10 - 1)}\n`;
  const size = Number(type.at(-1));
  const body = new DataView(new ArrayBuffer(count * width * size));
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      const at = size * (fortran ? j * count + i : i * width + j);
      if (type === '|i1') body.setInt8(at, value);
      else if (type === '<i4') body.setInt32(at, value, true);
      else if (type === '<f4') body.setFloat32(at, value, true);
      else body.setFloat64(at, value, type === '<f8');
    });
  });
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, Buffer.from(header), Buffer.from(body.buffer)]);
}
