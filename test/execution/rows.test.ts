/** Pages of rows against a map of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rows } from '../../src/execution/rows.ts';

describe('rows of a series', () => {
  /** Numbers a trial, and trials that a page of them has. */
  it.each([
    [1, 1024],
    [3, 1024],
    [2 ** 16, 4],
    [2 ** 18 + 1, 1],
  ])('of %i numbers are those of a map, in runs of at most %i', (width, longest) => {
    const row = (trial: number, version: number) => new Array<number>(width).fill(trial + version / 8);
    const trials = fc.oneof(fc.nat(9), fc.integer({ min: longest - 3, max: longest + 3 }), fc.nat(2 ** 40));
    fc.assert(
      fc.property(fc.array(trials, { maxLength: width > 1000 ? 6 : 12 }), (order) => {
        const [rows, map] = [new Rows(width), new Map<number, number[]>()];
        for (const [version, trial] of order.entries()) {
          rows.set(trial, row(trial, version));
          map.set(trial, row(trial, version));
        }
        const sorted = [...map].sort(([a], [b]) => a - b);
        expect(rows.size).toBe(map.size);
        expect([...rows.keys()]).toEqual(sorted.map(([trial]) => trial));
        expect([...rows].map(([trial, [first]]) => [trial, first])).toEqual(
          sorted.map(([trial, [first]]) => [trial, first]),
        );
        for (const trial of [0, 5, longest, 2 ** 41]) {
          expect(rows.has(trial)).toBe(map.has(trial));
          expect(rows.get(trial)?.at(-1)).toBe(map.get(trial)?.at(-1));
        }
        let before = Number.NEGATIVE_INFINITY;
        for (const { first, rows: run } of rows.runs()) {
          const pages = [first, first + run.length - 1].map((trial) => Math.floor(trial / longest));
          expect(pages[0]).toBe(pages[1]);
          // As long as can be: what stood before ends a page, or there is a gap.
          expect(first > before || first % longest === 0).toBe(true);
          before = first + run.length;
        }
      }),
      { numRuns: width > 1000 ? 3 : 100 },
    );
  });
});
