import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../src/execution/files.ts';
import { openStore, readStore, type Store } from '../../src/execution/store.ts';
import type { TrialValues } from '../../src/simulators/simulator.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'descent-store-'));
  path = join(folder, 'deep', 'trials.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const columns = ['riskSignal', 'riskNoise', 'trainNoise'];
const row = (x: number): TrialValues => [x, Math.PI * x, 1e-300];
const block = (series: string, first: number, xs: readonly number[]) => {
  return { series, first, columns, rows: xs.map(row) };
};

/** A line with a good checksum, whatever it says. */
function line(content: unknown): string {
  const text = JSON.stringify(content);
  return `${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${text}\n`;
}

/** Opens the store, does something with it, closes it. */
function withStore<T>(action: (store: Store) => T, options: Parameters<typeof openStore>[1] = plain): T {
  const store = openStore(path, options);
  try {
    return action(store);
  } finally {
    store.close();
  }
}
const plain = { fresh: false };

describe('store', () => {
  it('gives back exactly what was appended, over restarts, what is not finite, too', () => {
    const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const rows = [row(1), strange, row(2)];
    withStore((store) => {
      store.append({ series: 'a', first: 4, columns, rows });
      expect([...store.trials('a').values()]).toEqual(rows);
    });
    withStore((store) => {
      expect([...store.trials('a')]).toEqual(rows.map((each, i) => [4 + i, each]));
      expect(store.trials('b').size).toBe(0);
      expect(store.damaged).toBe(0);
    });
  });

  it('says what it is in its first line, and in every other what its columns are', () => {
    withStore((store) => store.append(block('a', 0, [1])));
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const contents = lines.map((each) => JSON.parse(each.slice(17)));
    expect(contents).toEqual([
      { format: 'descent-trials', version: 2 },
      { series: 'a', first: 0, columns, rows: [row(1)] },
    ]);
  });

  it('loses only the torn line after a kill at any byte, and appends cleanly after it', () => {
    let whole = 0;
    withStore((store) => {
      store.append(block('a', 0, [1]));
      whole = readFileSync(path).length;
      store.append(block('a', 1, [2]));
    });
    const full = readFileSync(path);
    const lengths = Array.from({ length: Math.floor(full.length / 11) }, (_, i) => 11 * i);
    for (const length of [...lengths, whole - 1, whole, whole + 1, full.length - 1]) {
      writeFileSync(path, full);
      truncateSync(path, length);
      withStore((torn) => {
        expect([...torn.trials('a').keys()]).toEqual(length < whole ? [] : [0]);
        expect(torn.damaged).toBe(0);
        torn.append(block('a', 0, [1]));
      });
      withStore((again) => {
        expect([...again.trials('a').values()][0]).toEqual(row(1));
        expect(again.damaged).toBe(0);
        again.append(block('a', 1, [2]));
        again.seal();
      });
      withStore((sealed) => expect([...sealed.trials('a').values()]).toEqual([row(1), row(2)]));
    }
  });

  it('passes over flipped bits, also where they are no text any more', () => {
    withStore((store) => {
      store.append(block('a', 0, [1]));
      store.append(block('a', 1, [2]));
    });
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('"first":1') + 9] = 0xff;
    writeFileSync(path, bytes);
    appendFileSync(path, 'nonsense\n');
    withStore((store) => {
      expect(store.damaged).toBe(2);
      expect([...store.trials('a').keys()]).toEqual([0]);
      store.append(block('a', 1, [2]));
      store.seal();
    });
    withStore((store) => {
      expect(store.damaged).toBe(0);
      expect([...store.trials('a').values()]).toEqual([row(1), row(2)]);
    });
  });

  it('passes over a line of right shape with another digit anywhere, in its checksum, too', () => {
    withStore((store) => store.append(block('a', 0, [1])));
    const whole = readFileSync(path, 'utf8');
    for (const [i, letter] of [...whole].entries()) {
      if (!/\d/.test(letter)) continue;
      writeFileSync(path, `${whole.slice(0, i)}${(Number(letter) + 1) % 10}${whole.slice(i + 1)}`);
      withStore((store) => expect(store.damaged, `letter ${i}`).toBe(1));
    }
  });

  const good = { series: 'a', first: 0, columns, rows: [row(9)] };
  it.each([
    ['a number', 7],
    ['null', null],
    ['a list', [good]],
    ['no series', { ...good, series: undefined }],
    ['a series that is no text', { ...good, series: 3 }],
    ['a first trial below 0', { ...good, first: -1 }],
    ['a first trial between two', { ...good, first: 0.5 }],
    ['no columns', { ...good, columns: [] }],
    ['a column twice', { ...good, columns: ['x', 'x', 'y'] }],
    ['rows of another length', { ...good, rows: [[1, 2]] }],
    ['rows that are no lists', { ...good, rows: [1, 2, 3] }],
    ['values that are no numbers', { ...good, rows: [[1, 2, null]] }],
    ['texts that are no numbers', { ...good, rows: [[1, 2, '3']] }],
    ['no rows', { ...good, rows: [] }],
    ['more than it should hold', { ...good, values: [] }],
    ['values as version 0.1.0 stored them', { series: 'a', first: 0, values: [[1, 2, 3]] }],
    ['other columns than the series has', { ...good, columns: ['riskNoise', 'riskSignal', 'trainNoise'] }],
  ])('never believes a line with a good checksum but of wrong shape: %s', (_, content) => {
    withStore((store) => store.append(block('a', 5, [1])));
    appendFileSync(path, line(content));
    withStore((store) => {
      expect(store.damaged).toBe(1);
      expect([...store.trials('a').keys()]).toEqual([5]);
      store.seal();
    });
    withStore((store) => expect(store.damaged).toBe(0));
  });

  it('believes the columns that a run expects of its series, whichever line comes first', () => {
    withStore((store) => store.append({ ...block('a', 0, [1]), columns: ['x', 'y', 'z'] }));
    withStore(
      (store) => {
        expect(store.damaged).toBe(1);
        expect(store.trials('a').size).toBe(0);
        expect(() => store.append({ ...block('a', 0, [1]), columns: ['x', 'y', 'z'] })).toThrow('columns');
        store.append(block('a', 0, [1]));
        expect([...store.trials('a').values()]).toEqual([row(1)]);
      },
      { fresh: false, columns: new Map([['a', columns]]) },
    );
  });

  it('seals to the same bytes whatever the order and the cuts of its blocks', () => {
    const write = (blocks: readonly [string, number, number[]][]) =>
      withStore(
        (store) => {
          for (const each of blocks) store.append(block(...each));
          store.seal();
          return readFileSync(path, 'utf8');
        },
        { fresh: true },
      );
    const many = Array.from({ length: 2500 }, (_, i) => i);
    const one = write([
      ['b', 0, [7]],
      ['a', 2, [3]],
      ['c', 100, many],
      ['a', 0, [1, 2]],
    ]);
    const two = write([
      ['a', 0, [1, 2, 3]],
      ['c', 200, many.slice(100)],
      ['c', 100, many.slice(0, 150)],
      ['b', 0, [7]],
    ]);
    expect(two).toBe(one);
    // No line grows with the number of trials.
    expect(Math.max(...one.split('\n').map((each) => each.length))).toBeLessThan(1024 * 50);
  });

  it('refuses what another version wrote, by name, and leaves it as it was', () => {
    withStore((store) => store.append(block('a', 0, [1])));
    const present = readFileSync(path, 'utf8');
    const earlier = [
      line({ series: '["trial-3"]', first: 0, values: [[1, 0, null, 2, 0, 3]] }),
      `torn\n${line({ series: '["trial-3"]', first: 0, values: [[1, 0, 1, 2, 0, 3]] })}`,
      present.replace(/^.*\n/, line({ format: 'descent-trials', version: 3 })),
    ];
    for (const text of earlier) {
      writeFileSync(path, text);
      expect(() => openStore(path, plain)).toThrow(/trials\.jsonl: .*(0\.1\.0|format 3).*--fresh/);
      expect(readFileSync(path, 'utf8')).toBe(text);
      expect(readStore(path, new Map()).trials('a').size).toBe(0);
      expect(withStore((store) => store.trials('a').size, { fresh: true })).toBe(0);
    }
  });

  it('starts over when asked to', () => {
    withStore((store) => store.append(block('a', 0, [1])));
    expect(withStore((store) => store.trials('a').size, { fresh: true })).toBe(0);
  });

  it('replaces files whole and leaves nothing aside', () => {
    const file = join(folder, 'results.json');
    replaceFile(file, 'old');
    replaceFile(file, ['n', 'e', 'w']);
    expect(readFileSync(file, 'utf8')).toBe('new');
  });
});
