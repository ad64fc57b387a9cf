/** Files that are read line by line, and files that readers see whole, old or new, whatever fails. */
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { codeOf, disk, type FileSystem, succeeds } from './fileSystem.ts';

/** What a file is made of: its content, or one piece after the other. */
type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/** As names of files have it. */
export function ownHost(): string {
  return hostname().replaceAll(/[^\w-]/g, '_');
}

/** Where this process puts aside what a file will be, or was: on a shared disk processes of several hosts may have one number. */
export function asideOf(path: string, ending: 'tmp' | 'stale'): string {
  return `${path}.${ownHost()}-${process.pid}.${ending}`;
}

const asidePattern = /\.([\w-]+)-(\d+)\.(?:tmp|stale)$/;

/** Whose a file of this name is that was put aside; null where it is none. */
export function asideBy(name: string): { readonly host: string; readonly pid: number } | null {
  const [, host, pid] = asidePattern.exec(name) ?? [];
  return host === undefined ? null : { host, pid: Number(pid) };
}

/** Write aside, flush, rename: readers see the old content or the new, never a part, also after a loss of power. */
export function replaceFile(path: string, content: Content, on?: FileSystem): void {
  replaceFiles({ [path]: content }, on);
}

/** The same for several files by path: none is replaced before all are written. When this returns, all would outlast a loss of power. */
export function replaceFiles(contents: Readonly<Record<string, Content>>, on: FileSystem = disk): void {
  const pairs = Object.entries(contents).map(([path, content]) => {
    return { path, aside: asideOf(path, 'tmp'), content };
  });
  try {
    for (const { path, aside, content } of pairs) {
      makeFolder(dirname(path), on);
      writeFile(aside, content, 'w', on);
    }
    for (const { path, aside } of pairs) notFolder(path, () => on.rename(aside, path));
  } catch (error) {
    for (const { aside } of pairs) removeIfPossible(aside, on);
    throw error;
  }
  for (const folder of new Set(pairs.map(({ path }) => dirname(path)))) syncFolder(folder, on);
}

/** Write and flush. */
export function writeFile(path: string, content: Content, how: 'w' | 'wx', on: FileSystem): void {
  const file = on.open(path, how);
  try {
    for (const piece of together(piecesOf(content))) writeAll(file, piece, on);
    on.sync(file);
  } finally {
    on.close(file);
  }
}

/** A disk takes as many bytes as it likes: the rest is asked of it again. */
export function writeAll(file: number, bytes: Uint8Array, on: FileSystem): void {
  for (let rest = bytes; rest.length > 0; ) {
    const written = on.write(file, rest);
    if (written === 0) throw Object.assign(new Error('EIO: nothing could be written'), { code: 'EIO' });
    rest = rest.subarray(written);
  }
}

/** What is left aside does no harm, and another error says more. */
export function removeIfPossible(path: string, on: FileSystem): void {
  try {
    on.remove(path);
  } catch {}
}

/** The folder and those around it, so that they would outlast a loss of power. @returns the outermost that was not there */
export function makeFolder(folder: string, on: FileSystem): string | undefined {
  const first = on.makeFolder(folder);
  if (first === undefined) return undefined;
  for (let each = resolve(folder); each.length >= resolve(first).length; each = dirname(each))
    syncFolder(dirname(each), on);
  return first;
}

/** The names in a folder; nothing where the system does not open folders, or its files are not of its disks. */
export function syncFolder(folder: string, on: FileSystem): void {
  succeeds(
    () => {
      const file = on.open(folder, 'r');
      try {
        on.sync(file);
      } finally {
        on.close(file);
      }
    },
    ...['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP'],
  );
}

function piecesOf(content: Content): Iterable<string | Uint8Array> {
  return typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
}

const chunkBytes = 2 ** 18;
const newline = 10;

/** Small pieces as fewer larger ones. */
function* together(pieces: Iterable<string | Uint8Array>): Generator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let bytes = 0;
  for (const piece of pieces) {
    const next = typeof piece === 'string' ? Buffer.from(piece) : piece;
    pending.push(next);
    bytes += next.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(pending);
    [pending, bytes] = [[], 0];
  }
  yield Buffer.concat(pending);
}

/**
 * The lines of a file with their newlines, one at a time; none where there is no file.
 * @returns the number of bytes that follow the last newline, which are no line
 */
export function* readLines(path: string, on: FileSystem = disk): Generator<Buffer, number> {
  const file = unlessMissing(path, () => on.open(path, 'r'));
  if (file === null) return 0;
  let pending: Buffer[] = [];
  for (const chunk of chunksOf(file, path, on)) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const last = chunk.subarray(start, end + 1);
      yield pending.length === 0 ? last : Buffer.concat([...pending, last]);
      pending = [];
      start = end + 1;
    }
    pending.push(chunk.subarray(start));
  }
  return pending.reduce((sum, { length }) => sum + length, 0);
}

/** What an open file holds; it is closed then. */
function* chunksOf(file: number, path: string, on: FileSystem): Generator<Buffer> {
  try {
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const bytes = notFolder(path, () => on.read(file, chunk));
      if (bytes === 0) return;
      yield chunk.subarray(0, bytes);
    }
  } finally {
    on.close(file);
  }
}

/** The text of a file; null where there is none. */
export function readFileIfAny(path: string, on: FileSystem = disk): string | null {
  return unlessMissing(path, () =>
    Buffer.concat([...chunksOf(on.open(path, 'r'), path, on)]).toString('utf8'),
  );
}

function unlessMissing<T>(path: string, action: () => T): T | null {
  try {
    return notFolder(path, action);
  } catch (error) {
    // The entry of a process in /proc may go while it is read.
    if (['ENOENT', 'ESRCH'].includes(codeOf(error) ?? '')) return null;
    throw error;
  }
}

/** @throws {InputError} where there is a folder in the place of the file, of which Node does not say which it is */
function notFolder<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (codeOf(error) !== 'EISDIR') throw error;
    throw new InputError(`${path}: this is a folder, but a file is needed`);
  }
}
