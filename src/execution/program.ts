/**
 * Tasks by a program of the user's. For every trial its standard input gets a line
 *
 *     {"parameters":{…},"size":48,"sizes":{…},"trial":0,"seed":123}
 *
 * and its standard output answers a line {"excessRisk":0.52,…}, in order. Several run side by side.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { clip, InputError, InterruptedError, show } from '../errors.ts';
import { canonicalJson, designOf, type TrialValues } from '../simulators/simulator.ts';
import { type Conversation, converse, type Request } from './conversation.ts';
import type { Executor, Watch } from './executor.ts';
import { consecutive, type Task, taskOperations } from './plan.ts';

export interface ProgramOptions {
  /** As a shell takes it. */
  readonly command: string;
  readonly processes: number;
  /** Seconds that a trial may take. */
  readonly timeout: number;
}

export interface Program extends Executor {
  readonly identity: string;
  /** The names of what it answers to the first trial of a task. @throws {InputError} for what is no answer */
  quantities(task: Omit<Task, 'count'>): Promise<string[]>;
  /** Ends its processes. */
  close(): void;
}

/** Milliseconds that a program has to end when it is not needed any more. */
const patience = 1000;
/** Milliseconds after which answers are stored. */
const flushInterval = 200;

export function openProgram({ command, processes, timeout }: ProgramOptions): Program {
  const open: Conversation[] = [];
  const take = (count: number) => {
    while (open.length < count) open.push(converse(command, timeout));
    return open.slice(0, count);
  };
  const end = (patience: number) => {
    for (const each of open.splice(0)) each.end(patience);
  };
  const stop = () => end(0);
  return {
    identity: identityOf(command),
    close: () => end(patience),
    async quantities(task) {
      let found: string[] = [];
      await take(1)[0]!.ask(requestsOf([{ ...task, count: 1 }], command), (_, line) => {
        found = Object.keys(numbersIn(line));
      });
      return found;
    },
    async run(tasks, watch) {
      const { signal } = watch;
      const requests = requestsOf(tasks, command, watch.enough);
      const { take: onAnswer, flush } = collect(watch);
      const trials = tasks.reduce((sum, { count }) => sum + count, 0);
      signal?.addEventListener('abort', stop, { once: true });
      try {
        signal?.throwIfAborted();
        await Promise.all(take(Math.min(processes, trials)).map((each) => each.ask(requests, onAnswer)));
      } catch (error) {
        stop();
        throw signal?.aborted ? new InterruptedError(signal.reason) : error;
      } finally {
        flush();
        signal?.removeEventListener('abort', stop);
      }
    },
  };
}

/** The command, and the files that it names by content: the trials of another program are not its. */
function identityOf(command: string): string {
  const words = command.split(/\s+/).map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
  const hash = createHash('sha256');
  for (const word of words.filter(isFile)) hash.update(readFileSync(word));
  return `${command} ${hash.digest('hex').slice(0, 16)}`;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

interface TrialRequest extends Request {
  readonly task: Task;
  readonly trial: number;
}

function* requestsOf(tasks: readonly Task[], command: string, enough?: AbortSignal): Generator<TrialRequest> {
  for (const task of tasks) {
    const { simulator, plan, first, count } = task;
    const series = simulator.content?.(plan.series[0]!) ?? plan.series[0]!;
    const text = canonicalJson([plan.seed, series]);
    for (let trial = first; trial < first + count; trial++) {
      if (enough?.aborted) return;
      const line = JSON.stringify({ ...series, trial, seed: seedOf(text, trial) }, asJson);
      yield { task, trial, line, name: `${command}, trial ${trial}` };
    }
  }
}

/** A word that is true or false is that to other programs. */
function asJson(_: string, value: unknown): unknown {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

/** 48 bits, by what the trial is of alone. */
function seedOf(text: string, trial: number): number {
  return createHash('sha256').update(`${text} ${trial}`).digest().readUIntBE(0, 6);
}

/** Answers on their way to the store. */
interface Answers {
  readonly take: (request: TrialRequest, line: string) => void;
  /** Tells of all that is there. */
  readonly flush: () => void;
}

/** Trials are told of a few times a second, each with those that follow it. */
function collect({ onBlock, onOperations }: Watch): Answers {
  const waiting = new Map<Task, Map<number, TrialValues>>();
  let [done, last] = [0, performance.now()];
  const flush = () => {
    for (const [task, rows] of waiting) {
      for (const run of consecutive([...rows.keys()].sort((a, b) => a - b)))
        onBlock({ ...task, first: run[0]!, count: run.length }, [run.map((trial) => rows.get(trial)!)]);
      done += taskOperations({ ...task, count: rows.size });
    }
    waiting.clear();
    onOperations?.(done);
    last = performance.now();
  };
  const take = ({ task, trial }: TrialRequest, line: string) => {
    const { columns } = designOf(task.simulator, task.plan);
    const numbers = numbersIn(line);
    const lacking = columns.find((column) => !Object.hasOwn(numbers, column));
    if (lacking !== undefined)
      throw new InputError(`the answer ${clip(line)} has no ${lacking}, which the first one had`);
    const rows = waiting.get(task) ?? new Map<number, TrialValues>();
    waiting.set(
      task,
      rows.set(
        trial,
        columns.map((column) => numbers[column]!),
      ),
    );
    if (performance.now() - last > flushInterval) flush();
  };
  return { take, flush };
}

/** @throws {InputError} unless the line is an object of finite numbers */
function numbersIn(line: string): Record<string, number> {
  const answer = objectIn(line);
  for (const [quantity, value] of Object.entries(answer)) {
    if (Number.isFinite(value)) continue;
    const text = nonFinite.test(String(value)) ? String(value) : show(value);
    throw new InputError(`${quantity} is ${text}; expected a finite number`);
  }
  return answer as Record<string, number>;
}

const nonFinite = /^-?(NaN|Infinity)$/;

function objectIn(line: string): object {
  try {
    // Python writes what JSON has no word for.
    const answer: unknown = JSON.parse(line.replaceAll(/(?<=[:\s])-?(NaN|Infinity)\b/g, '"$&"'));
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  } catch {
    // It is no JSON.
  }
  throw new InputError(
    `the answer '${clip(line)}' is no JSON object; expected a line as {"excessRisk": 0.5}`,
  );
}
