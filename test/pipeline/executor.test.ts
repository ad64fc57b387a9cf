/** A run by an executor that is handed over. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Executor } from '../../src/execution/executor.ts';
import { inProcess } from '../../src/execution/inProcess.ts';
import { pool } from '../../src/execution/pool.ts';
import { signatures } from '../../src/models/registry.ts';
import { runScenario } from '../../src/pipeline/run.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const scenario = loadScenario(
  'executor.yaml',
  `
title: an executor
model: random-features
parameters: { psi1: [1, 2], psi2: 1.5, ridge: [0.01, 0.1] }
simulation: { sizes: [8, 12], trials: 40, labels: 2 }
`,
  signatures,
);

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'descent-executor-'));
});
afterEach(() => rmSync(out, { recursive: true }));

it('leaves the same files as a run on the pool, byte for byte', async () => {
  const choice = { workers: 2, blas: 'embedded' };
  const tasks: number[] = [];
  const counted: Executor = {
    run: (given, watch) => {
      tasks.push(given.length);
      return inProcess(choice).run(given, watch);
    },
  };
  const files = await Promise.all(
    [counted, pool(choice)].map(async (executor, i) => {
      const folder = join(out, `${i}`);
      await runScenario(scenario, { ...choice, out: folder, fresh: false, executor });
      const read = (name: string) => readFileSync(join(folder, 'executor', name), 'utf8');
      return [read('results.json'), read('trials.jsonl')];
    }),
  );
  expect(files[0]).toEqual(files[1]);
  expect(tasks).toEqual([4]);
});

it('offers of each model what its simulator measures, and no more', () => {
  const named = (name: string) => signatures.find((each) => each.name === name)!;
  expect(named('linear').measuredBy).toMatchObject({
    direct: [],
    nested: [],
    crossed: expect.arrayContaining(['bias2']),
    'leave-one-out': ['gcv', 'leaveOneOut'],
  });
  expect(named('kernel').simulated).not.toContain('gcv');
  expect(named('kernel').measuredBy).toEqual({ direct: [] });
  expect(named('classification').simulated).toContain('margin');
});
