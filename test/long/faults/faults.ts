/** What is done to processes and to what they have written. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Ending, type Running, start, type Words } from './processes.ts';

/** What a fault is given. */
export interface Setting {
  /** Uniforms. */
  readonly next: () => number;
  /** Milliseconds that one of the commands takes undisturbed. */
  readonly span: number;
  /** Bytes that the run leaves undisturbed. */
  readonly bytes: number;
  /** That of the run. */
  readonly folder: string;
}

/** Runs the commands at once and disturbs them. @returns how they ended */
export type Fault = (commands: readonly Words[], setting: Setting) => Promise<Ending[]>;

export function pick<T>(list: readonly T[], next: () => number): T {
  return list[Math.floor(next() * list.length)]!;
}

/** At a random moment of their lives. */
function meanwhile(harm: (running: readonly Running[], setting: Setting) => unknown): Fault {
  return async (commands, setting) => {
    const running = commands.map((words) => start(words));
    await setTimeout(setting.next() * setting.span);
    await harm(running, setting);
    return Promise.all(running.map(({ ended }) => ended));
  };
}

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const killed = meanwhile((running, { next }) => pick(running, next).child.kill('SIGKILL'));

const told = meanwhile((running, { next }) => pick(running, next).child.kill(pick(signals, next)));

const toldTwice = meanwhile(async (running, { next }) => {
  const { child } = pick(running, next);
  child.kill(pick(signals, next));
  await setTimeout(next() * 300);
  child.kill(pick(signals, next));
});

/** All at once with whatever they have started, as when a node dies. */
const node = meanwhile((running) => {
  for (const { child } of running) {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
});

/** Every command is there twice, and one of them dies. */
const twice: Fault = (commands, setting) => killed([...commands, ...commands], setting);

/** Readers that leave: what is said then nobody hears. */
const pipes: Fault = async (commands, setting) => {
  const endings = await deaf(commands, setting);
  return endings.map((each) => ({ ...each, err: null }));
};

const deaf = meanwhile((running) => {
  for (const { child } of running) {
    child.stdout!.destroy();
    child.stderr!.destroy();
  }
});

/** A machine that falls asleep, whose command is given again meanwhile, and that wakes up amid that or after it. */
const asleep: Fault = async (commands, { next, span }) => {
  const running = commands.map((words) => start(words));
  await setTimeout(next() * span);
  const place = Math.floor(next() * running.length);
  const { child } = running[place]!;
  child.kill('SIGSTOP');
  const again = start(commands[place]!);
  await Promise.race([again.ended, setTimeout(2 * next() * span)]);
  child.kill('SIGCONT');
  return Promise.all([again, ...running].map(({ ended }) => ended));
};

/** Files that may not grow beyond some kibibytes. */
const limited: Fault = (commands, { next, bytes }) => {
  const limit = Math.ceil((next() * bytes) / 1024);
  return Promise.all(commands.map((words) => start(words, limit).ended));
};

/** A disk of its own, full but for some bytes until the commands have ended; where none can be mounted, files that may not grow. */
const full: Fault = async (commands, setting) => {
  const { next, bytes, folder } = setting;
  if (!existsSync(join(folder, 'filler')) && !mounted(folder)) return limited(commands, setting);
  const filler = join(folder, 'filler');
  writeFileSync(filler, Buffer.alloc(Math.floor(diskBytes - next() * 1.2 * bytes - used(folder))));
  try {
    return await Promise.all(commands.map((words) => start(words).ended));
  } finally {
    writeFileSync(filler, '');
  }
};

const diskBytes = 2 ** 24;

function used(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'filler')
    .reduce(
      (sum, { parentPath, name }) =>
        sum + 4096 * Math.ceil(readFileSync(join(parentPath, name)).length / 4096),
      0,
    );
}

/** What is there already goes with it. */
function mounted(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  const before = `${folder}.before`;
  try {
    execFileSync('cp', ['-a', folder, before]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('cp', ['-a', `${before}/.`, folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(before, { recursive: true, force: true });
  }
}

/** Ends the disk that `full` has made, if it has. */
export function unmount(folder: string): void {
  if (existsSync(join(folder, 'filler'))) execFileSync('umount', ['--lazy', folder]);
}

/** Killed, and what is drawn is damaged then: cut off, changed or gone. */
const damaged: Fault = async (commands, setting) => {
  const endings = await killed(commands, setting);
  const { next, folder } = setting;
  for (const file of trialFiles(folder)) {
    if (next() < 0.4) continue;
    const { length } = readFileSync(file);
    const how = pick(['cut', 'flipped', 'gone'], next);
    if (how === 'gone') rmSync(file);
    else if (how === 'cut') truncateSync(file, Math.floor(next() * length));
    else flip(file, next);
  }
  return endings;
};

function trialFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
}

/** Some bits of it. */
function flip(file: string, next: () => number): void {
  const bytes = readFileSync(file);
  if (bytes.length === 0) return;
  for (let i = 0; i < 5; i++) bytes[Math.floor(next() * bytes.length)]! ^= 1 << Math.floor(8 * next());
  writeFileSync(file, bytes);
}

const simple: Readonly<Record<string, Fault>> = {
  'kill -9': killed,
  'a signal': told,
  'two signals': toldTwice,
  'the death of a node': node,
  'a full disk': full,
  'a limit on files': limited,
  'two of each process': twice,
  'damaged files': damaged,
  'closed pipes': pipes,
  sleep: asleep,
};

/** By what they are called. */
export const faults: Readonly<Record<string, Fault>> = {
  ...simple,
  'any of these': (commands, setting) => pick(Object.values(simple), setting.next)(commands, setting),
};
