/** Processes of Descent, and how they end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiled } from '../../cli/compiled.ts';

/** What follows `descent`. */
export type Words = readonly string[];

export interface Ending {
  readonly words: Words;
  readonly code: number | null;
  readonly signal: string | null;
  /** null: nobody listened. */
  readonly err: string | null;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
}

let program: string | undefined;

/**
 * `descent …words`, the first of a process group of its own.
 *
 * @param limit  kibibytes that a file of it may have; absent: any
 */
export function start(words: Words, limit?: number): Running {
  program ??= compiled('program');
  const argv = [process.execPath, program, ...words];
  const limited = ['bash', '-c', `ulimit -f ${limit}; exec "$@"`, 'bash', ...argv];
  const [command, ...rest] = limit === undefined ? argv : limited;
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  child.stdout.resume();
  return { child, ended: ending(child, words) };
}

async function ending(child: ChildProcess, words: Words): Promise<Ending> {
  let err = '';
  child.stderr!.on('data', (chunk) => {
    err += chunk;
  });
  const [code, signal] = await once(child, 'close');
  return { words, code, signal, err };
}

/** Undisturbed. */
export function finish(words: Words): Promise<Ending> {
  return start(words).ended;
}

const codes = [0, 2, 5, 129, 130, 143];

/**
 * Why this is no way to end, whatever was done to it; null where it is one: by a signal, or with a code that is documented and a clear word, which a
 * second signal cuts off.
 */
export function indecency({ words, code, signal, err }: Ending): string | null {
  const said = `descent ${words.join(' ')}: ${code ?? signal}: ${err}`;
  if (signal !== null) return null;
  if (!codes.includes(code!)) return said;
  if (err === null) return null;
  if (err === '') return code === 0 || code! > 128 ? null : said;
  return /^descent: /.test(err) && !/\n {4}at |\bError\b/.test(err) ? null : said;
}
