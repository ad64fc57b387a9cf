import { beforeAll, describe, expect, it } from 'vitest';
import { openBlas } from '../../src/linalg/blas.ts';
import { usualLibraries } from '../../src/linalg/blas-library.ts';
import { openBackend } from '../../src/linalg/select.ts';
import { descent, succeed, useFolder } from './harness.ts';

useFolder({});

interface Row {
  readonly blas: string;
  readonly backend: string | null;
  readonly multiply: number | null;
  readonly gramCholesky: number | null;
  readonly auto: boolean;
  readonly fastest: boolean;
  readonly reason: string | null;
}

function attemptOf(blas: string): ReturnType<typeof openBlas> {
  if (!blas.startsWith('embedded')) return openBlas(blas);
  try {
    return { backend: openBackend(blas) };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

describe('descent backends', () => {
  let rows: readonly Row[] = [];
  let seconds = 0;
  beforeAll(async () => {
    const before = performance.now();
    rows = JSON.parse(await succeed('backends', '--json'));
    seconds = (performance.now() - before) / 1000;
  });

  it('lists the usual libraries in the order of trial, then the embedded kernels, in seconds', () => {
    expect(rows.map(({ blas }) => blas)).toEqual([...usualLibraries(), 'embedded', 'embedded-fma']);
    expect(seconds).toBeLessThan(10);
  });

  it('measures what can be opened, and says why the rest cannot be', () => {
    for (const { blas, backend, multiply, gramCholesky, reason } of rows) {
      const attempt = attemptOf(blas);
      if ('reason' in attempt) {
        expect({ backend, multiply, gramCholesky }).toEqual({
          backend: null,
          multiply: null,
          gramCholesky: null,
        });
        expect(reason).toMatch(/\S/);
        expect(attempt.reason).toContain(reason);
      } else {
        expect({ backend, reason }).toEqual({ backend: attempt.backend.name, reason: null });
        // From a slow machine under load to one core of any kind.
        for (const rate of [multiply, gramCholesky]) {
          expect(rate).toBeGreaterThan(0.1);
          expect(rate).toBeLessThan(1000);
        }
      }
    }
  });

  it('marks the one that auto takes, and the one of least time for both jobs', () => {
    expect(rows.filter(({ auto }) => auto).map(({ backend }) => backend)).toEqual([openBackend('auto').name]);
    const time = ({ multiply, gramCholesky }: Row) =>
      multiply === null ? Number.POSITIVE_INFINITY : 2 / multiply + 4 / 3 / gramCholesky!;
    const least = Math.min(...rows.map(time));
    expect(rows.filter(({ fastest }) => fastest).map(time)).toEqual([least]);
  });

  it('prints the same as a table', async () => {
    const [header, , ...lines] = (await succeed('backends')).trimEnd().split('\n');
    expect(header).toMatch(/^--blas +backend +multiply GFLOP\/s +Gram \+ Cholesky GFLOP\/s +remark$/);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(rows.map(({ blas }) => blas));
    expect(lines.filter((line) => line.includes('used by auto'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('fastest'))).toHaveLength(1);
  });

  it('refuses two formats at once', async () => {
    const { code, err } = await descent('backends', '--json', '--csv');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'descent: --json and --csv exclude each other; give one of them\n',
    });
  });
});
