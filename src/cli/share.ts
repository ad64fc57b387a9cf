/** `descent run --executor plan | slurm`: a run that many processes draw is planned, and handed to Slurm. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { InputError } from '../errors.ts';
import { quoted } from '../execution/cluster/script.ts';
import { typescriptLoader } from '../execution/pool.ts';
import { openBackend } from '../linalg/select.ts';
import { planLaw } from '../pipeline/laws/run.ts';
import { type Claiming, claimFolder } from '../pipeline/outFolder.ts';
import type { Source } from '../pipeline/results.ts';
import { extentOf, extentText } from '../pipeline/shards/gaps.ts';
import {
  type AnyScenario,
  checkVersions,
  earlierPlan,
  planFile,
  planRun,
  type SharedRun,
  writePlan,
} from '../pipeline/shards/plan.ts';
import {
  lastSubmission,
  queuedOf,
  queueText,
  type SubmitOptions,
  sharedFiles,
  submitBlocks,
} from '../pipeline/shards/submission.ts';
import { isLaw } from '../scenario/scenario.ts';
import type { Given, Option, Terminal } from './command.ts';
import type { drawScenario } from './drawScenario.ts';
import { guard } from './interruption.ts';
import { mergeFolder } from './merge.ts';
import { choice, mostWorkers, textOf, unused, wholeNumber } from './options.ts';
import { pluginFiles, pluginWords } from './plugin.ts';
import { progressBar } from './progressBar.ts';

const group = 'Many machines';

export const sharingOptions: readonly Option[] = [
  {
    ...{ name: 'executor', of: 'trials', group },
    meaning:
      'who draws: local; slurm, as an array of jobs; plan: nobody yet, plan.json is for descent shard and merge [default local]',
  },
  { name: 'shards', of: 'jobs', group, meaning: 'tasks of the array [default: of some ten minutes]' },
  { name: 'partition', of: 'jobs', group, meaning: 'as sbatch takes it [default: Slurm’s own]' },
  { name: 'time', of: 'jobs', group, meaning: 'limit of a task, as sbatch takes it [default: Slurm’s own]' },
  { name: 'max-running', of: 'jobs', group, meaning: 'tasks that run at a time [default: no limit]' },
  {
    ...{ name: 'follow', of: 'jobs', group, kind: 'flag' },
    meaning: 'wait, show progress, and end with the verdict’s exit code',
  },
];

/** How a run is shared. */
interface Sharing {
  readonly executor: 'plan' | 'slurm';
  readonly follow: boolean;
  readonly submission: SubmitOptions;
}

const most = 1_000_000;

/** @returns null for what is drawn here. @throws {InputError} for options that are for that alone */
export function readSharing(given: Given): Sharing | null {
  const executor = choice(given, 'executor', ['local', 'plan', 'slurm']) ?? 'local';
  if (executor === 'local') return null;
  const follow = given.options.has('follow');
  const local: Readonly<Record<string, string>> = {
    'until-decided': 'what is drawn next would depend on what is drawn',
    simulator: 'a program of one’s own draws on this machine alone',
    ...(executor === 'plan' ? { workers: 'descent shard has --workers of its own' } : {}),
    ...(follow ? {} : { strict: 'there is no verdict yet' }),
  };
  for (const [name, reason] of Object.entries(local)) if (given.options.has(name)) throw unused(name, reason);
  const submission = {
    shards: wholeNumber(given, 'shards', most),
    maxRunning: wholeNumber(given, 'max-running', most),
    partition: textOf(given, 'partition'),
    time: textOf(given, 'time'),
    workers: wholeNumber(given, 'workers', mostWorkers) ?? 1,
    plugins: pluginFiles(),
    program: program(),
    command: commandOf(given),
  };
  return { executor: executor as Sharing['executor'], follow, submission };
}

/** The words that start this very program anywhere. */
function program(): string[] {
  const ending = extname(fileURLToPath(import.meta.url));
  const main = fileURLToPath(new URL(`./main${ending}`, import.meta.url));
  const loader = ending === '.ts' ? ['--import', typescriptLoader()] : [];
  return [process.execPath, ...loader, main];
}

/** As it goes on: what is there is not to be forgotten again. */
function commandOf({ words, options }: Given): string {
  const given = [...options]
    .filter(([name]) => name !== 'fresh')
    .flatMap(([name, texts]) =>
      texts.length === 0 ? [`--${name}`] : texts.flatMap((text) => [`--${name}`, quoted(text)]),
    );
  return [`descent run`, ...words.map(quoted), ...given].join(' ') + pluginWords();
}

interface ShareOptions extends Claiming {
  readonly out: string;
  readonly blas: string;
  readonly fresh: boolean;
  readonly source: Source;
}

/**
 * Plans a scenario that is simulated, and submits what is missing of it.
 *
 * @returns what is left to do here, if anything, which gives the verdict: to wait where it is followed, and to merge
 */
export async function shareScenario(
  scenario: AnyScenario,
  sharing: Sharing,
  options: ShareOptions,
  terminal: Terminal,
): Promise<(() => ReturnType<typeof drawScenario>)[]> {
  const folder = join(options.out, scenario.name);
  const { executor, follow } = sharing;
  const { run, told, done } = await guard(() => hand(folder, scenario, sharing, options));
  terminal.tell(`${scenario.name}: ${told}\n`);
  if (executor === 'plan' || !(done || follow)) return [];
  const finish = async () => {
    if (!done) await waitFor(run, terminal);
    return mergeFolder(folder, terminal, options);
  };
  return [finish];
}

interface Handed {
  readonly run: SharedRun;
  readonly told: string;
  /** Nothing is missing. */
  readonly done: boolean;
}

async function hand(
  folder: string,
  scenario: AnyScenario,
  { executor, submission }: Sharing,
  { blas, source, fresh, ...claiming }: ShareOptions,
): Promise<Handed> {
  const release = await claimFolder(folder, source, claiming);
  try {
    if (executor === 'slurm' || (fresh && lastSubmission(folder) !== null)) refuseQueued(folder);
    return fresh ? forgetting(sharedFiles(folder), plan) : plan();
  } finally {
    release();
  }

  function plan(): Handed {
    // Shards solve no laws: what has none is refused here.
    if (isLaw(scenario)) planLaw(scenario);
    const earlier = earlierPlan(folder);
    if (earlier !== null) checkVersions({ folder, plan: earlier });
    const run = planRun(folder, scenario, { blas, source, backend: openBackend(blas).identity });
    const extent = extentOf(run);
    writePlan(run);
    if (extent.missing.length === 0) {
      const merges = executor === 'plan' ? `\n  descent merge ${quoted(folder)}` : '';
      return { run, told: `${extentText(extent)}${merges}`, done: true };
    }
    if (executor === 'plan') return { run, told: planText(run, extentText(extent)), done: false };
    try {
      const { number, shards, jobs } = submitBlocks(run, extent.missing, submission);
      const told = [
        `submission ${number}, ${extent.missing.length} blocks in ${shards} ${shards === 1 ? 'shard' : 'shards'}: jobs ${jobs.join(', ')}`,
        `  descent status ${quoted(folder)} tells how far it is, descent cancel ${quoted(folder)} ends it`,
      ];
      return { run, told: told.join('\n'), done: false };
    } catch (error) {
      if (earlier === null) rmSync(planFile(folder));
      throw error;
    }
  }
}

/** Does what takes the place of these files, and removes them after it, or puts them back where it fails. */
function forgetting<T>(files: readonly string[], work: () => T): T {
  const moved = files.filter((file) => existsSync(file)).map((file) => ({ file, aside: `${file}.before` }));
  const remove = (path: string) => rmSync(path, { recursive: true, force: true });
  for (const { file, aside } of moved) {
    remove(aside);
    renameSync(file, aside);
  }
  try {
    const done = work();
    for (const { aside } of moved) remove(aside);
    return done;
  } catch (error) {
    for (const { file, aside } of moved) {
      remove(file);
      renameSync(aside, file);
    }
    throw error;
  }
}

function refuseQueued(folder: string): void {
  const queued = queuedOf(folder);
  if (queued.length > 0)
    throw new InputError(
      `${folder}: of an earlier submission ${queueText(queued)}; wait for it, or end it: descent cancel ${quoted(folder)}`,
    );
}

function planText({ folder, plan }: SharedRun, extent: string): string {
  const file = quoted(planFile(folder));
  return [
    `${plan.blocks.length} blocks are planned, ${extent}`,
    `  descent shard ${file} --index I --of N   for every I from 0 to N - 1, on any machine that sees ${quoted(folder)}`,
    `  descent merge ${quoted(folder)}   when these have ended`,
  ].join('\n');
}

/** Milliseconds between two looks at the queue: a part of the time so far. Between two at the files pass so many times as many as reading them takes. */
const pause = { least: 3000, most: 30_000, part: 0.05, readings: 20 };

/** Until none of its jobs is queued any more, or, where Slurm does not say, until everything is drawn. */
async function waitFor(run: SharedRun, terminal: Terminal): Promise<void> {
  const progress = await progressBar(run.scenario.name, terminal);
  const start = performance.now();
  let shown = '';
  try {
    for (;;) {
      const begun = performance.now();
      const extent = extentOf(run);
      const { missing, blocks } = extent;
      progress.update(1 - missing.length / blocks);
      const text = extentText(extent);
      if (text !== shown && !terminal.watched) terminal.tell(`${run.scenario.name}: ${text}\n`);
      shown = text;
      const again = begun + (1 + pause.readings) * (performance.now() - begun);
      do {
        if (isOver(run.folder, missing.length === 0)) return;
        const part = pause.part * (performance.now() - start);
        await setTimeout(Math.min(pause.most, Math.max(pause.least, part)));
      } while (performance.now() < again);
    }
  } finally {
    progress.stop();
  }
}

function isOver(folder: string, drawn: boolean): boolean {
  try {
    return queuedOf(folder).length === 0;
  } catch (error) {
    if (error instanceof InputError) return drawn;
    throw error;
  }
}
