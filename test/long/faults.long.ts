/** A hundred runs and more that are disturbed at random moments, and resumed: the bytes are those of one that nothing has disturbed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useFolder } from '../cli/harness.ts';
import { generator } from '../helpers/random.ts';
import { faults, pick, unmount } from './faults/faults.ts';
import { type Ending, finish, indecency, type Words } from './faults/processes.ts';

/** Of each fault. */
const rounds = 10;
/** Others give other moments. */
const seed = Number(process.env['FAULTS_SEED'] ?? 1);

/** A second of work in 40 blocks. */
const scenario = `title: A run under faults
model: linear
parameters: { gamma: [0.5, 2], ridge: [0, 0.1], noise: 0.5 }
simulation: { sizes: [40, 60], trials: 1280, labels: 4 }
comparison: { tolerance: 0.5 }
figure: { x: gamma, y: excessRisk, series: ridge, xScale: log, yScale: log }
`;

const files = ['results.json', 'results.csv', 'figure.svg', 'trials.jsonl'];

function digests(folder: string): string[] {
  return files.map((name) => {
    const file = join(folder, name);
    const digest = existsSync(file)
      ? createHash('sha256').update(readFileSync(file)).digest('hex')
      : 'absent';
    return `${name} ${digest}`;
  });
}

const run = (out: string): Words => ['run', 'scenario.yaml', '--blas', 'embedded', '--out', out];
const shard = (out: string, index: number, of: number): Words => {
  return ['shard', `${out}/scenario/plan.json`, '--workers', '1', '--index', `${index}`, '--of', `${of}`];
};
const merge = (out: string): Words => ['merge', `${out}/scenario`];

async function whole(words: Words): Promise<void> {
  const { code, err } = await finish(words);
  expect([code, err], words.join(' ')).toEqual([0, '']);
}

describe('a hundred runs that are disturbed', () => {
  useFolder({ 'scenario.yaml': scenario });
  const undisturbed = { span: 0, bytes: 0, digests: [] as string[] };
  const disks: string[] = [];

  beforeAll(async () => {
    await whole(['--version']);
    const before = performance.now();
    await whole([...run('whole'), '--workers', '1']);
    undisturbed.span = performance.now() - before;
    undisturbed.bytes = statSync('whole/scenario/trials.jsonl').size;
    undisturbed.digests = digests('whole/scenario');
  }, 60_000);
  afterAll(() => {
    for (const each of disks) unmount(each);
  });

  /** What is begun at once in an attempt: of a shared run shards, or, sometimes too early, what merges them. */
  const attempt = (out: string, shared: boolean, next: () => number): Words[] => {
    if (!shared) return [[...run(out), '--workers', pick(['1', '2'], next)]];
    const of = pick([2, 3], next);
    return next() < 0.3 ? [merge(out)] : Array.from({ length: of }, (_, index) => shard(out, index, of));
  };

  /** @returns what was found that should not be */
  const disturb = async (name: string, round: number): Promise<string[]> => {
    const next = generator(seed * 1_000_003 + 1009 * Object.keys(faults).indexOf(name) + round);
    const [out, shared] = [`${name.replaceAll(/\W/g, '')}${round}`, round % 2 === 1];
    const folder = `${out}/scenario`;
    disks.push(folder);
    if (shared) await whole([...run(out), '--executor', 'plan']);
    const endings: Ending[] = [];
    const attempts = 1 + Math.floor(3 * next());
    for (let i = 0; i < attempts; i++) {
      const setting = { ...undisturbed, next, folder };
      endings.push(...(await faults[name]!(attempt(out, shared, next), setting)));
    }
    for (const words of shared ? [shard(out, 0, 1), merge(out)] : [run(out)]) await whole(words);
    await whole(['store', 'check', folder]);
    expect(digests(folder)).toEqual(undisturbed.digests);
    return endings.map(indecency).filter((each) => each !== null);
  };

  it.each(Object.keys(faults))(`by %s: ${rounds} of ${rounds} have the same bytes`, async (name) => {
    for (let round = 0; round < rounds; round++) {
      const where = `${name}, round ${round}`;
      expect([where, await disturb(name, round)]).toEqual([where, []]);
    }
  });
});
