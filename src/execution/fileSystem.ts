/** What Descent asks of a disk, so that tests can put one in its place that fails. Errors are those of Node, with a `code`. */
import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';

export interface FileSystem {
  /** `r` reads, a folder may be opened so, too; `a` appends, `w` starts empty, `wx` refuses what is there. */
  open(path: string, how: 'r' | 'a' | 'w' | 'wx'): number;
  /** @returns the number of bytes read, 0 at the end */
  read(file: number, into: Uint8Array): number;
  /** @returns the number of bytes written, which may be fewer than these */
  write(file: number, bytes: Uint8Array): number;
  truncate(file: number, length: number): void;
  /** Returns when what was written, or the names in a folder, would outlast a loss of power. */
  sync(file: number): void;
  close(file: number): void;
  rename(from: string, to: string): void;
  /** A second name for a file, where nothing has it yet. */
  link(from: string, to: string): void;
  /** Of what is not there, nothing. */
  remove(path: string): void;
  /** With those around it. @returns the outermost that was not there */
  makeFolder(path: string): string | undefined;
  removeFolder(path: string): void;
  list(folder: string): string[];
}

export const disk: FileSystem = {
  open: openSync,
  read: (file, into) => readSync(file, into),
  write: (file, bytes) => writeSync(file, bytes),
  truncate: ftruncateSync,
  sync: fsyncSync,
  close: closeSync,
  rename: renameSync,
  link: linkSync,
  remove: (path) => rmSync(path, { force: true }),
  makeFolder: (path) => mkdirSync(path, { recursive: true }),
  removeFolder: rmdirSync,
  list: (folder) => readdirSync(folder),
};

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** Whether the action succeeds; false where it fails with one of these codes. */
export function succeeds(action: () => void, ...codes: readonly string[]): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (codes.includes(codeOf(error) ?? '')) return false;
    throw error;
  }
}
