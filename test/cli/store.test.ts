/** `descent store`: what it finds of each kind of damage, and what it removes; never a whole block. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownHost } from '../../src/execution/files.ts';
import { lockFolder } from '../../src/execution/lock.ts';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

useFolder({ 'tiny.yaml': tiny.replace(/^figure: .*\n/m, '') });

const run = (...options: string[]) =>
  succeed('run', 'tiny.yaml', '--blas', 'embedded', '--workers', '1', ...options);
const folder = 'out/tiny';
const file = `${folder}/trials.jsonl`;
const check = async (path = folder) => {
  const { code, out, err } = await descent('store', 'check', path);
  return { code, lines: out.trimEnd().split('\n'), err };
};
const clean = () => succeed('store', 'clean', folder);

/** A line with a good checksum, whatever it says. */
function lineOf(content: unknown): string {
  const text = JSON.stringify(content);
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${text}\n`;
}

const lines = () => readFileSync(file, 'utf8').split(/(?<=\n)/);
const gone = spawnSync(process.execPath, ['--version']).pid;

beforeAll(async () => {
  await run();
  cpSync('out', 'whole', { recursive: true });
});
beforeEach(() => {
  rmSync('out', { recursive: true });
  cpSync('whole', 'out', { recursive: true });
});

describe('store check', () => {
  it.each([folder, file, 'out'])('says that what a run left is whole, of %s', async (path) => {
    expect(await check(path)).toEqual({
      code: 0,
      lines: [`${file}: whole: 192 trials of 8 series, all that results.json asks for among them`],
      err: '',
    });
  });

  it('names damaged and torn lines, and counts the trials that are missing for them', async () => {
    const [header, first, ...rest] = lines();
    writeFileSync(file, [header, first!.replace('"first":0', '"first":1'), 'junk\n', ...rest, 'to'].join(''));
    const way = 'descent store clean out/tiny removes that, and the next run draws the trials anew';
    expect(await check()).toEqual({
      code: 3,
      lines: [
        `${file}: damaged: lines 2, 3; ${way}`,
        `${file}: damaged: 2 bytes of a line that was torn off at the end; ${way}`,
        `${file}: missing: 24 of 192 trials that results.json asks for; the command that wrote it draws them`,
      ],
      err: '',
    });
  });

  it('tells lines of unknown columns and files of other versions from damage', async () => {
    const [, first] = lines();
    const block = JSON.parse(first!.slice(17));
    appendFileSync(file, lineOf({ ...block, columns: block.columns.toReversed() }));
    expect(await check()).toEqual({
      code: 3,
      lines: [
        `${file}: foreign: line 10, of other columns than the series has; the next run draws the trials anew`,
      ],
      err: '',
    });
    writeFileSync(file, lineOf({ format: 'descent-trials', version: 9 }));
    const { code, lines: said } = await check();
    expect([code, said]).toEqual([
      3,
      [expect.stringContaining(`${file}: foreign: written in format 9 of Descent`)],
    ]);
  });

  it('asks for what the results are of, where there are any that it can read', async () => {
    rmSync(`${folder}/results.json`);
    expect((await check()).lines).toEqual([`${file}: whole: 192 trials of 8 series`]);
    writeFileSync(`${folder}/results.json`, '{}');
    const { code, lines: said } = await check();
    expect(code).toBe(0);
    expect(said[1]).toContain(
      `${file}: note: whether trials are missing is not known: ${folder}/results.json: `,
    );
  });

  it('looks into parts, of which it says only what is amiss', async () => {
    const [header, first, second] = lines();
    const write = (name: string, ...text: readonly string[]) =>
      writeFileSync(`${folder}/parts/${name}`, text.join(''));
    mkdirSync(`${folder}/parts`);
    write('0-0-whole.jsonl', header!, first!);
    write('0-1-torn.jsonl', header!, first!, second!.slice(0, 50));
    write('0-2-damaged.jsonl', header!, first!.replace('"first":0', '"first":1'), second!);
    const said = (note: string, way: string) => [
      `${folder}/parts/0-1-torn.jsonl: note: a block that was cut off, 50 bytes; ${way}`,
      `${folder}/parts/0-2-damaged.jsonl: ${note}damaged: line 2; ${way}`,
    ];
    const usual = `${file}: whole: 192 trials of 8 series, all that results.json asks for among them`;
    const may = said('note: ', 'trials.jsonl holds all that is asked for, and it may be removed');
    expect(await check()).toEqual({ code: 0, lines: [usual, ...may], err: '' });
    // Where it is not known whether all is merged they matter.
    rmSync(`${folder}/results.json`);
    const needed = said('', 'it is passed over, and what is drawn next draws its trials anew');
    expect(await check()).toEqual({
      code: 3,
      lines: [`${file}: whole: 192 trials of 8 series`, ...needed],
      err: '',
    });
  });

  it('knows trials of other settings', async () => {
    const results = JSON.parse(readFileSync('whole/tiny/results.json', 'utf8'));
    results.scenario.simulation.trials = [30, 24];
    results.scenario.simulation.sizes = [12, 48];
    writeFileSync(`${folder}/results.json`, JSON.stringify(results));
    expect((await check()).lines).toEqual([
      `${file}: missing: 120 of 216 trials that results.json asks for (96 trials of other settings are there); the command that wrote it draws them`,
    ]);
  });

  it.each([
    ['spectrum linear --gamma 0.5', 6, 2],
    ['margins classification --alpha 2 --ridge 0.5', 2, 1],
  ])('knows the trials of laws: %s', async (law, trials, series) => {
    rmSync('out', { recursive: true });
    const small = '--points 9 --size 8 --trials 2 --blas embedded';
    await succeed(...`${law} ${small}`.split(' '));
    const path = `out/${readdirSync('out')[0]}`;
    expect((await check(path)).lines).toEqual([
      `${path}/trials.jsonl: whole: ${trials} trials of ${series} series, all that results.json asks for among them`,
    ]);
    writeFileSync(`${path}/trials.jsonl`, '');
    expect((await check(path)).lines[0]).toContain(`: missing: ${trials} of ${trials} trials that`);
  });

  it.each([
    ['nowhere', 'there is no such file or folder'],
    ['/dev/null', 'this is no file of trials'],
    ['empty', 'there is no trials.jsonl in it, nor in a folder of it'],
  ])('refuses %s', async (path, message) => {
    mkdirSync('empty', { recursive: true });
    const { code, err } = await check(path);
    expect([code, err]).toEqual([2, expect.stringContaining(`${path}: ${message}`)]);
  });
});

describe('store clean', () => {
  it('removes what is damaged and left behind, keeps whole blocks as they stand, and a run makes good the rest', async () => {
    const [header, first, ...rest] = lines();
    writeFileSync(file, [header, 'junk\n', ...rest.toReversed(), first!.slice(0, 100)].join(''));
    const lock = {
      pid: gone,
      host: hostname(),
      boot: null,
      began: null,
      since: 'then',
      command: 'descent run',
    };
    writeFileSync(`${folder}/lock.json`, JSON.stringify(lock));
    writeFileSync(`${folder}/results.json.${ownHost()}-${gone}.tmp`, 'half');
    writeFileSync(`${folder}/results.json.${ownHost()}-${process.pid}.tmp`, 'half');
    writeFileSync(`${folder}/results.csv.elsewhere-${gone}.tmp`, 'half');
    writeFileSync(`${folder}/notes.${gone}.tmp`, 'somebody’s own');
    expect(await clean()).toBe(
      [
        `${file}: removed 1 damaged line and a torn one, 105 bytes; the next run draws the trials anew`,
        `${folder}/results.json.${ownHost()}-${gone}.tmp: removed, left by a write that was cut off`,
        `${folder}/results.csv.elsewhere-${gone}.tmp: kept, its process may still write it`,
        `${folder}/results.json.${ownHost()}-${process.pid}.tmp: kept, its process may still write it`,
        `${folder}/lock.json: removed, its process is gone\n`,
      ].join('\n'),
    );
    expect(lines()).toEqual([header, ...rest.toReversed()]);
    expect(existsSync(`${folder}/notes.${gone}.tmp`)).toBe(true);
    rmSync(`${folder}/results.csv.elsewhere-${gone}.tmp`);
    rmSync(`${folder}/notes.${gone}.tmp`);
    rmSync(`${folder}/results.json.${ownHost()}-${process.pid}.tmp`);
    await run();
    const after = snapshot();
    for (const name of ['trials.jsonl', 'results.json'])
      expect(after[`out/tiny/${name}`]).toBe(after[`whole/tiny/${name}`]);
    expect(await clean()).toBe(`${folder}: nothing to remove\n`);
  });

  it('writes a header where it was damaged', async () => {
    const [header, ...rest] = lines();
    writeFileSync(file, [header!.replace('2', '3'), ...rest].join(''));
    await clean();
    expect(lines()).toEqual([header, ...rest]);
  });

  it('leaves what it does not know, and what somebody writes', async () => {
    writeFileSync(file, `${lineOf({ format: 'descent-trials', version: 9 })}junk\n`);
    const before = snapshot();
    expect(await clean()).toContain(`${file}: left as it is, written in format 9 of Descent`);
    expect(snapshot()).toEqual(before);
    const release = lockFolder(folder);
    const { code, err } = await descent('store', 'clean', folder);
    release();
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`${folder} is being written by process ${process.pid}`),
    ]);
    expect((await descent('store', 'clean', file)).err).toContain('needs the folder that it is in');
    expect((await descent('store', 'mend', folder)).err).toContain('(valid: check, clean)');
  });
});
