import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { type Argument, hasShortIntegers, loadBlasLibrary } from '../../src/linalg/blas-library.ts';

/** y ← y + alpha·x, for a library whose integers `read` takes from memory. */
function daxpy(read: (integer: Argument) => number) {
  return (...[n, alpha, x, , y]: readonly Argument[]) => {
    const count = read(n!);
    if (count > x!.length) throw new Error('read beyond the vector');
    for (let i = 0; i < count; i++) y![i]! += alpha![0]! * x![i]!;
  };
}

it('32-bit integers are told from 64-bit ones, without reading beyond a vector', () => {
  expect(hasShortIntegers(daxpy((n) => new DataView(n.buffer).getInt32(0, true)))).toBe(true);
  expect(hasShortIntegers(daxpy((n) => Number(new DataView(n.buffer).getBigInt64(0, true))))).toBe(false);
});

it('the reason names the file and what is wrong', () => {
  const attempt = loadBlasLibrary('libnowhere.so.7');
  expect('reason' in attempt && attempt.reason).toMatch(/^libnowhere\.so\.7: /);
});

const long = loadBlasLibrary('libopenblas64.so.0');
it.skipIf('reason' in long && !long.reason.includes('ILP64'))(
  'a library of 64-bit integers is refused',
  () => {
    expect(long).toEqual({ reason: 'libopenblas64.so.0 takes 64-bit integers (ILP64)' });
  },
);

/** What numpy brings along, where it does: its routines are named otherwise. */
const numpys = spawnSync(
  'python3',
  ['-c', 'import glob, numpy; print(*glob.glob(numpy.__path__[0] + ".libs/libscipy_openblas64_*"))'],
  { encoding: 'utf8' },
).stdout?.trim();
it.skipIf(!numpys)('a library that only has names for 64-bit integers is refused as such', () => {
  expect(loadBlasLibrary(numpys)).toEqual({ reason: `${numpys} takes 64-bit integers (ILP64)` });
});
