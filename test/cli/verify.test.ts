/** `descent check --certificate` and `descent verify`, as a user and a reader of theirs type them. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { descent, tiny, useFolder } from './harness.ts';

const spectrum = 'eigenvalue,weight\n2,0.5\n1,0.5\n0.5,0\n';

useFolder({
  'tiny.yaml': tiny.replace('trials: 24', 'trials: 300'),
  'measured.yaml': `model: linear
parameters: { gamma: 0.5, noise: 1 }
measurements:
  rows: [{ gamma: 0.5, excessRisk: 1.001, "excessRisk:standardError": 0.005 }]
`,
  'nothing.json': '{"simulation":null}',
  'eigs.csv': spectrum,
  'file.yaml': `model: linear
parameters: { n: 9, noise: 1, ridge: 0.1 }
inputs: { spectrum: "file:eigs.csv" }
simulation: { trials: 40, labels: 4 }
`,
  'empty.json': '',
  'cut.json': '{"format":"descent-certificate",\n"version":1,\n"vers',
  'list.json': '[]',
  'results.json': '{"scenario":{"name":"tiny"}}',
});

beforeAll(async () => {
  mkdirSync('folder');
  const certify = (name: string, ...words: string[]) =>
    descent('check', `./${name}.yaml`, '--certificate', `${name}.json`, '--workers', '1', ...words);
  await certify('tiny');
  await certify('file');
  await certify('measured', '--plan', 'nothing.json');
});

const verify = (...words: string[]) => descent('verify', ...words, '--workers', '1');

describe('descent verify', () => {
  it('says what it judged and drew again', async () => {
    expect(await verify('tiny.json', '--seed', '3')).toEqual({
      code: 0,
      out: 'agree, at significance 0.0001, tolerance 0.5\nverified: 4 claims judged again, 4 of 12 blocks drawn again (33 %), all equal; the same sample again: --seed 3\n',
      err: '',
    });
    expect((await verify('tiny.json', '--sample', '100%')).out).toContain(
      '12 of 12 blocks drawn again (100 %)',
    );
    // Nobody can know beforehand what will be drawn again.
    const seeds = [await verify('tiny.json'), await verify('tiny.json')].map(
      ({ out }) => /--seed (\w{8})\n/.exec(out)![1],
    );
    expect(new Set(seeds).size).toBe(2);
  });

  it('has nothing to draw where all was measured elsewhere', async () => {
    expect((await verify('measured.json')).out).toContain(
      '1 claim judged again, 0 of 0 blocks drawn again, all equal',
    );
  });

  it('ends with 3 and one line that says what differs', async () => {
    const text = readFileSync('tiny.json', 'utf8').replace('"estimate":0.', '"estimate":0.0');
    writeFileSync('forged.json', text);
    const { code, out, err } = await verify('forged.json');
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(out).toMatch(
      /^forged\.json: limits\.\d\.estimate \(excessRisk of engine at gamma .*\): 0\.0\d+ in the file, 0\.\d+ judged again\n$/,
    );
  });

  it('knows the files that parameters name', async () => {
    expect(Object.keys(JSON.parse(readFileSync('file.json', 'utf8')).files)).toEqual(['eigs.csv']);
    expect((await verify('file.json', '--sample', '100%')).code).toBe(0);
    writeFileSync('eigs.csv', spectrum.replace('0.5,0\n', '0.25,0\n'));
    const { code, out } = await verify('file.json');
    expect(code).toBe(3);
    expect(out).toMatch(/^file\.json: files\.eigs\.csv: SHA-256 \w{64} in the file, \w{64} here\n$/);
    writeFileSync('eigs.csv', spectrum);
  });

  const refusals: readonly (readonly [words: string, says: string])[] = [
    ['none.json', 'none.json: there is no such file'],
    ['folder', 'folder: this is a folder, but a file is needed'],
    [
      'empty.json',
      'empty.json: not JSON (Unexpected end of JSON input); a certificate of descent check --certificate is needed',
    ],
    ['cut.json', 'cut.json: not JSON ('],
    ['list.json', 'list.json: [] is not a map; a certificate of descent check --certificate is needed'],
    ['results.json', 'results.json: format is missing or not what is written there; a certificate'],
    ['tiny.json --sample 0%', '--sample 0%: a share such as 5% is needed, > 0 and at most 100%'],
    ['tiny.json --sample 0.5', '--sample 0.5: a share such as 5% is needed'],
    ['tiny.json --sample 101%', '--sample 101%: a share'],
    ['tiny.json --workers 0', '--workers 0: a whole number from 1 to 256 is needed'],
  ];

  it.each(refusals)('refuses %s in one line', async (words, says) => {
    const { code, out, err } = await descent('verify', ...words.split(' '));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^descent: .*\n$/);
    expect(err).toContain(says);
  });
});

describe('descent check --certificate', () => {
  const check = (...words: string[]) => descent('check', './tiny.yaml', '--workers', '1', ...words);

  it('writes the same bytes again', async () => {
    await check('--certificate', 'deeper/again.json', '--out', 'elsewhere');
    expect(readFileSync('deeper/again.json', 'utf8')).toBe(readFileSync('tiny.json', 'utf8'));
  });

  it('is listed with the files, and needs the embedded linear algebra', async () => {
    const { out } = await check('--certificate', 'tiny.json', '--json', '--blas', 'embedded');
    expect(JSON.parse(out).files).toContain('tiny.json');
    for (const blas of ['auto', 'embedded-fma'])
      expect(await check('--certificate', 'other.json', '--blas', blas)).toEqual({
        code: 2,
        out: '',
        err: `descent: --blas ${blas} and --certificate exclude each other: numbers that others can draw again need embedded\n`,
      });
    expect((await check('--certificate', 'folder')).err).toBe(
      'descent: --certificate folder: this is a folder, but a file is needed\n',
    );
    expect((await check('--certificate', 'tiny.yaml/c.json')).err).toMatch(
      /^descent: --certificate .* is a file, but a folder is needed\n$/,
    );
    expect((await check('--certificate', 'results.json')).err).toBe(
      'descent: --certificate results.json: this file is there, and is no certificate; choose another name\n',
    );
    expect((await check('--certificate', 'c.json', '--dry-run')).err).toMatch(
      /^descent: --certificate would not be used/,
    );
    expect(existsSync('other.json')).toBe(false);
  });
});
