import { describe, expect, it } from 'vitest';
import { phaseGrid } from '../../src/pipeline/phaseMap.ts';
import { crossings } from '../helpers/crossings.ts';

const x = [1, 2, 3, 5, 8];
const y = [0.5, 1, 2, 4];
const scales = { x: 'linear', y: 'log' } as const;
const product = 4.3;
const phase = (a: number, b: number) => (a * b > product ? 1 : 0);

describe('phaseGrid', () => {
  it('passes ½ at the threshold of every column, on the scale of the axis', () => {
    const values = phaseGrid({ x, y, scales, phase, threshold: (_, other) => product / other })!;
    for (const [i, place] of x.entries()) {
      const found = crossings(
        values.map((row) => row[i]!),
        y.map(Math.log),
      );
      const threshold = product / place;
      expect(found.map(Math.exp)).toEqual(threshold < 4 ? [expect.closeTo(threshold, 13)] : []);
    }
    values.forEach((row, j) => {
      row.forEach((value, i) => {
        expect(Math.round(value!)).toBe(phase(x[i]!, y[j]!));
      });
    });
  });

  it('or of every row, where only that axis has one', () => {
    const threshold = (along: 'x' | 'y', other: number) => (along === 'x' ? product / other : null);
    const values = phaseGrid({ x, y, scales, phase, threshold })!;
    for (const [j, place] of y.entries()) {
      const inside = product / place > 1 && product / place < 8;
      expect(crossings(values[j]!, x)).toEqual(inside ? [expect.closeTo(product / place, 13)] : []);
    }
    expect(phaseGrid({ x, y, scales, phase, threshold: () => null })).toBeNull();
  });

  it('is of one phase where there is no threshold, and has gaps where there is no phase', () => {
    const threshold = (_: 'x' | 'y', other: number) => (other < 4 ? null : 1.5);
    const values = phaseGrid({ x, y, scales, threshold, phase: (a) => (a === 1 ? null : a < 4 ? 1 : 0) })!;
    expect(values.map((row) => row[0])).toEqual([null, null, null, null]);
    expect(values.every((row) => row[1]! > 0.5 && row[2]! > 0.5)).toBe(true);
    expect(values.map((row) => row[4]! > 0.5)).toEqual([false, false, true, true]);
  });
});
