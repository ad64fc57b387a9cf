/** A run on a disk that fails at every one of its calls, in every way: nothing that was promised is lost, and the next run leaves the bytes of one undisturbed. */
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listParts, openPart } from '../../src/execution/cluster/parts.ts';
import type { FileSystem } from '../../src/execution/fileSystem.ts';
import { asideBy, ownHost, replaceFiles } from '../../src/execution/files.ts';
import { cleanFolder } from '../../src/execution/inspect.ts';
import { HeldError, lockFolder } from '../../src/execution/lock.ts';
import { openStore, readStore } from '../../src/execution/store.ts';
import type { Block } from '../../src/execution/storedLines.ts';
import { type Disk, Ended, emptyDisk, type Fault, fates } from '../helpers/faultyDisk.ts';

const folder = '/out/run';
const path = `${folder}/trials.jsonl`;
const columns = ['signal', 'noise'];

/** Values that belong to the trial and to no other. */
const row = (series: string, trial: number) => [series.charCodeAt(0) + trial / 7, 1 / (1 + trial)];
const block = (series: string, first: number, count: number): Block => {
  return { series, first, columns, rows: Array.from({ length: count }, (_, i) => row(series, first + i)) };
};
/** Out of order, as workers finish. */
const blocks = [block('b', 2, 2), block('a', 0, 3), block('b', 0, 2), block('c', 5, 1), block('a', 3, 2)];

/** What a run was told that it has, and by when it would outlast the process or a loss of power. */
interface Promised {
  readonly kept: Block[];
  flushed: number;
}

/** One run: of so many blocks, then interrupted; or of all, which it seals and reports. */
function live(files: FileSystem, most: number, promised: Promised, flushInterval: number): void {
  const release = lockFolder(folder, files);
  try {
    const store = openStore(path, { fresh: false, files, flushInterval });
    try {
      for (const each of blocks.slice(0, most)) {
        if (store.trials(each.series).has(each.first)) continue;
        store.append(each);
        promised.kept.push(each);
        if (flushInterval === 0) promised.flushed = promised.kept.length;
      }
      if (most === blocks.length) store.seal();
    } finally {
      store.close();
    }
    promised.flushed = promised.kept.length;
    if (most === blocks.length)
      replaceFiles(
        { [`${folder}/results.json`]: '{"all": 5}', [`${folder}/results.csv`]: 'all\n5\n' },
        files,
      );
  } finally {
    release();
  }
}

/** A run that is interrupted, and the one that resumes it. */
function history(disk: Disk, fault: Fault | undefined, promised: Promised, flushInterval: number): number {
  const files = disk.process(fault);
  live(files, 3, promised, flushInterval);
  live(files, blocks.length, promised, flushInterval);
  return files.calls;
}

const nothing = (): Promised => ({ kept: [], flushed: 0 });

const undisturbed = emptyDisk();
const calls = history(undisturbed, undefined, nothing(), Number.POSITIVE_INFINITY);
const wanted = undisturbed.texts();
const every = Array.from({ length: calls }, (_, i) => i + 1);

/** What the history throws with this fault, if anything. */
function disturbed(fault: Fault, flushInterval: number): { disk: Disk; promised: Promised; error: unknown } {
  const [disk, promised] = [emptyDisk(), nothing()];
  try {
    history(disk, fault, promised, flushInterval);
    return { disk, promised, error: null };
  } catch (error) {
    return { disk, promised, error };
  }
}

/** That the disk holds these blocks, and nothing that is none. */
function expectHeld(disk: Disk, promised: readonly Block[], where: string): void {
  const found = readStore(path, new Map(), disk.process());
  for (const { series, first, rows } of promised)
    for (const i of rows.keys()) expect(found.trials(series).has(first + i), where).toBe(true);
  for (const series of 'abc')
    for (const [trial, values] of found.trials(series)) {
      const drawn = blocks.some((each) => each.series === series && trial - each.first in each.rows);
      expect([drawn, values], where).toEqual([true, row(series, trial)]);
    }
}

/** That what was promised is there, and runs on this disk end as if nothing had happened. */
function expectSurvival(disk: Disk, promised: readonly Block[], where: string): void {
  // The process that had the lock is gone. Torn it would be respected for ever.
  for (const [name, text] of disk.texts())
    if (basename(name) === 'lock.json')
      disk.write(name, JSON.stringify({ ...JSON.parse(text), boot: 'before' }));
  expectHeld(disk, promised, where);
  const more = nothing();
  live(disk.process(), 4, more, 0);
  expectHeld(disk, [...promised, ...more.kept], where);
  live(disk.process(), blocks.length, nothing(), 0);
  const left = [...disk.texts()].filter(([name]) => asideBy(name) === null);
  expect(new Map(left), where).toEqual(wanted);
}

describe('a disk that fails', () => {
  it('is asked for something at every step', () => {
    expect(calls).toBeGreaterThan(60);
    expect([...wanted.keys()].sort()).toEqual(
      ['results.csv', 'results.json', 'trials.jsonl'].map((name) => `${folder}/${name}`),
    );
  });

  it.each([
    ['EIO once', { code: 'EIO', lasting: false }],
    ['ENOSPC once', { code: 'ENOSPC', lasting: false }],
    ['no room from then on', { code: 'ENOSPC', lasting: true }],
  ] as const)('with %s: the run says so, or needs it not; what it had is there', (_, kind) => {
    let told = 0;
    for (const at of every) {
      const { disk, promised, error } = disturbed({ at, how: 'error', ...kind }, 0);
      if (error !== null) expect(String(error), `call ${at}`).toContain(kind.code);
      else expect(disk.texts().get(path)).toBe(wanted.get(path));
      if (error !== null) told++;
      expectSurvival(disk, promised.kept, `call ${at}`);
    }
    // Removing what is aside, and a folder that the run has not made, may fail unheard.
    expect(told).toBeGreaterThan(0.8 * calls);
  });

  it('by taking fewer bytes than it is given, or giving fewer than are asked for: nothing is lost', () => {
    for (const at of every) {
      const { disk, error } = disturbed({ at, how: 'short' }, 0);
      expect(error).toBe(null);
      expect(disk.texts(), `call ${at}`).toEqual(wanted);
    }
  });
});

describe('parts that a store absorbs', () => {
  const known = new Map([...'abc'].map((series) => [series, columns] as const));
  const drawn = emptyDisk();
  for (const index of [0, 1]) {
    const writer = { submission: 1, index, host: 'h', job: '0', restart: '0', pid: 1 };
    const part = openPart(folder, writer, drawn.process());
    // Each has some, and both have one.
    for (const each of blocks.filter((_, i) => i % 2 === index || i === 2)) part.append(each);
    part.close();
  }
  const merge = (files: FileSystem) => {
    const store = openStore(path, { fresh: false, columns: known, files });
    try {
      for (const part of listParts(folder, '', files)) store.absorb(part);
      store.seal();
    } finally {
      store.close();
    }
  };
  const merged = drawn.copy();
  const files = merged.process();
  merge(files);

  it.each([
    ['fails', { how: 'error', code: 'EIO', lasting: false }],
    ['ends', { how: 'end' }],
    ['is short', { how: 'short' }],
  ] as const)('are whole in it, and as they were, whichever call %s', (_, kind) => {
    expect(files.calls).toBeGreaterThan(30);
    expect(merged.texts().get(path)).toBe(wanted.get(path));
    for (let at = 1; at <= files.calls; at++) {
      const disk = drawn.copy();
      try {
        merge(disk.process({ at, ...kind }));
      } catch {
        // What was said is tested above.
      }
      merge(disk.process());
      const left = [...disk.texts()].filter(([name]) => asideBy(name) === null);
      expect(new Map(left), `call ${at}`).toEqual(merged.texts());
    }
  });
});

describe('a lock', () => {
  it('is one on a disk that knows no second names, too', () => {
    const files = {
      ...emptyDisk().process(),
      link: () => {
        throw Object.assign(new Error('EPERM'), { code: 'EPERM' });
      },
    };
    const release = lockFolder(folder, files);
    expect(() => lockFolder(folder, files)).toThrow(HeldError);
    release();
    lockFolder(folder, files)();
  });
});

describe('a store whose disk has failed', () => {
  it.each(['truncate', 'write', 'sync'] as const)('at the first %s leaves no file open', (name) => {
    const files = emptyDisk().process();
    const open = new Set<number>();
    const counting: FileSystem = {
      ...files,
      open: (...given) => {
        const file = files.open(...given);
        open.add(file);
        return file;
      },
      close: (file) => {
        open.delete(file);
        files.close(file);
      },
      [name]: () => {
        throw new Error('EIO');
      },
    };
    expect(() => openStore(path, { fresh: false, files: counting })).toThrow('EIO');
    expect([...open]).toEqual([]);
  });

  it.each(['write', 'sync'] as const)('at a %s writes nothing more, not even when it is closed', (name) => {
    const disk = emptyDisk();
    const files = { ...disk.process() };
    const store = openStore(path, { fresh: false, files, flushInterval: 0 });
    store.append(blocks[0]!);
    const before = disk.texts().get(path)!;
    const { [name]: good } = files;
    files[name] = () => {
      throw new Error('EIO');
    };
    expect(() => store.append(blocks[1]!)).toThrow(
      /^\/out\/run\/trials\.jsonl cannot be written \(EIO\); .* resumes$/,
    );
    Object.assign(files, { [name]: good });
    const after = disk.texts().get(path)!;
    expect(after.startsWith(before)).toBe(true);
    expect(() => store.append(blocks[2]!)).toThrow('nothing can be written any more: EIO');
    expect(() => store.seal()).toThrow('nothing can be written any more');
    store.close();
    expect(disk.texts().get(path)).toBe(after);
  });

  it('is not appended to once it is sealed into another file', () => {
    const store = openStore(path, { fresh: false, files: emptyDisk().process() });
    store.append(blocks[0]!);
    store.append(blocks[1]!);
    store.seal();
    expect(() => store.append(blocks[2]!)).toThrow('nothing can be written any more: it is sealed');
    store.close();
  });
});

describe('the end of a process', () => {
  it('at any call leaves every block that was appended', () => {
    for (const at of every) {
      const { disk, promised, error } = disturbed({ at, how: 'end' }, Number.POSITIVE_INFINITY);
      expect(error).toBeInstanceOf(Ended);
      expectSurvival(disk.copy(), promised.kept, `call ${at}`);
    }
  });

  it.each([
    ['at every block', 0],
    ['at the end alone', Number.POSITIVE_INFINITY],
  ])('by a loss of power leaves what was flushed, %s', (_, flushInterval) => {
    for (const at of every) {
      const { disk, promised } = disturbed({ at, how: 'end' }, flushInterval);
      for (const fate of fates)
        for (const renamings of [0, 0.5, 1]) {
          const left = disk.afterPowerLoss(fate, renamings);
          const where = `call ${at}, bytes ${fate}, renamings ${renamings}`;
          expectSurvival(left, promised.kept.slice(0, promised.flushed), where);
        }
    }
  });
});

describe('cleaning a folder', () => {
  /** Whole lines among damaged ones, and what a dead process left aside. */
  const littered = (): Disk => {
    const disk = emptyDisk();
    live(disk.process(), blocks.length, nothing(), 0);
    const [header, ...lines] = disk
      .texts()
      .get(path)!
      .split(/(?<=\n)/);
    disk.write(path, [header, 'junk\n', ...lines, 'torn'].join(''));
    disk.write(`${path}.${ownHost()}-999999999.tmp`, 'half');
    return disk;
  };

  it('loses no block, at whichever call the process or the power ends, or the disk fails', () => {
    const clean = littered();
    const files = clean.process();
    cleanFolder(folder, files);
    expect(clean.texts()).toEqual(wanted);
    for (let at = 1; at <= files.calls; at++) {
      for (const fate of fates) {
        const disk = littered().copy();
        expect(() => cleanFolder(folder, disk.process({ at, how: 'end' }))).toThrow();
        expectSurvival(disk.afterPowerLoss(fate, 0.5), blocks, `call ${at}, bytes ${fate}`);
        expectSurvival(disk, blocks, `call ${at}`);
      }
      const full = littered();
      try {
        cleanFolder(folder, full.process({ at, how: 'error', code: 'ENOSPC', lasting: true }));
      } catch (error) {
        expect(String(error)).toContain('ENOSPC');
      }
      expectSurvival(full, blocks, `call ${at}`);
    }
  });
});
