/**
 * What sharing a run costs: blocks a second by processes at once, what plan, status and merge take a block, what a block costs beside its trials, and
 * what follows for ten thousand cores. Seconds are those of processors, but for the first table.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnsOf, missingTasks } from '../src/execution/plan.ts';
import { pool } from '../src/execution/pool.ts';
import { runTasks } from '../src/execution/simulate.ts';
import { openStore } from '../src/execution/store.ts';
import { encode, header } from '../src/execution/storedLines.ts';
import { runTrials } from '../src/execution/trials.ts';
import { openBackend } from '../src/linalg/select.ts';
import { openRun } from '../src/pipeline/shards/plan.ts';
import { notBuilt } from './compiled.ts';
import { cellAt, demandOf, seriesAt } from './demands.ts';
import { report, skip } from './report.ts';

const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Of so many blocks: with 128 trials of some hundredths of a second together, or of one trial that is never drawn here. */
const scenarios = {
  drawn: (blocks: number) => `title: Blocks that are drawn
model: linear
parameters: { gamma: [0.5, 2], noise: 0.5 }
simulation: { sizes: [64], trials: ${64 * blocks}, labels: 4 }
`,
  merged: (blocks: number) => `title: Blocks that are merged
model: linear
parameters: { gamma: "logspace(1,5,50)", ridge: 0.1, noise: 0.5 }
simulation: { sizes: [1600, 1800], trials: ${blocks / 100}, labels: 1 }
`,
};

interface Took {
  /** Of processors. */
  readonly seconds: number;
  readonly megabytes: number;
  readonly code: number | null;
}

/** A process that reports on itself when it ends. */
function descent(folder: string, ...words: readonly string[]): Took {
  const hook = join(folder, 'usage.mjs');
  writeFileSync(
    hook,
    `import { writeFileSync } from 'node:fs';
     process.on('exit', () => {
       const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
       writeFileSync(process.env.USAGE, JSON.stringify({ seconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }));
     });`,
  );
  const usage = join(folder, 'usage.json');
  const { status } = spawnSync(process.execPath, ['--import', hook, program, ...words], {
    cwd: folder,
    env: { ...process.env, USAGE: usage },
    stdio: 'ignore',
  });
  return { ...JSON.parse(readFileSync(usage, 'utf8')), code: status };
}

function plan(folder: string, scenario: string): Took {
  writeFileSync(join(folder, 'blocks.yaml'), scenario);
  rmSync(join(folder, 'out'), { recursive: true, force: true });
  return descent(folder, 'run', 'blocks.yaml', '--blas', 'embedded', '--executor', 'plan');
}

/** Wall seconds in which so many processes at once draw all of a run. */
async function drawnBy(folder: string, slots: number, blocks: number): Promise<number> {
  plan(folder, scenarios.drawn(blocks));
  const begun = performance.now();
  const shards = Array.from({ length: slots }, (_, index) => {
    const words = [
      'shard',
      'out/blocks/plan.json',
      '--workers',
      '1',
      '--index',
      `${index}`,
      '--of',
      `${slots}`,
    ];
    return once(spawn(process.execPath, [program, ...words], { cwd: folder, stdio: 'ignore' }), 'exit');
  });
  await Promise.all(shards);
  return (performance.now() - begun) / 1000;
}

/** As shards of 500 blocks each would leave them, with numbers that nobody has drawn. @returns the blocks */
function writeParts(folder: string): number {
  const run = openRun(join(folder, 'out/blocks'));
  const keys = [...columnsOf(run.demands, run.plan.backend)];
  const parts = join(folder, 'out/blocks/parts');
  mkdirSync(parts);
  const { blocks } = run.plan;
  for (let begin = 0; begin < blocks.length; begin += 500) {
    const file = openSync(join(parts, `0-${begin}-host-0-0-1.jsonl`), 'w');
    writeSync(file, encode(header));
    for (const { draw, first, trials } of blocks.slice(begin, begin + 500)) {
      const [series, columns] = keys[draw]!;
      const rows = Array.from({ length: trials }, () => columns.map(() => Math.random()));
      writeSync(file, encode({ series, first, columns, rows }));
    }
    closeSync(file);
  }
  return blocks.length;
}

/** A line of a table of docs. */
function row(...cells: readonly (string | number)[]): void {
  console.log(
    `| ${cells.map((cell) => (typeof cell === 'number' ? Number(cell.toPrecision(2)) : cell)).join(' | ')} |`,
  );
}

/** What is not shared, at the most blocks. */
interface Serial {
  /** Seconds of plan, status and merge. */
  readonly seconds: number;
  /** Until a shard knows its blocks. */
  readonly start: number;
  readonly blocks: number;
}

function benchSerial(folder: string, most: number): Serial {
  console.log('\nSeconds of one processor that are not shared, by blocks; 100 draws');
  row('blocks', 'plan', 'start of a shard', 'status', 'merge', 'merge, MB', 'all, µs a block');
  row(...Array.from({ length: 7 }, () => '---'));
  let found: Serial | undefined;
  for (let blocks = 1000; blocks <= most; blocks *= 10) {
    const planned = plan(folder, scenarios.merged(blocks));
    const start = descent(folder, 'status', 'out/blocks').seconds;
    const count = writeParts(folder);
    if (count !== blocks) throw new Error(`${count} blocks, and not ${blocks}`);
    const status = descent(folder, 'status', 'out/blocks');
    const merge = descent(folder, 'merge', 'out/blocks');
    // Nobody has drawn these numbers: theory refutes them, where they are many.
    if (merge.code !== 0 && merge.code !== 3) throw new Error(`merge ends with ${merge.code}`);
    const seconds = planned.seconds + status.seconds + merge.seconds;
    const times = [planned.seconds, start, status.seconds, merge.seconds];
    row(blocks, ...times, Math.round(merge.megabytes), (1e6 * seconds) / blocks);
    found = { seconds, start, blocks };
    if (blocks < 1_000_000) continue;
    report('merging a million blocks', merge.seconds, 's', { most: 60 });
    report('  memory', merge.megabytes, 'MB', { most: 500 });
  }
  return found!;
}

const second = 1e6;

/** Microseconds of processors, the fewest of three times. */
async function spentBy(work: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/** What pool and store add to a block, and that as a share of a tenth of a second. */
async function benchOverhead(folder: string): Promise<void> {
  const counts = [200, 2200] as const;
  const path = join(folder, 'trials.jsonl');
  const backend = openBackend('embedded');
  const tasksOf = (blocks: number) => {
    const demand = demandOf(seriesAt(cellAt(1, 1, 2), [0.1]), { labels: 1, trials: 128 * blocks });
    return missingTasks([demand], { trials: () => new Map() }, backend.identity);
  };
  const stored = async (blocks: number) => {
    const store = openStore(path, { fresh: true });
    const executor = pool({ workers: 1, blas: 'embedded' });
    await runTasks(tasksOf(blocks), store, { executor, backend: backend.identity });
    store.close();
  };
  const bare = (blocks: number) => {
    for (const task of tasksOf(blocks)) runTrials(backend, task);
  };
  const sloped = async (work: (blocks: number) => unknown) => {
    const [few, many] = [await spentBy(() => work(counts[0])), await spentBy(() => work(counts[1]))];
    return (many - few) / (counts[1] - counts[0]);
  };
  await stored(counts[0]);
  bare(counts[0]);
  const added = (await sloped(stored)) - (await sloped(bare));
  console.log('');
  report('what pool and store add to a block of 128 trials', added, 'µs');
  report('  of a block of 100 ms', (100 * added) / (0.1 * second), '%', { most: 2 });
}

async function benchSlots(folder: string, blocks: number): Promise<void> {
  console.log(`\nBlocks a second by processes at once, on ${availableParallelism()} cores; starts included`);
  row('processes', 'blocks a second', 'over one');
  row('---', '---', '---');
  let one = 0;
  for (const slots of [1, 2, 4, 8]) {
    const rate = blocks / (await drawnBy(folder, slots, blocks));
    one ||= rate;
    row(slots, rate, rate / one);
  }
}

/** Amdahl: what is not shared, and the start of a shard, beside what is. */
function model({ seconds, start, blocks }: Serial): void {
  console.log(`\nWhat follows for ${blocks} blocks, if a disk takes all that is asked of it`);
  row(
    'cores',
    'seconds a block',
    'wall seconds',
    'of these not shared',
    'efficiency',
    'appends a second',
    'flushes a second',
  );
  row(...Array.from({ length: 7 }, () => '---'));
  for (const cores of [100, 1000, 10_000])
    for (const each of [0.1, 1, 10]) {
      const work = (blocks * each) / cores;
      const wall = seconds + start + work;
      const share = `${Math.round((100 * work) / wall)} %`;
      row(cores, each, wall, seconds + start, share, cores / each, cores * Math.min(1, 1 / each));
    }
}

export async function benchThroughput(full: boolean): Promise<void> {
  console.log('A run that many processes draw');
  if (notBuilt) return skip('a shared run', notBuilt);
  const folder = mkdtempSync(join(tmpdir(), 'descent-'));
  try {
    await benchSlots(folder, full ? 1000 : 250);
    await benchOverhead(folder);
    model(benchSerial(folder, full ? 1_000_000 : 100_000));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
