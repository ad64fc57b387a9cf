/** Files of trials as they grow: whole lines at the end, as long as the disk takes them. */
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';
import type { FileSystem } from './fileSystem.ts';
import { syncFolder, writeAll } from './files.ts';
import { encode, header } from './storedLines.ts';

export interface Log {
  readonly write: (bytes: Uint8Array) => void;
  readonly flush: () => void;
  /** Nothing can be appended to a file that another one has replaced. */
  readonly replace: (by: () => void) => void;
  readonly close: () => void;
}

/**
 * The file, cut after so many bytes; with none it is new, and begins with the header.
 *
 * @param flushInterval  least milliseconds between two flushes while lines are appended
 */
export function openLog(path: string, bytes: number, on: FileSystem, flushInterval = 1000): Log {
  const file = on.open(path, 'a');
  let ended: string | null = null;
  let dirty = true;
  let flushed = performance.now();
  const attempt = (action: () => void) => {
    if (ended !== null) throw new TypeError(`${path}: nothing can be written any more: ${ended}`);
    try {
      action();
    } catch (error) {
      ended = (error as Error).message;
      throw new InputError(
        `${path} cannot be written (${ended}); finished blocks are kept: make room, or mend the disk, and the same command resumes`,
      );
    }
  };
  const flush = () => {
    if (dirty) attempt(() => on.sync(file));
    dirty = false;
    flushed = performance.now();
  };
  const write = (line: Uint8Array) => {
    dirty = true;
    attempt(() => writeAll(file, line, on));
    if (performance.now() - flushed >= flushInterval) flush();
  };
  try {
    attempt(() => on.truncate(file, bytes));
    if (bytes === 0) write(Buffer.from(encode(header)));
    syncFolder(dirname(path), on);
  } catch (error) {
    on.close(file);
    throw error;
  }
  return {
    write,
    flush,
    replace(by) {
      attempt(by);
      ended = 'it is sealed';
    },
    close() {
      try {
        if (ended === null) flush();
      } finally {
        on.close(file);
      }
    },
  };
}
