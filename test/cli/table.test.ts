/** `descent table`: every number is that of results.json, and what other programs read is what results.csv says. */
import { readFileSync, writeFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { resultRows } from '../../src/pipeline/resultRows.ts';
import type { Results } from '../../src/pipeline/results.ts';
import { columnsOf } from '../../src/report/columns.ts';
import { descent, succeed, tiny, useFolder } from './harness.ts';

useFolder({ 'tiny.yaml': tiny, 'theory.yaml': tiny.replace(/^simulation.*\n/m, '') });
const file = 'out/tiny/results.json';
let results: Results;

beforeAll(async () => {
  await succeed('run', 'tiny.yaml', 'theory.yaml', '--blas', 'embedded', '--workers', '1');
  results = JSON.parse(readFileSync(file, 'utf8')) as Results;
});

describe('descent table', () => {
  it('has a row for every claim, with the digits of its error', async () => {
    const rows = (await succeed('table', file)).split('\n').slice(2, 2 + results.limits.length);
    for (const [i, { parameters, quantity, estimate, verdict }] of results.limits.entries()) {
      const cells = rows[i]!.split('|').map((cell) => cell.trim());
      expect(cells).toContain(quantity);
      expect(cells).toContain(String(parameters['gamma']));
      expect(cells).toContain(verdict ?? 'untested');
      if (estimate === null) {
        expect(cells).toContain('–');
        continue;
      }
      const [value, error] = cells
        .find((cell) => cell.includes('±'))!
        .split(' ± ')
        .map(Number);
      expect(Math.abs(value! - estimate)).toBeLessThan(error!);
    }
  });

  it('is LaTeX in which no text of the scenario is more than a text', async () => {
    const hostile = { ...results, scenario: { ...results.scenario, title: 'a\n\\input{x}' } };
    writeFileSync('hostile.json', JSON.stringify(hostile));
    const tex = await succeed('table', 'hostile.json', '--format', 'latex');
    const code = tex.replace(/^%.*$/gm, '');
    expect(code).not.toContain('\\input');
    expect(code.match(/ \\\\$/gm)).toHaveLength(results.limits.length + 1);
    const columns = /\{tabular\}\{(\w+)\}/.exec(code)![1]!.length;
    for (const row of code.match(/^.* \\\\$/gm)!) expect(row.split(' & ')).toHaveLength(columns);
    expect(code).toMatch(/ & \$[\d.]+ \\pm [\d.]+\$ & /);
  });

  it('writes all digits as CSV', async () => {
    const [head, first] = (await succeed('table', file, '--format', 'csv')).split('\n');
    expect(first!.split(',')[head!.split(',').indexOf('simulation')]).toBe(
      String(results.limits[0]!.estimate ?? 'nan'),
    );
  });

  it('writes the columns of results.csv for NumPy, the same bytes twice', async () => {
    await succeed('table', file, '--out', 'rows.npz');
    const bytes = readFileSync('rows.npz');
    await succeed('table', file, '--out', 'again.npz');
    expect(readFileSync('again.npz').equals(bytes)).toBe(true);
    const arrays = unzipSync(new Uint8Array(bytes));
    const columns = columnsOf(resultRows(results));
    expect(Object.keys(arrays)).toEqual(columns.map(({ name }) => `${name}.npy`));
    const mean = arrays['mean.npy']!;
    const start = 10 + (mean[8]! | (mean[9]! << 8));
    expect(start % 64).toBe(0);
    expect(new TextDecoder().decode(mean.subarray(10, start))).toContain("'descr': '<f8'");
    const view = new DataView(mean.buffer, mean.byteOffset + start);
    columns
      .find(({ name }) => name === 'mean')!
      .values.forEach((value, i) => {
        expect(view.getFloat64(8 * i, true)).toBe(value ?? Number.NaN);
      });
  });

  it('writes them as Parquet, with null for what has no value', async () => {
    await succeed('table', file, '--out', 'rows.parquet');
    const bytes = new Uint8Array(readFileSync('rows.parquet'));
    const rows = await parquetReadObjects({ file: bytes.buffer });
    const columns = columnsOf(resultRows(results));
    expect(Object.keys(rows[0]!)).toEqual(columns.map(({ name }) => name));
    for (const { name, values } of columns)
      expect(
        rows.map((row) => row[name] ?? null),
        name,
      ).toEqual(values.map((value) => value ?? null));
  });

  it('says what is wrong', async () => {
    const wrong = async (...argv: string[]) => {
      const { code, err } = await descent('table', ...argv);
      expect(code).toBe(2);
      return err;
    };
    expect(await wrong('out/theory/results.json')).toContain('nothing was simulated');
    expect(await wrong(file, '--out', 'a.txt')).toContain('.tex, .md, .csv, .npz, .parquet');
    expect(await wrong(file, '--format', 'npz')).toContain('--out FILE.npz');
    expect(await wrong(file, '--format', 'latex', '--out', 'a.csv')).toContain('--format is latex');
  });
});
