import { describe, expect, it } from 'vitest';
import { arcLengths, type Point, pointAt, withoutDisc } from '../../src/figure/polyline.ts';

const corner: Point[] = [
  [0, 0],
  [3, 0],
  [3, 4],
];

function length(pieces: Point[][]): number {
  return pieces.reduce((sum, piece) => sum + arcLengths(piece).at(-1)!, 0);
}

describe('polylines', () => {
  it('are measured and walked by length', () => {
    expect(arcLengths(corner)).toEqual([0, 3, 7]);
    expect(pointAt(corner, [0, 3, 7], 5)).toEqual([3, 2]);
    expect(pointAt(corner, [0, 3, 7], -1)).toEqual([0, 0]);
    expect(pointAt(corner, [0, 3, 7], 9)).toEqual([3, 4]);
  });

  it('lose the diameter of a disc on a straight part, within one segment or across several', () => {
    expect(withoutDisc(corner, [3, 2], 0.5)).toHaveLength(2);
    expect(length(withoutDisc(corner, [3, 2], 0.5))).toBeCloseTo(6, 12);
    const fine = Array.from({ length: 71 }, (_, i): Point => [i / 10, 0]);
    expect(length(withoutDisc(fine, [3.21, 0], 1.37))).toBeCloseTo(7 - 2.74, 12);
    expect(length(withoutDisc(corner, [3, 0], 1))).toBeCloseTo(5, 12);
  });

  it('lose an end in a disc, and nothing outside of it', () => {
    expect(withoutDisc(corner, [0, 0], 1)).toEqual([
      [
        [1, 0],
        [3, 0],
        [3, 4],
      ],
    ]);
    expect(withoutDisc(corner, [9, 9], 1)).toEqual([corner]);
  });
});
