import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval, ScaleKind } from '../../src/figure/scale.ts';
import { levels, ticks } from '../../src/figure/ticks.ts';

function labels(kind: ScaleKind, domain: Interval, count = 6): string[] {
  return ticks(kind, domain, count).major.map(({ label }) => label);
}

const linear = fc
  .tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: -6, max: 6, noNaN: true }))
  .map(([low, size]): [ScaleKind, Interval] => ['linear', [low, low + 10 ** size]]);
const log = fc
  .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.double({ min: -1.5, max: 1.5, noNaN: true }))
  .map(([low, size]): [ScaleKind, Interval] => ['log', [10 ** low, 10 ** (low + 10 ** size)]]);

describe('ticks', () => {
  it('ascend, lie in the domain, number 2 to 12, and have labels that differ', () => {
    fc.assert(
      fc.property(fc.oneof(linear, log), fc.integer({ min: 2, max: 8 }), ([kind, domain], count) => {
        const { major, minor } = ticks(kind, domain, count);
        const values = major.map(({ value }) => value);
        const slack = 1e-8 * (domain[1] - domain[0]);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(12);
        for (const list of [values, minor]) {
          expect(list.every((value, i) => i === 0 || value > list[i - 1]!)).toBe(true);
          expect(list.every((value) => value >= domain[0] - slack && value <= domain[1] + slack)).toBe(true);
        }
        expect(minor.filter((value) => values.includes(value))).toEqual([]);
        expect(new Set(major.map(({ label }) => label)).size).toBe(major.length);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('are powers of ten over decades, thinned over many', () => {
    expect(labels('log', [0.09, 120])).toEqual(['10^{-1}', '10^{0}', '10^{1}', '10^{2}']);
    expect(labels('log', [1, 1e12])).toEqual(['10^{0}', '10^{3}', '10^{6}', '10^{9}', '10^{12}']);
    expect(ticks('log', [1, 1e12], 6).minor).toHaveLength(8); // the powers between
    expect(ticks('log', [1, 100], 6).minor).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('are 1, 2, 5 or linear on a log axis of less than a decade', () => {
    expect(labels('log', [0.3, 8])).toEqual(['0.5', '1', '2', '5']);
    expect(labels('log', [3e-5, 8e-4])).toEqual([
      '5\\times 10^{-5}',
      '10^{-4}',
      '2\\times 10^{-4}',
      '5\\times 10^{-4}',
    ]);
    expect(labels('log', [0.8, 1.3])).toEqual(['0.8', '0.9', '1.0', '1.1', '1.2', '1.3']);
  });

  it('have equal decimals on a linear axis, and a power of ten where the numbers are long', () => {
    expect(labels('linear', [-0.05, 1.02])).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
    expect(labels('linear', [0, 3e-7], 4)).toEqual([
      '0',
      '1\\times 10^{-7}',
      '2\\times 10^{-7}',
      '3\\times 10^{-7}',
    ]);
    expect(labels('linear', [1e6, 1.5e6], 3)[1]).toBe('1.2\\times 10^{6}');
  });

  it('give denser levels for contour lines', () => {
    expect(levels('log', [0.01, 0.9]).map(({ value }) => value)).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5]);
    expect(levels('log', [0.01, 90]).map(({ value }) => value)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]);
    expect(levels('log', [1e-6, 1e6]).map(({ label }) => label)).toEqual([
      '10^{-6}',
      '10^{-4}',
      '10^{-2}',
      '10^{0}',
      '10^{2}',
      '10^{4}',
      '10^{6}',
    ]);
  });
});
