/** On a real Slurm: whatever is done to jobs, and into however many shards they are cut, the bytes are those of one machine. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useFolder } from '../cli/harness.ts';
import { maxArraySize, type PrivateSlurm, startSlurm, until, wanted } from '../slurm/privateSlurm.ts';
import { bytes, descent, drawing, log, shared, submit } from '../slurm/sharedRun.ts';

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Blocks of a hundredth of a second. */
const scan = `title: A scan of 20,000 blocks
model: linear
parameters: { gamma: "linspace(0.125,0.71875,20)", ridge: 0.1, noise: 0.5 }
simulation: { sizes: [32, 64, 96], trials: [64000, 32000, 32000], labels: 4 }
comparison: { tolerance: 0.05 }
figure: { x: gamma, y: excessRisk, xScale: log, yScale: log }
`;

describe.skipIf(!wanted)('runs on a real Slurm (DESCENT_SLURM=1)', { timeout: 900_000 }, () => {
  useFolder({ 'shared.yaml': shared(2400), 'scan.yaml': scan });
  let slurm: PrivateSlurm;
  beforeAll(async () => {
    slurm = await startSlurm();
    expect(descent('run', 'shared.yaml', '--blas', 'embedded', '--out', 'whole')).toMatchObject({ code: 0 });
  }, 300_000);
  afterAll(() => slurm?.stop(), 120_000);

  const finished = (out: string, ...more: readonly string[]) => {
    const { code, err } = submit(out, '--follow', ...more);
    expect([code, err]).toEqual([0, '']);
    expect(bytes(out)).toEqual(bytes('whole'));
  };
  /** The array of the last submission. */
  const submitted = (out: string, ...more: readonly string[]) => {
    const told = submit(out, ...more);
    expect([told.code, told.err]).toEqual([0, '']);
    return /jobs (\d+)/.exec(told.out)![1]!;
  };
  const parts = (out: string) => readdirSync(`${out}/shared/parts`);

  /** Parts of tasks that began again. */
  const anew = (out: string) => parts(out).filter((name) => /-[1-9]\d*-\d+\.jsonl$/.test(name));

  it.each([1, 8, 37])('in %i shards', (shards) =>
    finished(`by${shards}`, '--shards', `${shards}`, '--time', '30'),
  );

  it('in more shards than an array may have tasks, some at a time', () => {
    finished('many', '--shards', `${maxArraySize + 6}`, '--max-running', '4');
    expect(parts('many').length).toBe(maxArraySize + 6);
  });

  it('with tasks that are killed, put back and cancelled, and the rest in other shards', async () => {
    const array = submitted('harm', '--shards', '4');
    await drawing('harm', 1, 0);
    slurm.ask('scontrol', 'requeue', `${array}_0`);
    process.kill(await drawing('harm', 1, 1), 'SIGKILL');
    await drawing('harm', 1, 2);
    slurm.ask('scancel', `${array}_2`);
    await slurm.idle();
    const [again] = parts('harm').filter((name) => /^1-0-.*-1-\d+\.jsonl$/.test(name));
    expect(again).toBeDefined();
    expect(log('harm', `1-${array}_2.log`)).toContain('interrupted; finished blocks are kept');
    expect(log('harm', '1-merge.log')).toMatch(
      /blocks are drawn(?:.|\n)*missing: gamma(?:.|\n)*to go on: descent run shared.yaml/,
    );
    expect(existsSync('harm/shared/results.json')).toBe(false);
    expect(descent('merge', 'harm/shared').code).toBe(5);
    finished('harm', '--shards', '5');
  });

  it('with a task that is told of the end of its time: it stores what it has, and goes on in the queue', async () => {
    const array = submitted('notice', '--shards', '2');
    await drawing('notice', 1, 0);
    slurm.ask('scancel', '--batch', '--signal=USR1', `${array}_0`);
    await slurm.idle();
    expect(log('notice', `1-${array}_0.log`)).toMatch(
      /shard 0: \d+ blocks drawn, \d+ are left\n(?:slurmstepd.*\n)*back into the queue\n(?:.|\n)*shard 0: \d+ blocks drawn\n/,
    );
    expect(bytes('notice')).toEqual(bytes('whole'));
    // Nothing was drawn twice.
    const lines = parts('notice').flatMap((name) =>
      readFileSync(`notice/shared/parts/${name}`, 'utf8').match(/"series":.*?"first":\d+/g),
    );
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('with a node that dies: its tasks are put back, and drawn on the other', async () => {
    submitted('death', '--shards', '4');
    for (const index of [0, 1, 2, 3]) await drawing('death', 1, index);
    slurm.killNode('n2');
    await slurm.idle();
    expect(anew('death').length).toBeGreaterThan(0);
    expect(bytes('death')).toEqual(bytes('whole'));
    await slurm.startNode('n2');
  });

  it.each([
    ['main', 'interrupted'],
    ['patient', 'back into the queue'],
  ])('on %s, with tasks that give way to others: %s', async (partition, said) => {
    const out = `giving-way-on-${partition}`;
    const array = submitted(out, '--shards', '4', '--partition', partition);
    for (const index of [0, 1, 2, 3]) await drawing(out, 1, index);
    slurm.ask('sbatch', '--partition=urgent', '--array=0-3', '--output=/dev/null', '--wrap=sleep 3');
    await slurm.idle();
    expect(anew(out).length).toBeGreaterThan(0);
    expect([0, 1, 2, 3].map((index) => log(out, `1-${array}_${index}.log`)).join('')).toContain(said);
    expect(bytes(out)).toEqual(bytes('whole'));
  });

  it('of 20,000 blocks: agree, and the bytes of one machine', () => {
    const one = descent('run', 'scan.yaml', '--blas', 'embedded', '--out', 'one');
    expect([one.code, one.err]).toEqual([0, '']);
    const jobs = ['--executor', 'slurm', '--shards', '40', '--follow'];
    const many = descent('run', 'scan.yaml', '--blas', 'embedded', ...jobs, '--out', 'many');
    expect([many.code, many.err]).toEqual([0, '']);
    expect(many.out).toContain('20000 blocks in 40 shards');
    expect(many.out).toContain('verdict: agree: 20 agree, 0 disagree');
    for (const name of ['results.json', 'results.csv', 'figure.svg', 'trials.jsonl'])
      expect(sha256(`many/scan/${name}`), name).toBe(sha256(`one/scan/${name}`));
  });

  it('that is cancelled goes on where it was', async () => {
    submitted('stopped', '--shards', '2');
    await drawing('stopped', 1, 0);
    expect(descent('cancel', 'stopped/shared')).toMatchObject({ code: 0 });
    await until(() => slurm.ask('squeue', '-h') === '', 30);
    expect(log('stopped', '1-merge.log')).toBe('');
    expect(descent('status', 'stopped/shared').code).toBe(5);
    finished('stopped');
  });
});
