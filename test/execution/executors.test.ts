/** Executors: what they run is defined outside of src, and found by its module. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../src/errors.ts';
import type { Executor } from '../../src/execution/executor.ts';
import { inProcess } from '../../src/execution/inProcess.ts';
import type { Demand } from '../../src/execution/plan.ts';
import { pool } from '../../src/execution/pool.ts';
import { simulate } from '../../src/execution/simulate.ts';
import type { Store } from '../../src/execution/store.ts';
import type { Block } from '../../src/execution/storedLines.ts';
import { designOf, readerOf, type TrialValues } from '../../src/simulators/simulator.ts';
import mortal from '../helpers/mortalSimulator.ts';
import toy, { type ToySeries } from '../helpers/toySimulator.ts';

const cases = [2, 3].flatMap((count) =>
  [1, 5].map((width) => ({ series: { count, width }, readout: 2, size: count })),
);
const [plan, other] = designOf(toy, { design: 'direct' }).plans(cases, {
  design: 'direct',
  labels: 1,
  seed: 's',
});
const demands: Demand[] = [plan!, other!].map((each) => ({ simulator: toy, plan: each, trials: 5 }));

const options = { workers: 2, blas: 'embedded' };
const executors: readonly (readonly [string, Executor])[] = [
  ['a pool', pool(options)],
  ['the thread itself', inProcess(options)],
];

function forgetful(onAppend: (block: Block) => void = () => {}): Pick<Store, 'trials' | 'append'> {
  return { trials: () => new Map(), append: onAppend };
}

async function valuesBy(executor: Executor): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const store = forgetful(({ series, first, columns, rows }) => {
    const { count, width } = JSON.parse(series).series as ToySeries;
    rows.forEach((row, i) => {
      const column = readerOf(columns)(row);
      found.set(`${count} ${width} ${first + i}`, toy.read(column, 2, 'mean'));
    });
  });
  await simulate(demands, store, { executor, backend: 'any' });
  return found;
}

describe('a simulator of one’s own', () => {
  it('plans one draw for all that it reads off it', () => {
    expect(demands.map(({ plan: { series } }) => series)).toEqual([
      [
        { count: 2, width: 1 },
        { count: 2, width: 5 },
      ],
      [
        { count: 3, width: 1 },
        { count: 3, width: 5 },
      ],
    ]);
  });

  it('is run by every executor, to the same bits', async () => {
    const [pooled, own] = [await valuesBy(executors[0]![1]), await valuesBy(executors[1]![1])];
    expect(pooled.size).toBe(2 * 2 * 5);
    expect([...pooled].sort()).toEqual([...own].sort());
    for (let trial = 0; trial < 5; trial++)
      expect(pooled.get(`3 5 ${trial}`)).toBeCloseTo(5 * pooled.get(`3 1 ${trial}`)!, 14);
    expect(new Set(pooled.values()).size).toBe(pooled.size);
  });

  it('is refused where the module that it names has another default export, or none', async () => {
    for (const file of ['errors.ts', 'execution/worker.ts']) {
      const simulator = { ...toy, module: new URL(`../../src/${file}`, import.meta.url).href };
      const run = simulate([{ ...demands[0]!, simulator }], forgetful(), {
        executor: executors[0]![1],
        backend: 'any',
      });
      await expect(run).rejects.toThrow('is not the simulator that names it as its module');
    }
  });
});

describe('a worker that dies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-mortal-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Values by trial of one draw, of whose trial 3 so many workers die. */
  async function drawn(deaths: number): Promise<ReadonlyMap<number, TrialValues>> {
    const seed = join(folder, `${deaths}`);
    writeFileSync(seed, 'x'.repeat(deaths));
    const values = new Map<number, TrialValues>();
    const store = forgetful(({ first, rows }) => rows.forEach((row, i) => void values.set(first + i, row)));
    const series = [{ count: 2, width: 1 }];
    const demand: Demand = { simulator: mortal, plan: { design: 'direct', series, seed }, trials: 6 };
    try {
      await simulate([demand], store, { executor: pool({ workers: 1, blas: 'embedded' }), backend: 'any' });
      return values;
    } catch (error) {
      throw Object.assign(error as Error, { stored: values.size });
    }
  }

  it('has its block run again, to the same bits', async () => {
    const [once, never] = [await drawn(1), await drawn(0)];
    expect(once.size).toBe(6);
    expect([...once].sort()).toEqual([...never].sort());
  });

  it('of a block of which another one died, ends the run, saying of which and what to do', async () => {
    await expect(drawn(2)).rejects.toMatchObject({
      exitCode: 2,
      stored: expect.any(Number),
      message: expect.stringMatching(
        /^mortal, trial \d of \{"count":2,"width":1\}.*: two workers, one after the other, were ended \(code 7\) here; its matrices take up to 2\.0 GiB a worker: choose a smaller count, or fewer --workers\. Finished blocks are kept$/,
      ),
    });
  });
});

describe('an executor', () => {
  it.each(executors)('ends at a signal, and says so: %s', async (_, executor) => {
    const controller = new AbortController();
    const blocks: Block[] = [];
    const store = forgetful((block) => {
      blocks.push(block);
      controller.abort('SIGINT');
    });
    const run = simulate(demands, store, { executor, backend: 'any', signal: controller.signal });
    await expect(run).rejects.toThrow(InterruptedError);
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.length).toBeLessThan(2 * 2 * 5);
  });

  it.each(executors)('says how far it is, up to all: %s', async (_, executor) => {
    const seen: number[] = [];
    const onProgress = (share: number) => void seen.push(share);
    await simulate(demands, forgetful(), { executor, backend: 'any', onProgress });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });
});
