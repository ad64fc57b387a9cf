/** What a run leaves in its folder: the same bytes whenever it is run again, one writer at a time, nothing replaced unasked. */
import { spawnSync } from 'node:child_process';
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
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '../../src/execution/lock.ts';
import type { Results } from '../../src/pipeline/results.ts';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

/** Gradient descent with too large a step: 3000 of them overflow, 10 do not. */
const diverging = `title: Diverging
model: linear
parameters: { gamma: 2, noise: 0.1, steps: [10, 3000], stepSize: 5 }
simulation: { sizes: [12, 24], trials: 6, labels: 2 }
figure: { x: steps, y: excessRisk }
`;

useFolder({ 'tiny.yaml': tiny, 'diverging.yaml': diverging });

const simulated = ['--blas', 'embedded', '--workers', '1'];
const run = (name: string, ...options: string[]) => succeed('run', `${name}.yaml`, ...simulated, ...options);
const predict = (name: string, ...options: string[]) =>
  succeed('run', `${name}.yaml`, '--theory-only', ...options);
const resultsOf = (folder: string): Results => JSON.parse(readFileSync(`${folder}/results.json`, 'utf8'));
const filesOf = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]));

describe('trials that are not finite', () => {
  beforeAll(() => run('diverging'));

  it('are null in results.json, with their number beside, and nan in results.csv', () => {
    const { cells } = resultsOf('out/diverging');
    const overflown = cells.filter(({ parameters }) => parameters['steps'] === 3000);
    expect(overflown).toHaveLength(2);
    for (const { notFinite, mean, standardError, quantiles } of overflown) {
      expect([notFinite, mean, standardError]).toEqual([6, null, null]);
      expect(Object.values(quantiles)).toEqual([null, null, null, null, null]);
    }
    for (const { parameters, notFinite, mean } of cells) {
      if (parameters['steps'] !== 10) continue;
      expect(notFinite).toBe(0);
      expect(mean).toBeGreaterThan(1e20);
    }
    const csv = readFileSync('out/diverging/results.csv', 'utf8');
    expect(csv).not.toMatch(/NaN|Infinity|null/);
    const [header, ...lines] = csv
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const means = lines.map((cells) => [cells[header!.indexOf('steps')], cells[header!.indexOf('mean')]]);
    expect(means.filter(([steps]) => steps === '3000').map(([, mean]) => mean)).toEqual([
      'nan',
      'nan',
      'nan',
    ]);
  });

  it('are the same bytes by the same command again, and when trials are added, as from scratch', async () => {
    const first = filesOf('out/diverging');
    expect(first['trials.jsonl']).toMatch(/"(Infinity|NaN)"/);
    await run('diverging');
    expect(filesOf('out/diverging')).toEqual(first);
    writeFileSync('diverging.yaml', diverging.replace('trials: 6', 'trials: 9'));
    await run('diverging');
    await run('diverging', '--out', 'scratch');
    expect(filesOf('out/diverging')).toEqual(filesOf('scratch/diverging'));
    expect(filesOf('out/diverging')).not.toEqual(first);
  });
});

describe('the folder of results', () => {
  it('is the file’s own, or one of its own for what the command line changes', async () => {
    await predict('tiny');
    await predict('tiny', '--set', 'parameters.noise=2');
    await predict('tiny', '--set', 'title="A b/c"');
    await predict('tiny', '--name', 'other');
    await run('tiny');
    const names = readdirSync('out').filter((name) => name !== 'diverging');
    expect(names.sort()).toEqual([
      'other',
      'tiny',
      'tiny+parameters.noise=2+theory-only',
      'tiny+theory-only',
      'tiny+title=Ab-c+theory-only',
    ]);
    expect(resultsOf('out/tiny').source).toEqual({ scenario: 'tiny', changes: [] });
    expect(resultsOf('out/other').source).toEqual({ scenario: 'tiny', changes: ['theory-only'] });
    expect(resultsOf('out/other').scenario.name).toBe('other');
  });

  it('is replaced by the same command, after an edit of the file, too', async () => {
    const noisy = { 'tiny.yaml': tiny.replace('noise: 0.5', 'noise: 0.7') };
    for (const options of [[], ['--name', 'mine']]) {
      writeFileSync('tiny.yaml', tiny);
      await predict('tiny', ...options);
      writeFileSync('tiny.yaml', noisy['tiny.yaml']);
      await predict('tiny', ...options);
    }
    expect(resultsOf('out/mine').scenario.parameters['noise']).toBe(0.7);
    writeFileSync('tiny.yaml', tiny);
  });

  it('is not replaced by another command, unless asked to', async () => {
    await predict('tiny', '--name', 'kept');
    const before = snapshot();
    const other = ['run', 'tiny.yaml', '--theory-only', '--set', 'parameters.noise=3', '--name', 'kept'];
    const refused = await descent(...other);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toBe(
      'descent: out/kept holds the results of the scenario tiny with theory-only; ' +
        '--name OTHER writes to another folder, --replace replaces them\n',
    );
    expect(snapshot()).toEqual(before);
    await succeed(...other, '--replace');
    expect(resultsOf('out/kept').scenario.parameters['noise']).toBe(3);
  });

  it('is not replaced where it holds something else', async () => {
    for (const content of ['mine', '[1, 2]', '{"scenario": 3}']) {
      mkdirSync('out/tiny+seed=3', { recursive: true });
      writeFileSync('out/tiny+seed=3/results.json', content);
      const { code, err } = await descent('run', 'tiny.yaml', '--seed', '3');
      expect(code).toBe(2);
      expect(err).toContain('out/tiny+seed=3 holds a results.json that is not of descent run; --name OTHER');
      expect(readFileSync('out/tiny+seed=3/results.json', 'utf8')).toBe(content);
    }
  });

  it('of version 0.1.0 holds the results of the file', async () => {
    cpSync('out/tiny', 'early/tiny', { recursive: true });
    const { source: _, ...results } = resultsOf('early/tiny');
    writeFileSync('early/tiny/results.json', JSON.stringify(results));
    await run('tiny', '--out', 'early');
    const { code, err } = await descent(
      'run',
      'tiny.yaml',
      '--out',
      'early',
      '--seed',
      '2',
      '--name',
      'tiny',
    );
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('tiny as its file is') });
  });

  it.each(['../up', '.hidden', 'a/b', 'x'.repeat(101), 'ü'])(
    'has a name that is one: not %s',
    async (name) => {
      const { code, err } = await descent('run', 'tiny.yaml', '--name', name);
      expect({ code, err }).toMatchObject({
        code: 2,
        err: expect.stringContaining(`--name ${name.slice(0, 60)}`),
      });
    },
  );

  it('has one name for one file', async () => {
    const { code, err } = await descent('run', 'tiny.yaml', 'diverging.yaml', '--name', 'both');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('is for one file') });
  });

  it('is not left behind empty', async () => {
    writeFileSync('wrong.yaml', tiny.replace('[12, 24]', '[2, 100000]'));
    expect((await descent('run', 'wrong.yaml', ...simulated, '--out', 'no/where')).code).toBe(2);
    expect(existsSync('no')).toBe(false);
  });
});

describe('damaged lines', () => {
  it('are counted in the summary, and what they held is drawn anew', async () => {
    cpSync('out/tiny', 'damaged/tiny', { recursive: true });
    const whole = filesOf('damaged/tiny');
    const [header, first, ...rest] = whole['trials.jsonl']!.trimEnd().split('\n');
    const flipped = first!.replace('"first":0', '"first":1');
    writeFileSync('damaged/tiny/trials.jsonl', [header, flipped, 'junk', ...rest, ''].join('\n'));
    const table = await run('tiny', '--out', 'damaged');
    expect(table).toContain(
      '  damaged/tiny/trials.jsonl: 2 damaged lines were ignored, and the trials drawn anew\n',
    );
    expect(filesOf('damaged/tiny')).toEqual(whole);
    expect(await run('tiny', '--out', 'damaged')).not.toContain('ignored');
    appendFileSync('damaged/tiny/trials.jsonl', 'junk\n');
    expect(await run('tiny', '--out', 'damaged')).toContain('1 damaged line was ignored');
  });

  it('of version 0.1.0 are refused by name', async () => {
    mkdirSync('former/tiny', { recursive: true });
    writeFileSync(
      'former/tiny/trials.jsonl',
      '615b1094e50fb5a9 {"series":"[\\"trial-3\\"]","first":0,"values":[[1,0,null,2,0,3]]}\n',
    );
    const { code, err } = await descent('run', 'tiny.yaml', ...simulated, '--out', 'former');
    expect(code).toBe(2);
    expect(err).toMatch(/^descent: former\/tiny\/trials\.jsonl: .* by version 0\.1\.0 .*--fresh .*\n$/);
  });
});

describe('a lock', () => {
  const lock = 'out/tiny/lock.json';
  const refusal = async () => (await descent('run', 'tiny.yaml', ...simulated)).err;
  /** The lock of this process, which is alive, with changes. */
  const lockedBy = (changes: object = {}) => {
    lockFolder('out/tiny');
    writeFileSync(lock, JSON.stringify({ ...JSON.parse(readFileSync(lock, 'utf8')), ...changes }));
  };
  const whoIsGone = () => spawnSync(process.execPath, ['--version']).pid;

  it('of a living process refuses another writer and names the owner; other folders are free', async () => {
    const release = lockFolder('out/tiny');
    const before = snapshot();
    const err = await refusal();
    expect(err).toMatch(
      new RegExp(
        `^descent: out/tiny is being written by process ${process.pid} on ${hostname()} since 2.*Z \\(descent.*\\)`,
      ),
    );
    expect(err).toContain('wait for it (--wait-for-lock), or choose another --out or --name\n');
    expect(snapshot()).toEqual(before);
    await predict('tiny');
    release();
    expect(existsSync(lock)).toBe(false);
    await run('tiny');
    expect(existsSync(lock)).toBe(false);
  });

  it('of a living process is waited for when asked to, and told of once', async () => {
    const release = lockFolder('out/tiny');
    let ended = false;
    const waiting = descent(
      'run',
      'tiny.yaml',
      '--theory-only',
      '--name',
      'tiny',
      '--replace',
      '--wait-for-lock',
    );
    void waiting.then(() => {
      ended = true;
    });
    await setTimeout(500);
    expect(ended).toBe(false);
    release();
    const { code, err } = await waiting;
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(
          `^descent: out/tiny is being written by process ${process.pid} on .* \\(descent.*\\); waiting for it\n$`,
        ),
      ),
    ]);
    expect(existsSync(lock)).toBe(false);
    await run('tiny', '--replace');
  });

  it.each([
    ['of a process that is gone', () => ({ pid: whoIsGone() })],
    ['of another boot', () => ({ boot: 'before' })],
    ['of a process whose number is used again', () => ({ began: '1' })],
  ])('%s is taken over', async (_, changes) => {
    lockedBy(changes());
    await run('tiny');
    expect(existsSync(lock)).toBe(false);
  });

  it.each([
    ['of another host, which may be alive', { host: 'elsewhere', pid: 1 }, 'on elsewhere since'],
    [
      'that cannot be read',
      { pid: 'one' },
      'out/tiny/lock.json is not a lock as Descent writes it; remove it',
    ],
  ])('%s is respected', async (_, changes, message) => {
    lockedBy(changes);
    expect(await refusal()).toContain(message);
    expect(existsSync(lock)).toBe(true);
    rmSync(lock);
  });
});

describe('a folder in the place of a file', () => {
  it.each(['trials.jsonl', 'results.json', 'results.csv'])('%s is named', async (file) => {
    const path = `folders/tiny/${file}`;
    mkdirSync(path, { recursive: true });
    const { code, err } = await descent('run', 'tiny.yaml', ...simulated, '--out', 'folders');
    rmSync(path, { recursive: true });
    expect([code, err]).toEqual([2, `descent: ${path}: this is a folder, but a file is needed\n`]);
  });
});
