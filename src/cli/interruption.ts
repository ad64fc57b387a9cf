/**
 * What SIGINT (Ctrl-C), SIGTERM and SIGHUP (the terminal is closed) do. By default they end the process at once, also in the midst of a computation,
 * where no handler of ours could run; the shell says 130, 143 or 129. Only what must not be cut off is guarded.
 */
import { setImmediate } from 'node:timers/promises';
import { exitCodeOf, InterruptedError } from '../errors.ts';
import { replaceFiles } from '../execution/files.ts';
import { exitAtOnce } from './exitAtOnce.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A progress bar hides it. */
const showCursor = '\u001b[?25h';

/**
 * Work that signals do not cut off: the first of them fires the AbortSignal, by which the work may end sooner. The second ends the process
 * at once; as it is heard between writes alone, files stay whole.
 *
 * @throws {InterruptedError} when a signal came, after the work has ended
 */
export async function guard<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => {
    if (!controller.signal.aborted) return controller.abort(signal);
    for (const each of signals) process.removeAllListeners(each);
    if (process.stderr.isTTY) process.stderr.write(showCursor);
    exitAtOnce(exitCodeOf(signal));
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const result = await work(controller.signal);
    // A signal that came while nothing else could run is heard of when the event loop looks for events again: after one full turn.
    await setImmediate();
    await setImmediate();
    if (controller.signal.aborted) throw new InterruptedError(controller.signal.reason);
    return result;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** Replaces files by path: all of them or none, whatever signal comes. */
export async function writeFiles(contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await guard(async () => replaceFiles(contents));
}
