/** Submissions of a shared run to a scheduler: which blocks are asked for, dealt to how many shards, a file each. */

import { mkdirSync, readdirSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { blockOperations } from '../../execution/cluster/blocks.ts';
import { batchScript } from '../../execution/cluster/script.ts';
import { type QueuedJob, queuedJobs, submitJobs } from '../../execution/cluster/slurm.ts';
import { replaceFiles } from '../../execution/files.ts';
import { consecutive } from '../../execution/plan.ts';
import { trialsName } from '../../execution/store.ts';
import { designOf } from '../../simulators/simulator.ts';
import { sha256 } from '../certificate.ts';
import { parseJson } from '../savedResults.ts';
import { planFile, type SharedRun } from './plan.ts';

const format = 'descent-submission';
const shape = z.object({
  format: z.literal(format),
  plan: z.string(),
  command: z.string(),
  shards: z.int().min(1),
  /** From the first of them to the last, of runs of places that follow each other. */
  blocks: z
    .array(z.tuple([z.int().min(0), z.int().min(0)]))
    .transform((runs) =>
      runs.flatMap(([first, last]) => Array.from({ length: last + 1 - first }, (_, i) => first + i)),
    ),
});

export interface Submission {
  /** The digest of the plan. */
  readonly plan: string;
  /** The command that submitted it, and that goes on with it. */
  readonly command: string;
  readonly shards: number;
  /** Places of the blocks that are asked for. */
  readonly blocks: readonly number[];
}

function submissionsFolder(folder: string): string {
  return join(folder, 'submissions');
}

/** The numbers of a folder's submissions, ascending. */
function submissionNumbers(folder: string): number[] {
  try {
    const names = readdirSync(submissionsFolder(folder));
    const numbers = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
    return numbers.sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** The last of them; null where there is none. */
export function lastSubmission(folder: string): Submission | null {
  const last = submissionNumbers(folder).at(-1);
  return last === undefined ? null : readSubmission(join(submissionsFolder(folder), `${last}.json`));
}

/** The files by which shards find their blocks: a plan, of which they draw all; or a submission. */
export interface ShardFile {
  readonly folder: string;
  /** 0: the plan itself. */
  readonly number: number;
  readonly submission: Submission | null;
}

/** @throws {InputError} for a file that is neither */
export function readShardFile(file: string): ShardFile {
  const name = basename(file);
  if (name === 'plan.json') return { folder: dirname(file), number: 0, submission: null };
  const number = /^(\d+)\.json$/.exec(name)?.[1];
  if (number === undefined) throw wrong(file);
  return {
    folder: dirname(dirname(resolve(file))),
    number: Number(number),
    submission: readSubmission(file),
  };
}

function readSubmission(file: string): Submission {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError(`${file}: there is no such file`);
  }
  const read = shape.safeParse(parseJson(file, text, 'a submission'));
  if (read.success) return read.data;
  throw wrong(file);
}

function wrong(file: string): InputError {
  return new InputError(
    `${file}: this is no plan; out/NAME/plan.json or out/NAME/submissions/K.json is needed`,
  );
}

/** The name of a folder's jobs, by which they are found whatever became of the process that submitted them. */
function jobName(folder: string): string {
  return `descent-${sha256(realpathSync(folder)).slice(0, 12)}`;
}

/** What of a folder's is queued or running. @throws {InputError} where Slurm does not say */
export function queuedOf(folder: string): QueuedJob[] {
  return queuedJobs(jobName(folder));
}

/** As `5 PENDING, 2 RUNNING, merge PENDING`. */
export function queueText(jobs: readonly QueuedJob[]): string {
  const states = jobs.filter(({ merges }) => !merges).map(({ state }) => state);
  const counts = [...new Set(states)]
    .sort()
    .map((state) => `${states.filter((each) => each === state).length} ${state}`);
  return [...counts, ...jobs.filter(({ merges }) => merges).map(({ state }) => `merge ${state}`)].join(', ');
}

export interface SubmitOptions {
  /** Absent: shards of some ten minutes. */
  readonly shards?: number | undefined;
  readonly maxRunning?: number | undefined;
  readonly partition?: string | undefined;
  readonly time?: string | undefined;
  /** Of a shard. */
  readonly workers: number;
  readonly plugins: readonly string[];
  /** The words that start Descent, absolute. */
  readonly program: readonly string[];
  readonly command: string;
}

/** What is submitted, and where. */
export interface Submitted {
  readonly number: number;
  readonly shards: number;
  readonly jobs: readonly string[];
}

/**
 * Submits these blocks.
 *
 * @throws {InputError} where Slurm refuses them; nothing of it is left then
 */
export function submitBlocks(run: SharedRun, blocks: readonly number[], options: SubmitOptions): Submitted {
  const { plan, demands } = run;
  const folder = resolve(run.folder);
  const number = (submissionNumbers(folder).at(-1) ?? 0) + 1;
  const chosen = blocks.map((place) => plan.blocks[place]!);
  const usual = Math.ceil(blockOperations(demands, chosen) / (shardOperations * options.workers));
  const shards = Math.min(blocks.length, options.shards ?? Math.min(usual, mostUsualShards));
  const [data, script] = ['json', 'sh'].map((ending) =>
    join(submissionsFolder(folder), `${number}.${ending}`),
  );
  const logs = join(folder, 'logs');
  const { command, program, plugins } = options;
  const runs = consecutive(blocks).map((run) => [run[0], run.at(-1)]);
  const submission = { format, plan: plan.digest, command, shards, blocks: runs };
  mkdirSync(logs, { recursive: true });
  replaceFiles({
    [data!]: `${JSON.stringify(submission)}\n`,
    [script!]: batchScript({ program, submission: data!, folder, plugins }),
  });
  try {
    const mebibytes = memoryOf(run, options.workers);
    const jobs = submitJobs({
      ...{ ...options, name: jobName(folder), script: script!, shards, mebibytes },
      logs: join(logs, String(number)),
    });
    return { number, shards, jobs };
  } catch (error) {
    for (const file of [data!, script!]) rmSync(file, { force: true });
    for (const made of [dirname(data!), logs]) removeEmpty(made);
    throw error;
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it.
  }
}

/** What a core does in ten minutes, roughly. */
const shardOperations = 600 * 5e9;
const mostUsualShards = 1000;
/** Mebibytes of a process and of each of its threads, beside matrices. */
const ownMemory = { process: 300, worker: 100 };

function memoryOf({ demands }: SharedRun, workers: number): number {
  const trial =
    Math.max(...demands.map(({ simulator, plan }) => designOf(simulator, plan).bytes(plan))) / 2 ** 20;
  return Math.ceil(ownMemory.process + workers * (ownMemory.worker + trial));
}

/** What a run leaves beside its results. @returns their paths */
export function sharedFiles(folder: string): string[] {
  const beside = ['parts', 'submissions', 'logs'].map((name) => join(folder, name));
  return [planFile(folder), join(folder, trialsName), ...beside];
}
