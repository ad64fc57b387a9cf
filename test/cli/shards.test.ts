/** A run that many processes draw, in whatever pieces: the results of `descent run`, byte by byte. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlurm, fakeSlurm } from '../helpers/fakeSlurm.ts';
import { descent, snapshot, succeed, tiny, useFolder } from './harness.ts';

/** Eight blocks of up to 128 trials. */
const risks = tiny.replace(/sizes: .*?\], trials: 24/, 'sizes: [8, 12], trials: 200');
const law = `model: random-features
observe: spectrum
parameters: { psi1: [1.5, 2], psi2: 3 }
simulation: { sizes: [8, 12], trials: 4 }
`;

useFolder({ 'risks.yaml': risks, 'law.yaml': law, 'theory.yaml': tiny.replace(/^simulation.*\n/m, '') });

const embedded = ['--blas', 'embedded'];
const files = ['results.json', 'results.csv', 'figure.svg', 'trials.jsonl'];
const bytes = (folder: string) => files.map((name) => readFileSync(join(folder, name), 'latin1'));
const parts = (folder: string) => readdirSync(join(folder, 'parts')).sort();
const shard = (plan: string, index: number, ...more: string[]) =>
  succeed('shard', plan, '--index', `${index}`, '--workers', '1', ...more);

beforeAll(async () => {
  for (const name of ['risks', 'law'])
    await succeed('run', `${name}.yaml`, ...embedded, '--workers', '1', '--out', 'whole');
});
beforeEach(() => rmSync('out', { recursive: true, force: true }));

describe('a planned run', () => {
  it.each(['risks', 'law'])('of %s is what one machine draws, from any number of shards', async (name) => {
    const folder = `out/${name}`;
    const told = await succeed('run', `${name}.yaml`, ...embedded, '--executor', 'plan');
    expect(told).toContain(`descent shard ${folder}/plan.json --index I --of N`);
    const plan = `${folder}/plan.json`;
    const before = readFileSync(plan, 'utf8');
    // Some of three shards, and all of the rest by one: nothing twice.
    await shard(plan, 1, '--of', '3');
    expect((await descent('status', folder)).code).toBe(5);
    expect(await shard(plan, 1, '--of', '3')).toContain(': 0 blocks drawn');
    await shard(plan, 0);
    expect(parts(folder).length).toBe(2);
    const series = parts(folder).flatMap((part) =>
      readFileSync(join(folder, 'parts', part), 'utf8')
        .split('\n')
        .map((line) => /"series":.*?"first":\d+/.exec(line)?.[0]),
    );
    const lines = series.filter((each) => each !== undefined);
    expect(new Set(lines).size).toBe(lines.length);
    expect((await descent('status', folder)).code).toBe(0);
    await succeed('merge', folder);
    expect(bytes(folder)).toEqual(bytes(`whole/${name}`));
    // Once more, and when the parts are gone.
    rmSync(join(folder, 'parts'), { recursive: true });
    await succeed('merge', folder);
    expect(bytes(folder)).toEqual(bytes(`whole/${name}`));
    await succeed('run', `${name}.yaml`, ...embedded, '--executor', 'plan');
    expect(readFileSync(plan, 'utf8')).toBe(before);
  });

  it('that is incomplete says which trials of which points are missing, and how to go on', async () => {
    await succeed('run', 'risks.yaml', ...embedded, '--executor', 'plan');
    await shard('out/risks/plan.json', 0, '--of', '8');
    const { code, err } = await descent('merge', 'out/risks');
    expect(code).toBe(5);
    expect(err).toMatch(/^descent: out\/risks: 1 of 8 blocks are drawn \(12 %\)\n/);
    expect(err).toContain('missing: gamma = 0.5, ridge = 0 0.1, size 8: trials 0–199 of 200\n');
    expect(err).toContain('missing: gamma = 2, ridge = 0 0.1, size 12: trials 128–199 of 200\n');
    expect(err).toContain('to go on: descent shard out/risks/plan.json --index I --of N, for every I');
    expect(existsSync('out/risks/results.json')).toBe(false);
    // What is in the store already is not drawn by shards any more.
    rmSync('out/risks/parts', { recursive: true });
    expect(await shard('out/risks/plan.json', 0)).toContain(': 7 blocks drawn');
    await succeed('merge', 'out/risks');
    expect(bytes('out/risks')).toEqual(bytes('whole/risks'));
  });

  it('passes over what is torn, and takes what several have from any', async () => {
    await succeed('run', 'risks.yaml', ...embedded, '--executor', 'plan');
    const plan = 'out/risks/plan.json';
    for (const index of [0, 1]) await shard(plan, index, '--of', '2');
    const [one, two] = parts('out/risks').map((name) => join('out/risks/parts', name));
    appendFileSync(two!, readFileSync(one!, 'utf8').slice(0, -20));
    await succeed('merge', 'out/risks');
    expect(bytes('out/risks')).toEqual(bytes('whole/risks'));
    rmSync('out/risks/trials.jsonl');
    await succeed(
      'run',
      'risks.yaml',
      '--blas',
      'embedded',
      '--set',
      'simulation.trials=130',
      '--out',
      'other',
      '--name',
      'risks',
      '--seed',
      '1',
    );
    cpSync('other/risks/trials.jsonl', 'out/risks/parts/9-0-x-0-0-1.jsonl');
    await succeed('merge', 'out/risks');
    expect(bytes('out/risks')).toEqual(bytes('whole/risks'));
  });

  it('is of these versions and draws, or is refused', async () => {
    await succeed('run', 'risks.yaml', ...embedded, '--executor', 'plan');
    const plan = 'out/risks/plan.json';
    const text = readFileSync(plan, 'utf8');
    const refused = async (change: string, by: string, ...argv: string[]) => {
      writeFileSync(plan, text.replace(change, by));
      const { code, err } = await descent(...argv);
      expect(code).toBe(2);
      return err;
    };
    const node = `"node":"${process.versions.node}"`;
    for (const argv of [
      ['shard', plan],
      ['merge', 'out/risks'],
      ['run', 'risks.yaml', ...embedded, '--executor', 'plan'],
    ])
      expect(await refused(node, '"node":"1.2.3"', ...argv)).toMatch(
        new RegExp(`^descent: out/risks/plan.json is for node 1.2.3, and this is ${process.versions.node}`),
      );
    expect(await refused('"noise":0.5', '"noise":0.6', 'shard', plan)).toContain('is not what it was');
    expect(await refused('"descent-plan"', '"other"', 'status', 'out/risks')).toContain('format is not as');
    writeFileSync(plan, text);
    renameSync('out/risks', 'out/else');
    expect((await descent('status', 'out/else')).err).toContain('out/else was risks when it was planned');
    expect((await descent('merge', 'out')).err).toBe(
      'descent: out has no plan.json; descent run --executor plan or slurm writes one\n',
    );
    expect((await descent('shard', 'risks.yaml')).err).toContain('this is no plan');
    mkdirSync('out/risks');
    cpSync('out/else/plan.json', plan);
    for (const [index, of] of [
      ['2', '2'],
      ['-1', '2'],
      ['x', '2'],
    ] as const)
      expect((await descent('shard', plan, `--index=${index}`, '--of', of)).err).toContain(
        'a whole number from 0 to 1 is needed',
      );
  });
});

describe('a run on Slurm', () => {
  const path = process.env['PATH'];
  let slurm: FakeSlurm;
  beforeAll(() => {
    slurm = fakeSlurm('slurm');
  });
  afterAll(() => {
    process.env['PATH'] = path;
  });
  beforeEach(() => {
    slurm.queue([]);
    slurm.calls();
  });
  const submit = (...more: string[]) =>
    descent('run', 'risks.yaml', ...embedded, '--executor', 'slurm', ...more);

  it('is submitted, shows how far it is, is cancelled, and goes on with what is missing', async () => {
    const { code, out } = await submit('--shards', '3', '--partition', 'main', '--workers', '2');
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('submission 1, 8 blocks in 3 shards: jobs 1, 2\n'),
    ]);
    const [array, merging] = slurm.calls();
    expect(array).toMatch(/--partition=main .*--array=0-2 .*--cpus-per-task=2 .*submissions\/1.sh 0$/);
    const name = /--job-name=(\S+)/.exec(array!)![1]!;
    expect(merging).toContain(`--job-name=${name}-merge --dependency=afterany:1 `);
    const file = 'out/risks/submissions/1.json';
    for (const index of [0, 2]) await shard(file, index);
    expect((await descent('shard', file, '--index', '0', '--of', '3')).err).toContain(
      '--of would not be used',
    );

    slurm.queue([`1 RUNNING ${name}`, `1 PENDING ${name}`, `2 PENDING ${name}-merge`]);
    const status = await descent('status', 'out/risks');
    expect(status.out).toMatch(
      /^risks: 5 of 8 blocks are drawn \(62 %\)\n {2}missing: .*\n(.*\n)* {2}Slurm: 1 PENDING, 1 RUNNING, merge PENDING\n$/,
    );
    expect(await submit()).toMatchObject({
      code: 2,
      err: expect.stringContaining('of an earlier submission 1 PENDING, 1 RUNNING, merge PENDING; '),
    });
    expect(await succeed('cancel', 'out/risks')).toContain(
      'cancelled: jobs 2, 1; to go on: descent run risks.yaml',
    );
    expect(slurm.calls()).toEqual(['scancel --quiet 2 1']);

    slurm.queue([]);
    expect(await succeed('cancel', 'out/risks')).toContain('nothing is queued');
    const { err } = await descent('merge', 'out/risks');
    expect(err).toContain(
      'to go on: descent run risks.yaml --blas embedded --executor slurm --shards 3 --partition main --workers 2\n',
    );
    expect((await submit('--shards', '37')).out).toContain('submission 2, 3 blocks in 3 shards');
    expect(slurm.calls()[0]).toMatch(/ --array=0-2 .* --cpus-per-task=1 /);
    for (const index of [0, 1, 2]) await shard('out/risks/submissions/2.json', index);
    // All is drawn: the same command judges, and asks Slurm for nothing.
    slurm.calls();
    expect((await submit()).out).toContain(
      'risks: 8 of 8 blocks are drawn (100 %)\nrisks: A tiny scenario\n',
    );
    expect(slurm.calls()).toEqual([]);
    expect(bytes('out/risks')).toEqual(bytes('whole/risks'));
  });

  it('is followed to its verdict, or to what is missing', async () => {
    const { code, out, err } = await submit('--follow');
    expect(code).toBe(5);
    expect(out).toContain('risks: 0 of 8 blocks are drawn (0 %)\n');
    expect(err).toContain('--executor slurm --follow\n');
  });

  it('leaves nothing where it is refused', async () => {
    expect(await submit('--partition', 'nowhere')).toMatchObject({
      code: 2,
      err: 'descent: sbatch refuses: invalid partition specified: nowhere; Batch job submission failed: Invalid partition name specified\n',
    });
    expect(existsSync('out')).toBe(false);
    expect((await submit('--time', 'never', '--shards', '7')).code).toBe(2);
    expect(slurm.calls().at(-1)).toBe('scancel --quiet 1 2');
    expect(existsSync('out')).toBe(false);
    const all = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    const { code, err } = await submit();
    process.env['PATH'] = all;
    expect([code, err]).toEqual([2, expect.stringMatching(/^descent: squeue is not on this machine: .*\n$/)]);
    expect(existsSync('out')).toBe(false);
  });

  it('is not asked for what does not go with it', async () => {
    const refused = async (...more: string[]) => (await submit(...more)).err;
    expect(await refused('--until-decided')).toContain('--until-decided would not be used');
    expect(await refused('--strict')).toContain('--strict would not be used: there is no verdict yet');
    expect((await descent('run', 'risks.yaml', '--executor', 'slurm', '--simulator', 'true')).err).toContain(
      '--simulator would not be used',
    );
    expect(await refused('--dry-run')).toContain('--executor would not be used: --dry-run runs nothing');
    expect((await descent('run', 'risks.yaml', '--shards', '3')).err).toContain('without --executor slurm');
    expect((await descent('run', 'theory.yaml', '--executor', 'slurm')).err).toContain(
      'no scenario has a simulation',
    );
    expect((await descent('run', 'risks.yaml', '--executor', 'slum')).err).toContain('did you mean slurm?');
  });

  it('that starts over and is refused keeps all that was drawn', async () => {
    expect((await descent('run', 'risks.yaml', '--executor', 'plan', '--blas', 'embedded')).code).toBe(0);
    expect(
      (await descent('shard', 'out/risks/plan.json', '--index', '0', '--of', '2', '--workers', '1')).code,
    ).toBe(0);
    const before = snapshot();
    const { code, err } = await submit('--fresh', '--partition', 'nowhere');
    expect([code, err]).toEqual([2, expect.stringContaining('Invalid partition name specified')]);
    expect(snapshot()).toEqual(before);
  });

  it('that starts over forgets all that was drawn', async () => {
    await submit('--shards', '1');
    await shard('out/risks/submissions/1.json', 0);
    expect((await submit('--fresh', '--shards', '1')).out).toContain('submission 1, 8 blocks in 1 shard: ');
    expect(existsSync('out/risks/parts')).toBe(false);
  });
});
