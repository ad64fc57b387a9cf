/** One writer at a time in a folder, by a file that says who it is. */
import { constants, copyFileSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { readFileIfAny } from './files.ts';

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

const lockName = 'lock.json';
const longestCommand = 300;

/**
 * Make this process the only writer of the folder, which need not exist yet.
 * @returns what ends that, and leaves no empty folder behind
 * @throws {InputError} naming the process that writes there already
 */
export function lockFolder(folder: string): () => void {
  const made = mkdirSync(folder, { recursive: true });
  const path = join(folder, lockName);
  const clearAway = () => removeEmpty(folder, made);
  try {
    acquire(path, JSON.stringify(currentOwner()));
  } catch (error) {
    clearAway();
    throw error;
  }
  return () => {
    rmSync(path, { force: true });
    clearAway();
  };
}

function acquire(path: string, claim: string): void {
  while (!succeeds(() => writeFileSync(path, claim, { flag: 'wx' }), 'EEXIST')) {
    const found = readWhole(path);
    if (found === null) continue;
    const owner = ownerOf(found);
    if (owner === null || isAlive(owner)) throw held(path, owner);
    takeAway(path, found);
  }
}

/** Between the making of a lock and its content there is a moment. */
const patience = { rounds: 50, milliseconds: 10 };

function readWhole(path: string): string | null {
  let found = readFileIfAny(path);
  for (let round = 0; found !== null && ownerOf(found) === null && round < patience.rounds; round++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, patience.milliseconds);
    found = readFileIfAny(path);
  }
  return found;
}

/** Remove the lock of a process that is gone, unless another one has taken its place meanwhile. */
function takeAway(path: string, stale: string): void {
  const away = `${path}.${process.pid}.stale`;
  if (!succeeds(() => renameSync(path, away), 'ENOENT')) return;
  if (readFileIfAny(away) !== stale)
    succeeds(() => copyFileSync(away, path, constants.COPYFILE_EXCL), 'EEXIST');
  rmSync(away, { force: true });
}

function held(path: string, owner: Owner | null): InputError {
  const folder = dirname(path);
  if (owner === null)
    return new InputError(
      `${path} is not a lock as Descent writes it; remove it if nothing writes to ${folder}`,
    );
  const { pid, host, since, command } = owner;
  const gone = host === hostname() ? '' : `, or remove ${path} if that process is gone`;
  return new InputError(
    `${folder} is being written by process ${pid} on ${host} since ${since} (${command}); ` +
      `wait for it, or choose another --out or --name${gone}`,
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
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return began === beginningOf(pid);
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

/** Whether the action succeeds; false where it fails with this error. */
function succeeds(action: () => void, code: string): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return false;
    throw error;
  }
}

/** The folders that were made, from the innermost up to the first, as far as they are empty. */
function removeEmpty(folder: string, first: string | undefined): void {
  if (first === undefined) return;
  for (let each = resolve(folder); each.length >= resolve(first).length; each = dirname(each)) {
    try {
      rmdirSync(each);
    } catch {
      return;
    }
  }
}
