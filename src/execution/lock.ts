/** One writer at a time in a folder, by a file that says who it is. */
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { codeOf, disk, type FileSystem, succeeds } from './fileSystem.ts';
import { asideOf, makeFolder, readFileIfAny, removeIfPossible, writeFile } from './files.ts';

/** Who writes. What the system does not tell is null. */
const ownerShape = z.object({
  pid: z.int(),
  host: z.string(),
  /** Identity of the host's present run, which ends with its next start. */
  boot: z.string().nullable(),
  /** When the process began, in the system's own units: process numbers are used again. */
  began: z.string().nullable(),
  since: z.string(),
  command: z.string(),
});
type Owner = z.infer<typeof ownerShape>;

export const lockName = 'lock.json';
const longestCommand = 300;

/** Another process writes in the folder: it may be waited for. */
export class HeldError extends InputError {
  /** Who that is. */
  readonly holder: string;
  constructor(holder: string, way: string) {
    super(`${holder}; ${way}`);
    this.holder = holder;
  }
}

/**
 * Make this process the only writer of the folder, which need not exist yet.
 * @returns what ends that, and leaves no empty folder behind
 * @throws {HeldError} naming the process that writes there already
 * @throws {InputError} when what is there is no lock
 */
export function lockFolder(folder: string, on: FileSystem = disk): () => void {
  const made = makeFolder(folder, on);
  const path = join(folder, lockName);
  const clearAway = () => removeEmpty(folder, made, on);
  try {
    acquire(path, JSON.stringify(currentOwner()), on);
  } catch (error) {
    clearAway();
    throw error;
  }
  return () => {
    on.remove(path);
    clearAway();
  };
}

/** Milliseconds between two looks at the lock of another process. */
const lookInterval = 200;

/** The same, when the process that writes there has ended; `onHeld` is told once who that is. */
export async function lockWhenFree(folder: string, onHeld: (holder: string) => void): Promise<() => void> {
  for (let told = false; ; told = true) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
      if (!told) onHeld(error.holder);
    }
    do await setTimeout(lookInterval);
    while (lockState(folder) === 'held');
  }
}

/** What a folder's lock says: nobody writes; somebody does or may; or did, and is gone; or it is none. */
export type LockState = 'free' | 'held' | 'stale' | 'unreadable';

export function lockState(folder: string, on: FileSystem = disk): LockState {
  const found = readFileIfAny(join(folder, lockName), on);
  if (found === null) return 'free';
  const owner = ownerOf(found);
  return owner === null ? 'unreadable' : isAlive(owner) ? 'held' : 'stale';
}

function acquire(path: string, claim: string, on: FileSystem): void {
  const aside = asideOf(path, 'tmp');
  try {
    // A lock has its name when it is whole: at no instant does it say of nobody.
    writeFile(aside, claim, 'w', on);
    while (!takeName(aside, path, on)) {
      const found = readFileIfAny(path, on);
      if (found === null) continue;
      const owner = ownerOf(found);
      if (owner === null || isAlive(owner)) throw held(path, owner);
      takeAway(path, found, on);
    }
  } finally {
    removeIfPossible(aside, on);
  }
}

/** Where the disk knows no second names, by copying. @returns false where the name is taken */
function takeName(from: string, to: string, on: FileSystem): boolean {
  return succeeds(() => {
    const linked = succeeds(() => on.link(from, to), 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK');
    if (!linked) writeFile(to, readFileIfAny(from, on) ?? '', 'wx', on);
  }, 'EEXIST');
}

/** Remove the lock of a process that is gone, unless another one has taken its place meanwhile. */
function takeAway(path: string, stale: string, on: FileSystem): void {
  const away = asideOf(path, 'stale');
  if (!succeeds(() => on.rename(path, away), 'ENOENT')) return;
  if (readFileIfAny(away, on) !== stale) takeName(away, path, on);
  on.remove(away);
}

function held(path: string, owner: Owner | null): InputError {
  const folder = dirname(path);
  if (owner === null)
    return new InputError(
      `${path} is not a lock as Descent writes it; remove it if nothing writes to ${folder}`,
    );
  const { pid, host, since, command } = owner;
  const gone = host === hostname() ? '' : `, or remove ${path} if that process is gone`;
  return new HeldError(
    `${folder} is being written by process ${pid} on ${host} since ${since} (${command})`,
    `wait for it (--wait-for-lock), or choose another --out or --name${gone}`,
  );
}

function currentOwner(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    boot: bootOf(),
    began: beginningOf(process.pid),
    since: new Date().toISOString(),
    command: ['descent', ...process.argv.slice(2)].join(' ').slice(0, longestCommand),
  };
}

function ownerOf(text: string): Owner | null {
  try {
    return ownerShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Whether the owner may still be writing; of another host that cannot be known. */
function isAlive({ pid, host, boot, began }: Owner): boolean {
  if (host !== hostname()) return true;
  if (boot !== bootOf()) return false;
  const running = isRunning(pid);
  return running === 'hidden' || (running && began === beginningOf(pid));
}

/** Whether a process has this number; of others' processes no more may be known. */
export function isRunning(pid: number): boolean | 'hidden' {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM' && 'hidden';
  }
}

/** Where Linux says it. */
function bootOf(): string | null {
  return readFileIfAny('/proc/sys/kernel/random/boot_id')?.trim() ?? null;
}

/** The 22nd field of /proc/PID/stat; the second, in parentheses, may hold anything. Of a process that has ended, and waits for its parent, none. */
function beginningOf(pid: number): string | null {
  const stat = readFileIfAny(`/proc/${pid}/stat`) ?? '';
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? null : (fields[18] ?? null);
}

/** The folders that were made, from the innermost up to the first, as far as they are empty. */
function removeEmpty(folder: string, first: string | undefined, on: FileSystem): void {
  if (first === undefined) return;
  for (let each = resolve(folder); each.length >= resolve(first).length; each = dirname(each)) {
    try {
      on.removeFolder(each);
    } catch {
      return;
    }
  }
}
