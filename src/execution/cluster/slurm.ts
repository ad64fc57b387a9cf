/** Slurm by its own commands: what can be asked for, jobs submitted all or none, what of them is queued. Whether work is done, only files say. */
import { spawnSync } from 'node:child_process';
import { clip, InputError } from '../../errors.ts';

/** @returns what the command writes, without space around it. @throws {InputError} with the command's own words where it fails */
function ask(command: string, words: readonly string[]): string {
  const { error, status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (error !== undefined)
    throw new InputError(
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `${command} is not on this machine: --executor slurm is for a login node of Slurm; --executor plan needs no scheduler`
        : `${command}: ${error.message}`,
    );
  if (status === 0) return stdout.trim();
  const lines = stderr.split('\n').map((line) => line.replace(/^\w+: (error: )?/, '').trim());
  const said = [...new Set(lines.filter((line) => line !== ''))];
  throw new InputError(`${command} refuses: ${clip(said.join('; ') || `exit code ${status}`, 500)}`);
}

/** The largest number that an array's index may have, and one more. */
function largestArray(): number {
  const [, size] = /^MaxArraySize\s*=\s*(\d+)/m.exec(ask('scontrol', ['show', 'config'])) ?? [];
  return Number(size ?? 1001);
}

export interface QueuedJob {
  readonly id: string;
  /** As RUNNING. */
  readonly state: string;
  /** Whether it is that which merges. */
  readonly merges: boolean;
}

/** Jobs of a name, an entry for every task of an array, and that which merges what they draw. */
export function queuedJobs(name: string): QueuedJob[] {
  const names = [name, mergeName(name)].join();
  const text = ask('squeue', ['--noheader', '--array', `--name=${names}`, '--format=%F %T %j']);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', state = '', of] = line.trim().split(/\s+/);
      return { id, state, merges: of === mergeName(name) };
    });
}

/** In this order; some may have ended. */
export function cancelJobs(ids: readonly string[]): void {
  if (ids.length > 0) ask('scancel', ['--quiet', ...ids]);
}

/** What the jobs of a submission are given. */
export interface JobOptions {
  readonly name: string;
  /** Absolute; its argument is `merge`, or the number of shards before those of an array. */
  readonly script: string;
  /** How the names of logs begin; absolute. */
  readonly logs: string;
  /** Shards, a task of an array each. */
  readonly shards: number;
  /** That run at a time; absent: as many as there is room for. */
  readonly maxRunning?: number | undefined;
  /** As sbatch takes them. */
  readonly partition?: string | undefined;
  readonly time?: string | undefined;
  readonly workers: number;
  /** Of a shard. */
  readonly mebibytes: number;
}

/** Seconds before the end of its time at which a shard is told to store what it has and queue again; a merge does not listen. */
const notice = 120;

function mergeName(name: string): string {
  return `${name}-merge`;
}

/**
 * Submits arrays of all shards, several where one may not be that long, and a job that begins when they have ended, however they did.
 *
 * @returns the numbers of the jobs, the last of them that which merges
 * @throws {InputError} where one is refused; then none is left
 */
export function submitJobs(options: JobOptions): string[] {
  const { script, shards, maxRunning, name, workers, mebibytes } = options;
  // In the names of logs Slurm has a meaning of its own for %.
  const logs = options.logs.replaceAll('%', '%%');
  const placed = [
    ...(options.partition === undefined ? [] : [`--partition=${options.partition}`]),
    ...(options.time === undefined ? [] : [`--time=${options.time}`]),
  ];
  const ids: string[] = [];
  const submit = (words: readonly string[]) =>
    ids.push(ask('sbatch', ['--parsable', ...placed, ...words]).split(';')[0]!);
  try {
    const most = largestArray();
    for (let first = 0; first < shards; first += most) {
      const last = Math.min(shards - first, most) - 1;
      // Of several arrays with a bound each waits for the one before: together they keep it.
      const after = maxRunning !== undefined && ids.length > 0 ? [`--dependency=afterany:${ids.at(-1)}`] : [];
      const bound = maxRunning === undefined ? '' : `%${maxRunning}`;
      submit([
        ...[`--job-name=${name}`, `--array=0-${last}${bound}`, `--signal=B:USR1@${notice}`, ...after],
        ...[
          `--output=${logs}-%A_%a.log`,
          `--cpus-per-task=${workers}`,
          `--mem=${mebibytes}M`,
          script,
          String(first),
        ],
      ]);
    }
    const after = `--dependency=afterany:${ids.join(':')}`;
    submit([`--job-name=${mergeName(name)}`, after, `--output=${logs}-merge.log`, script, 'merge']);
    return ids;
  } catch (error) {
    try {
      cancelJobs(ids);
    } catch {
      // What was wrong with the first is said.
    }
    throw error;
  }
}

/** Times that a task may put itself back into the queue. */
const mostRequeues = 50;

/** A job as Slurm tells it who it is. */
export type JobEnvironment = Readonly<Record<string, string | undefined>>;

/** The present job back into the queue, to go on there. @returns whether it is a job, and has not been put back too often */
export function requeueSelf(environment: JobEnvironment): boolean {
  const { SLURM_JOB_ID, SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID, SLURM_RESTART_COUNT = '0' } = environment;
  if (SLURM_JOB_ID === undefined || Number(SLURM_RESTART_COUNT) >= mostRequeues) return false;
  const array = SLURM_ARRAY_JOB_ID !== undefined && SLURM_ARRAY_TASK_ID !== undefined;
  ask('scontrol', ['requeue', array ? `${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}` : SLURM_JOB_ID]);
  return true;
}
