/** Files that are read line by line, and files that readers see whole, old or new. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../errors.ts';

/** What a file is made of: its content, or one piece after the other. */
type Content = string | Uint8Array | Iterable<string>;

/** Write aside, flush, rename: readers see the old content or the new, never a part. */
export function replaceFile(path: string, content: Content): void {
  replaceFiles({ [path]: content });
}

/** The same for several files by path: none is replaced before all are written. */
export function replaceFiles(contents: Readonly<Record<string, Content>>): void {
  const pairs = Object.entries(contents).map(([path, content]) => {
    return { path, aside: `${path}.${process.pid}.tmp`, content };
  });
  try {
    for (const { path, aside, content } of pairs) {
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(aside, 'w');
      try {
        for (const piece of piecesOf(content)) writeFileSync(file, piece);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    }
    for (const { path, aside } of pairs) notFolder(path, () => renameSync(aside, path));
  } finally {
    for (const { aside } of pairs) rmSync(aside, { force: true });
  }
}

function piecesOf(content: Content): Iterable<string | Uint8Array> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
}

const chunkBytes = 2 ** 16;
const newline = 10;

/** The lines of a file with their newlines, one at a time; none where there is no file. What follows the last newline is no line. */
export function* readLines(path: string): Generator<Buffer> {
  const file = unlessMissing(path, () => openSync(path, 'r'));
  if (file === null) return;
  try {
    let pending: Buffer[] = [];
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const read = chunk.subarray(
        0,
        notFolder(path, () => readSync(file, chunk)),
      );
      if (read.length === 0) return;
      let start = 0;
      for (let end = read.indexOf(newline); end >= 0; end = read.indexOf(newline, start)) {
        yield Buffer.concat([...pending, read.subarray(start, end + 1)]);
        pending = [];
        start = end + 1;
      }
      pending.push(read.subarray(start));
    }
  } finally {
    closeSync(file);
  }
}

/** The text of a file; null where there is none. */
export function readFileIfAny(path: string): string | null {
  return unlessMissing(path, () => readFileSync(path, 'utf8'));
}

function unlessMissing<T>(path: string, action: () => T): T | null {
  try {
    return notFolder(path, action);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The entry of a process in /proc may go while it is read.
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

/** @throws {InputError} where there is a folder in the place of the file, of which Node does not say which it is */
function notFolder<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    throw new InputError(`${path}: this is a folder, but a file is needed`);
  }
}
