/** A process that answers lines by lines, in order. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { InputError } from '../errors.ts';

/** A line to be answered, and what a person calls it. */
export interface Request {
  readonly line: string;
  readonly name: string;
}

export interface Conversation {
  /**
   * Asks, a few lines ahead, until there are no more requests; others may take from them, too.
   *
   * @param onAnswer  may throw what ends it
   * @throws {InputError} when the process ends, is silent for too long, or answers what it is not asked
   */
  ask<R extends Request>(requests: Iterator<R>, onAnswer: (request: R, line: string) => void): Promise<void>;
  /** @param patience  milliseconds in which it may end by itself, as its input does */
  end(patience?: number): void;
}

/** Requests that a process is ahead. */
const ahead = 4;
/** Of what it says on standard error, in characters; and lines of that which are shown. */
const kept = 4000;
const shownLines = 10;

/** @param seconds  that an answer may take */
export function converse(command: string, seconds: number): Conversation {
  const child = start(command);
  const ending = endingOf(child);
  const reader = createInterface({ input: child.stdout! });
  const lines = reader[Symbol.asyncIterator]();
  let [sent, heard, complaint] = [0, 0, ''];
  reader.on('line', () => heard++);
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-kept);
  });
  // Whether it reads is seen by its answers.
  child.stdin!.on('error', () => undefined);
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new InputError(`the program ended with ${await ending}`);
    if (heard > sent) throw new InputError(`${heard} lines are answered to ${sent}; expected one each`);
    return value;
  };
  let over = false;
  const end = (patience = 0) => {
    over = true;
    child.stdin!.end();
    const timer = setTimeout(() => kill(child), patience);
    child.on('close', () => clearTimeout(timer));
  };
  return {
    end,
    async ask<R extends Request>(requests: Iterator<R>, onAnswer: (request: R, line: string) => void) {
      const asked: R[] = [];
      for (;;) {
        while (asked.length < ahead) {
          const next = requests.next();
          if (next.done) break;
          asked.push(next.value);
          child.stdin!.write(`${next.value.line}\n`);
          sent++;
        }
        const request = asked.shift();
        if (request === undefined) return;
        try {
          const line = await within(seconds, nextLine());
          // What it had said before is of nobody's interest any more.
          if (over) throw new InputError('the program was ended');
          onAnswer(request, line);
        } catch (error) {
          end();
          throw error instanceof InputError
            ? new InputError([
                `${request.name}: ${error.message}`,
                `it was asked ${request.line}`,
                ...complaintOf(complaint),
              ])
            : error;
        }
      }
    },
  };
}

/** In a group of its own, so that it ends with all that it starts, and a signal of the terminal is not its affair. */
function start(command: string): ChildProcess {
  const { env } = process;
  return spawn(command, {
    shell: true,
    detached: true,
    // Each process is one of several; and what Python writes is not to wait in a buffer.
    env: {
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      MKL_NUM_THREADS: '1',
      PYTHONUNBUFFERED: '1',
      ...env,
    },
  });
}

function kill({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function endingOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    const problem = `no answer in ${seconds} s; does it flush its output after every line?`;
    timer = setTimeout(() => reject(new InputError(problem)), 1000 * seconds);
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function complaintOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-shownLines).map((line) => `it says ${line.trimEnd()}`);
}
