import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, replaceFile } from '../../src/simulation/store.ts';
import type { TrialValues } from '../../src/simulation/trial.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-store-'));
  path = join(folder, 'deep', 'trials.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const value = (x: number): TrialValues => [x, 0, Math.PI * x, 1 / 3, 0, 1e-300];

describe('store', () => {
  it('gives back exactly what was appended, over restarts', () => {
    const first = openStore(path, { fresh: false });
    first.append({ series: 'a', first: 4, values: [value(1), value(2)] });
    first.close();
    const second = openStore(path, { fresh: false });
    expect([...second.trials('a')]).toEqual([
      [4, value(1)],
      [5, value(2)],
    ]);
    expect(second.trials('b').size).toBe(0);
    second.close();
  });

  it('loses only the torn line after a kill at any byte, and appends cleanly after it', () => {
    const store = openStore(path, { fresh: false });
    store.append({ series: 'a', first: 0, values: [value(1)] });
    const whole = readFileSync(path).length;
    store.append({ series: 'a', first: 1, values: [value(2)] });
    store.close();
    const full = readFileSync(path);
    for (let length = whole; length < full.length - 1; length++) {
      writeFileSync(path, full);
      truncateSync(path, length);
      const torn = openStore(path, { fresh: false });
      expect([...torn.trials('a').keys()]).toEqual([0]);
      torn.append({ series: 'a', first: 1, values: [value(2)] });
      torn.seal();
      torn.close();
      const again = openStore(path, { fresh: false });
      expect(again.damaged).toBe(0);
      expect([...again.trials('a').values()]).toEqual([value(1), value(2)]);
      again.close();
    }
  });

  it('passes over flipped bits', () => {
    const store = openStore(path, { fresh: false });
    store.append({ series: 'a', first: 0, values: [value(1)] });
    store.close();
    writeFileSync(path, readFileSync(path, 'utf8').replace('"first":0', '"first":1'));
    appendFileSync(path, 'nonsense\n');
    const damaged = openStore(path, { fresh: false });
    expect(damaged.damaged).toBe(2);
    expect(damaged.trials('a').size).toBe(0);
    damaged.close();
  });

  it('seals to the same bytes whatever the order and the cuts of its blocks', () => {
    const write = (name: string, blocks: readonly [string, number, number[]][]) => {
      const file = join(folder, name);
      const store = openStore(file, { fresh: false });
      for (const [series, first, xs] of blocks) store.append({ series, first, values: xs.map(value) });
      store.seal();
      store.close();
      return readFileSync(file, 'utf8');
    };
    const one = write('one', [
      ['a', 0, [1, 2, 3]],
      ['b', 0, [7]],
    ]);
    const two = write('two', [
      ['b', 0, [7]],
      ['a', 2, [3]],
      ['a', 0, [1, 2]],
    ]);
    expect(two).toBe(one);
  });

  it('starts over when asked to', () => {
    const store = openStore(path, { fresh: false });
    store.append({ series: 'a', first: 0, values: [value(1)] });
    store.close();
    const fresh = openStore(path, { fresh: true });
    expect(fresh.trials('a').size).toBe(0);
    fresh.close();
  });

  it('replaces files whole and leaves nothing aside', () => {
    const file = join(folder, 'results.json');
    replaceFile(file, 'old');
    replaceFile(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
  });
});
