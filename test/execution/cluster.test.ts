/** Blocks, parts and scripts of runs that many processes draw. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { blocksOf, lackingOf, shardOf } from '../../src/execution/cluster/blocks.ts';
import { fromParts, openPart, readDrawn, type Writer } from '../../src/execution/cluster/parts.ts';
import { batchScript, quoted } from '../../src/execution/cluster/script.ts';
import { type JobOptions, queuedJobs, requeueSelf, submitJobs } from '../../src/execution/cluster/slurm.ts';
import { inProcess } from '../../src/execution/inProcess.ts';
import { columnsOf, type Demand, missingTasks, seriesKey } from '../../src/execution/plan.ts';
import { pool } from '../../src/execution/pool.ts';
import { runTasks } from '../../src/execution/simulate.ts';
import { openStore } from '../../src/execution/store.ts';
import type { TrialValues } from '../../src/simulators/simulator.ts';
import { type FakeSlurm, fakeSlurm } from '../helpers/fakeSlurm.ts';
import toy from '../helpers/toySimulator.ts';

const demand = (count: number, trials: number): Demand => ({
  simulator: toy,
  plan: {
    design: 'direct',
    series: [
      { count, width: 1 },
      { count, width: 5 },
    ] as object[],
    seed: 's',
  },
  trials,
});
/** Blocks of two trials, and of one. */
const demands = [demand(1, 5), demand(2, 3)];
const backend = 'any';
const columns = columnsOf(demands, backend);
const blocks = blocksOf(demands);
const places = blocks.map((_, place) => place);
const nothing = { trials: () => new Map<number, TrialValues>() };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-cluster-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const writer: Writer = { submission: 1, index: 0, host: 'a/b', job: '7', restart: '0', pid: 12 };
const executor = inProcess({ blas: 'embedded' });
const parts = () => readdirSync(join(folder, 'parts')).sort();

/** Draws these blocks into a part. @returns its path */
async function draw(some: readonly number[], by: Partial<Writer> = {}): Promise<string> {
  const before = new Set(readdirSync(folder).includes('parts') ? parts() : []);
  const part = openPart(folder, { ...writer, ...by });
  const tasks = [...lackingOf(demands, blocks, some, nothing, backend).values()].flat();
  await runTasks(tasks, part, { executor, backend });
  part.close();
  return join(folder, 'parts', parts().find((name) => !before.has(name))!);
}

const lacking = () => [...lackingOf(demands, blocks, places, readDrawn(folder, columns), backend).keys()];

describe('blocks', () => {
  it('cover every trial of every draw once, those of the most work first', () => {
    const trials = blocks.flatMap(({ draw, first, trials: count }) =>
      Array.from({ length: count }, (_, i) => `${draw} ${first + i}`),
    );
    const all = demands.flatMap(({ trials: count }, draw) =>
      Array.from({ length: count }, (_, i) => `${draw} ${i}`),
    );
    expect(trials.sort()).toEqual(all.sort());
    const work = blocks.map(({ draw, trials: count }) => (draw + 1) * count);
    expect(work).toEqual([...work].sort((a, b) => b - a));
  });

  it('are all drawn by any number of shards, each by one', () => {
    for (const shards of [1, 2, 5, 37]) {
      const dealt = Array.from({ length: shards }, (_, i) => shardOf(places, i, shards));
      expect(dealt.flat().sort((a, b) => a - b)).toEqual(places);
      const lengths = dealt.map(({ length }) => length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
    }
  });
});

describe('parts', () => {
  it('hold together what each of them holds, and nobody else writes one', async () => {
    await draw([0, 1]);
    expect(lacking()).toEqual(places.slice(2));
    await draw(places.slice(2), { index: 1 });
    await draw([0]);
    expect(lacking()).toEqual([]);
    expect(parts()).toEqual(['1-0-a_b-7-0-12.1.jsonl', '1-0-a_b-7-0-12.jsonl', '1-1-a_b-7-0-12.jsonl']);
  });

  it('lack a block whose line is torn, damaged, or there for one series only', async () => {
    const file = await draw([0, 1]);
    const whole = readFileSync(file, 'utf8');
    const lines = whole.split(/(?<=\n)/);
    writeFileSync(file, whole.slice(0, -9));
    expect(lacking()).toEqual(places.slice(1));
    writeFileSync(file, lines.slice(0, -1).join(''));
    expect(lacking()).toEqual(places.slice(1));
    writeFileSync(
      file,
      whole.replace(/\d(?=\]\]\}\n$)/, (digit) => `${(Number(digit) + 1) % 10}`),
    );
    expect(lacking()).toEqual(places.slice(1));
  });

  /** A store of the run that takes in these parts. */
  const absorbing = (...files: readonly string[]) => {
    const store = openStore(join(folder, 'trials.jsonl'), { fresh: false, columns });
    try {
      for (const file of files) store.absorb(file);
      return store;
    } finally {
      store.close();
    }
  };

  it('are refused, both by name, where they differ, and so is a store that differs from one', async () => {
    const one = await draw([0]);
    const other = await draw([1], { index: 1 });
    const series = seriesKey(demands[0]!, demands[0]!.plan.series[0]!, backend);
    const { first } = blocks.find(({ draw: place }) => place === 0)!;
    const held = absorbing(one, other).trials(series).get(first);
    expect(held).toBeDefined();
    const mine = [one, other].find((file) => readFileSync(file, 'utf8').includes(JSON.stringify(series)))!;
    const wrong = openPart(folder, { ...writer, index: 2 });
    wrong.append({
      series,
      first,
      columns: ['mean', 'largest'],
      rows: [[held![0]!, held![1]! + 1e-16 + 1e-15]],
    });
    wrong.close();
    const third = join(folder, 'parts', parts().at(-1)!);
    const says = (file: string) => `${file} and ${third} hold other numbers for trial ${first}`;
    const own = join(folder, 'trials.jsonl');
    expect(() => absorbing(third)).toThrow(says(own));
    rmSync(own);
    expect(() => absorbing(one, other, third)).toThrow(says(mine));
  });

  it('are absorbed once, line by line, and left as they are', async () => {
    const [one, other] = [await draw([0, 1]), await draw(places.slice(1), { index: 1 })];
    const before = [one, other].map((file) => readFileSync(file, 'utf8'));
    const strange = { ...demand(1, 2), plan: { ...demand(1, 2).plan, seed: 'other' } };
    const unasked = openPart(folder, writer);
    await runTasks(missingTasks([strange], unasked, backend), unasked, { executor, backend });
    unasked.close();
    const third = join(folder, 'parts', parts().find((name) => name.includes('.1.'))!);
    const missing = join(folder, 'parts', 'nowhere.jsonl');
    const store = absorbing(one, other, third, missing, one);
    for (const { plan, trials } of demands)
      for (const each of plan.series)
        expect(store.trials(seriesKey({ simulator: toy, plan }, each, backend)).size).toBe(trials);
    const lines = (text: string) => text.split('\n').filter((line) => line.includes('"first"'));
    const all = [...new Set(before.flatMap(lines))];
    expect(lines(readFileSync(join(folder, 'trials.jsonl'), 'utf8')).sort()).toEqual(all.sort());
    expect([one, other].map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('supply a store, look again for what shows late, and run nothing', async () => {
    await draw(places.slice(1));
    const tasks = [...lackingOf(demands, blocks, places, nothing, backend).values()].flat();
    const merging = fromParts(folder, { identity: backend, missing: () => new Error('some are missing') });
    const supply = async (name: string) => {
      const store = openStore(join(folder, name), { fresh: true, columns });
      const isWhole = () => lackingOf(demands, blocks, places, store, backend).size === 0;
      try {
        await merging.supply!(store, isWhole);
        return isWhole();
      } finally {
        store.close();
      }
    };
    const supplied = supply('early.jsonl');
    // It shows late, as on a share of several machines.
    await draw([0], { index: 1 });
    expect(await supplied).toBe(true);
    rmSync(join(folder, 'parts'), { recursive: true });
    expect(await supply('late.jsonl')).toBe(false);
    await expect(merging.run(tasks, { onBlock: () => {} })).rejects.toThrow('some are missing');
  });
});

describe.each([
  ['a pool', pool({ workers: 2, blas: 'embedded' }), 2],
  ['the thread itself', executor, 1],
] as const)('%s', (_, each, atOnce) => {
  it('finishes what has begun when it is enough, and begins nothing else', async () => {
    const enough = new AbortController();
    const tasks = [
      ...lackingOf([demand(1, 40)], blocksOf([demand(1, 40)]), [...Array(20).keys()], nothing, '').values(),
    ].flat();
    let done = 0;
    await each.run(tasks, {
      enough: enough.signal,
      onBlock: () => {
        done++;
        enough.abort();
      },
    });
    expect(tasks.length).toBe(20);
    expect(done).toBeGreaterThanOrEqual(1);
    expect(done).toBeLessThanOrEqual(atOnce);
  });
});

describe('the batch script', () => {
  it.each(['plain', 'with space', "it's", '$HOME', 'a"b', 'ü;&'])(
    'gives %s to the program as it is',
    (word) => {
      const script = batchScript({
        program: ['/usr/bin/printf', '<%s>'],
        submission: `/x/${word}/1.json`,
        folder: `/x/${word}`,
        plugins: [`/p/${word}.ts`],
      });
      const run = (argument: string) => {
        const env = { SLURM_ARRAY_TASK_ID: '3', SLURM_CPUS_PER_TASK: '2' };
        return spawnSync('/bin/sh', ['-c', script, 'sh', argument], { encoding: 'utf8', env }).stdout;
      };
      expect(run('40')).toBe(
        `<shard></x/${word}/1.json><--index><43><--workers><2><--plugin></p/${word}.ts>`,
      );
      expect(run('merge')).toBe(`<merge></x/${word}><--wait-for-lock><--plugin></p/${word}.ts>`);
      expect(spawnSync('/bin/sh', ['-c', `printf %s ${quoted(word)}`], { encoding: 'utf8' }).stdout).toBe(
        word,
      );
    },
  );
});

describe('what Slurm is asked', () => {
  const path = process.env['PATH'];
  let home = '';
  let slurm: FakeSlurm;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'descent-slurm-'));
    slurm = fakeSlurm(home);
  });
  afterAll(() => {
    process.env['PATH'] = path;
    rmSync(home, { recursive: true });
  });
  const options: JobOptions = {
    ...{ name: 'descent-x', script: '/s.sh', logs: '/100 %/1', shards: 12, workers: 2, mebibytes: 700 },
  };

  it('are arrays as long as they may be, and a job after all of them', () => {
    expect(submitJobs({ ...options, partition: 'p', time: '1:00' })).toEqual(['1', '2', '3', '4']);
    const place = 'sbatch --parsable --partition=p --time=1:00 --job-name=descent-x';
    const rest = '--output=/100 %%/1-%A_%a.log --cpus-per-task=2 --mem=700M /s.sh';
    expect(slurm.calls()).toEqual([
      `${place} --array=0-4 --signal=B:USR1@120 ${rest} 0`,
      `${place} --array=0-4 --signal=B:USR1@120 ${rest} 5`,
      `${place} --array=0-1 --signal=B:USR1@120 ${rest} 10`,
      `${place}-merge --dependency=afterany:1:2:3 --output=/100 %%/1-merge.log /s.sh merge`,
    ]);
  });

  it('keeps a bound over several arrays by one after the other', () => {
    submitJobs({ ...options, shards: 7, maxRunning: 3 });
    expect(slurm.calls().map((call) => call.replace(/ --output.*/, ''))).toEqual([
      'sbatch --parsable --job-name=descent-x --array=0-4%3 --signal=B:USR1@120',
      'sbatch --parsable --job-name=descent-x --array=0-1%3 --signal=B:USR1@120 --dependency=afterany:1',
      'sbatch --parsable --job-name=descent-x-merge --dependency=afterany:1:2',
    ]);
  });

  it('leaves nothing where a job is refused, and says why in one line', () => {
    expect(() => submitJobs({ ...options, partition: 'nowhere' })).toThrow(
      /^sbatch refuses: invalid partition specified: nowhere; Batch job submission failed: Invalid partition name specified$/,
    );
    expect(slurm.calls()).toEqual([]);
    expect(() => submitJobs({ ...options, time: 'never' })).toThrow(/^sbatch refuses: .*QOS policy$/);
    expect(slurm.calls().at(-1)).toBe('scancel --quiet 1 2 3');
  });

  it('is what is queued, by name', () => {
    slurm.queue(['12 RUNNING descent-x', '12 PENDING descent-x', '13 PENDING descent-x-merge']);
    expect(queuedJobs('descent-x')).toEqual([
      { id: '12', state: 'RUNNING', merges: false },
      { id: '12', state: 'PENDING', merges: false },
      { id: '13', state: 'PENDING', merges: true },
    ]);
  });

  it('puts a job back into the queue, and not for ever', () => {
    expect(requeueSelf({})).toBe(false);
    expect(requeueSelf({ SLURM_JOB_ID: '9', SLURM_RESTART_COUNT: '50' })).toBe(false);
    expect(slurm.calls()).toEqual([]);
    expect(requeueSelf({ SLURM_JOB_ID: '9', SLURM_RESTART_COUNT: '49' })).toBe(true);
    expect(requeueSelf({ SLURM_JOB_ID: '9', SLURM_ARRAY_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '0' })).toBe(true);
    expect(slurm.calls()).toEqual(['scontrol requeue 9', 'scontrol requeue 7_0']);
  });
});
