/** A disk in memory, processes that use it and fail at a given call, and what is left of it when the power goes. */
import { basename, dirname } from 'node:path';
import type { FileSystem } from '../../src/execution/fileSystem.ts';

/** What a file holds, and what it would hold after a loss of power at worst: what was there at its last flush. */
interface Inode {
  now: Buffer;
  flushed: Buffer;
}

/** Files by path; null stands for a folder. */
type Names = Map<string, Inode | null>;

/** A change of the names in a folder that is not flushed. */
interface Renaming {
  readonly folder: string;
  readonly apply: (names: Names) => void;
}

/** What becomes of bytes that were not flushed. */
export const fates = ['lost', 'kept', 'cut', 'zeros', 'holes'] as const;
type Fate = (typeof fates)[number];

/** How a process fails at a call. */
export type Fault =
  | { readonly at: number; readonly how: 'error'; readonly code: 'EIO' | 'ENOSPC'; readonly lasting: boolean }
  /** One write or read takes only some of the bytes. */
  | { readonly at: number; readonly how: 'short' }
  /** The process ends, amid the write if it is one, and never runs again. */
  | { readonly at: number; readonly how: 'end' };

export class Ended extends Error {}

export interface Disk {
  /** What a process sees of it, that fails in this way; `calls` are how many it has made. */
  process(fault?: Fault): FileSystem & { readonly calls: number };
  /** Texts by path. */
  readonly texts: () => ReadonlyMap<string, string>;
  write(path: string, text: string): void;
  /** The disk after a loss of power; of the renamings that were not flushed the first ones are kept, this share of them. */
  afterPowerLoss(fate: Fate, renamings: number): Disk;
  copy(): Disk;
}

export function emptyDisk(): Disk {
  return diskOf(new Map([['/', null]]), new Map([['/', null]]), []);
}

function diskOf(names: Names, flushedNames: Names, pending: Renaming[]): Disk {
  const change = (path: string, apply: Renaming['apply']) => {
    apply(names);
    pending.push({ folder: dirname(path), apply });
  };
  return {
    process: (fault) => failing(plainProcess(names, flushedNames, pending, change), fault),
    texts: () =>
      new Map([...names].flatMap(([path, inode]) => (inode ? [[path, inode.now.toString('latin1')]] : []))),
    write: (path, text) => {
      const bytes = Buffer.from(text, 'latin1');
      names.set(path, { now: bytes, flushed: bytes });
    },
    afterPowerLoss(fate, renamings) {
      const left: Names = new Map(flushedNames);
      for (const { apply } of pending.slice(0, Math.round(renamings * pending.length))) apply(left);
      return settled(left, (inode) => remains(inode, fate));
    },
    copy: () => settled(names, ({ now }) => now),
  };
}

/** A disk on which all is flushed; what is in no folder is lost. */
function settled(names: Names, content: (inode: Inode) => Buffer): Disk {
  const there = [...names].filter(([path]) => names.has(dirname(path)));
  const contents = new Map(there.flatMap(([, inode]) => (inode ? [[inode, content(inode)]] : [])));
  const files: Names = new Map(
    there.map(([path, inode]) => [
      path,
      inode && { now: contents.get(inode)!, flushed: contents.get(inode)! },
    ]),
  );
  return diskOf(files, new Map(files), []);
}

function remains({ now, flushed }: Inode, fate: Fate): Buffer {
  const half = Math.floor((now.length + flushed.length) / 2);
  const grown = Buffer.alloc(Math.max(0, now.length - flushed.length));
  switch (fate) {
    case 'lost':
      return flushed;
    case 'kept':
      return now;
    case 'cut':
      return (now.length > flushed.length ? now : flushed).subarray(0, half);
    case 'zeros':
      return Buffer.concat([flushed, grown]);
    case 'holes':
      return now.length > half
        ? Buffer.concat([flushed, grown, now.subarray(half)]).subarray(0, now.length)
        : now;
  }
}

function failure(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: ${call}`), { code, syscall: call });
}

/** What an open file is: its inode, or else a folder. */
interface Open {
  readonly inode: Inode | null;
  readonly path: string;
  place: number;
}

function plainProcess(
  names: Names,
  flushedNames: Names,
  pending: Renaming[],
  change: (path: string, apply: Renaming['apply']) => void,
): FileSystem {
  const open = new Map<number, Open>();
  const inodeOf = (file: number): Inode => {
    const { inode } = open.get(file)!;
    if (inode === null) throw failure('EISDIR', 'read');
    return inode;
  };
  const existing = (path: string) => {
    if (!names.has(path)) throw failure('ENOENT', path);
    return names.get(path)!;
  };
  return {
    open(path, how) {
      if (how === 'r' || (how === 'a' && names.has(path))) existing(path);
      else if (how === 'wx' && names.has(path)) throw failure('EEXIST', path);
      else if (names.has(path)) names.get(path)!.now = Buffer.alloc(0);
      else {
        existing(dirname(path));
        const inode = { now: Buffer.alloc(0), flushed: Buffer.alloc(0) };
        change(path, (all) => all.set(path, inode));
      }
      const file = open.size + 1;
      open.set(file, { inode: names.get(path)!, path, place: 0 });
      return file;
    },
    read(file, into) {
      const opened = open.get(file)!;
      const bytes = inodeOf(file).now.copy(into, 0, opened.place);
      opened.place += bytes;
      return bytes;
    },
    write(file, bytes) {
      const inode = inodeOf(file);
      inode.now = Buffer.concat([inode.now, bytes]);
      return bytes.length;
    },
    truncate(file, length) {
      inodeOf(file).now = inodeOf(file).now.subarray(0, length);
    },
    sync(file) {
      const { inode, path } = open.get(file)!;
      if (inode) inode.flushed = inode.now;
      else {
        const own = pending.filter(({ folder }) => folder === path);
        for (const { apply } of own) apply(flushedNames);
        pending.splice(0, pending.length, ...pending.filter(({ folder }) => folder !== path));
      }
    },
    close: () => undefined,
    rename(from, to) {
      const inode = existing(from);
      change(to, (all) => {
        all.set(to, inode);
        all.delete(from);
      });
    },
    link(from, to) {
      const inode = existing(from);
      if (names.has(to)) throw failure('EEXIST', to);
      change(to, (all) => all.set(to, inode));
    },
    remove: (path) => change(path, (all) => all.delete(path)),
    makeFolder(path) {
      if (names.has(path)) return undefined;
      const first = this.makeFolder(dirname(path));
      change(path, (all) => all.set(path, null));
      return first ?? path;
    },
    removeFolder(path) {
      if ([...names.keys()].some((each) => dirname(each) === path)) throw failure('ENOTEMPTY', path);
      change(path, (all) => all.delete(path));
    },
    list: (folder) =>
      [...names.keys()].filter((each) => dirname(each) === folder).map((each) => basename(each)),
  };
}

/** Of these a full disk refuses none. */
const needNoRoom = ['read', 'truncate', 'sync', 'close', 'remove', 'removeFolder', 'list', 'rename'];

function failing(plain: FileSystem, fault?: Fault): FileSystem & { readonly calls: number } {
  let calls = 0;
  let ended = false;
  const cut = (name: string, args: unknown[]) => {
    const [file, bytes] = args as [number, Uint8Array];
    const some = bytes.subarray(0, Math.ceil(bytes.length / 2));
    return name === 'write' ? plain.write(file, some) : plain.read(file, some);
  };
  const call = (name: keyof FileSystem, args: unknown[]): unknown => {
    if (ended) throw new Ended();
    const due = ++calls === fault?.at;
    const usual = () => (plain[name] as (...given: unknown[]) => unknown).apply(plain, args);
    if (due && fault.how === 'end') {
      ended = true;
      if (name === 'write') cut(name, args);
      throw new Ended();
    }
    if (due && fault.how === 'short' && ['write', 'read'].includes(name)) return cut(name, args);
    if (fault?.how === 'error') {
      const later = fault.lasting && calls > fault.at && !needNoRoom.includes(name) && args[1] !== 'r';
      if (due || later) throw failure(fault.code, name);
    }
    return usual();
  };
  const faulty = Object.fromEntries(
    Object.keys(plain).map((name) => [name, (...args: unknown[]) => call(name as keyof FileSystem, args)]),
  ) as unknown as FileSystem;
  return Object.defineProperty(faulty, 'calls', { get: () => calls }) as FileSystem & { calls: number };
}
