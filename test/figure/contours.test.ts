import { describe, expect, it } from 'vitest';
import { contourLines, EVERYTHING, region, type Surface } from '../../src/figure/contours.ts';

/** `value` on an n x n grid whose columns and rows stand at the squares of 0, 1/(n-1), ..., 1. */
function squares(n: number, value: (x: number, y: number) => number): Surface {
  const at = Array.from({ length: n }, (_, i) => (i / (n - 1)) ** 2);
  return { x: at, y: at, values: at.flatMap((y) => at.map((x) => value(x, y))) };
}

describe('contourLines', () => {
  it('are exact for a surface that is linear in the drawing', () => {
    const lines = contourLines(
      squares(9, (x, y) => x + 2 * y),
      1.3,
    );
    expect(lines).toHaveLength(1);
    for (const [x, y] of lines[0]!) expect(x + 2 * y).toBeCloseTo(1.3, 12);
    const ends = [lines[0]![0]!, lines[0]!.at(-1)!].map(([x, y]) => Math.min(x, y, 1 - x, 1 - y));
    expect(Math.max(...ends)).toBeCloseTo(0, 12);
  });

  it('approach a circle to second order', () => {
    const error = (n: number): number => {
      const [line] = contourLines(
        squares(n, (x, y) => Math.hypot(x, y)),
        0.7,
      );
      return Math.max(...line!.map(([x, y]) => Math.abs(Math.hypot(x, y) - 0.7)));
    };
    const orders = [Math.log2(error(21) / error(41)), Math.log2(error(41) / error(81))];
    for (const order of orders) expect(order).toBeGreaterThan(1.6);
  });

  it('stop at gaps instead of following their edges', () => {
    const surface = squares(9, (x, y) => (x > 0.2 && x < 0.5 ? Number.NaN : y));
    const lines = contourLines(surface, 0.3);
    expect(lines).toHaveLength(2);
    for (const line of lines) for (const [, y] of line) expect(y).toBeCloseTo(0.3, 12);
  });

  it('close around a hill', () => {
    const [line] = contourLines(
      squares(15, (x, y) => -((x - 0.4) ** 2 + (y - 0.4) ** 2)),
      -0.05,
    );
    expect(line![0]).toEqual(line!.at(-1));
  });
});

describe('region', () => {
  /** The area within path data of straight lines by the shoelace formula. */
  function area(data: string): number {
    return data.split('Z').reduce((sum, ring) => {
      const points = [...ring.matchAll(/([-\d.]+) ([-\d.]+)/g)].map((match) => [
        Number(match[1]),
        Number(match[2]),
      ]);
      const terms = points.map(([x, y], i) => {
        const [u, v] = points[(i + 1) % points.length]!;
        return x! * v! - u! * y!;
      });
      return sum + terms.reduce((a, b) => a + b, 0) / 2;
    }, 0);
  }

  it('has the area in which the threshold is reached', () => {
    const grid = Array.from({ length: 11 }, (_, i) => i * 10);
    const plane: Surface = { x: grid, y: grid, values: grid.flatMap(() => grid) };
    expect(Math.abs(area(region(plane, 33)))).toBeCloseTo(6700, 6);
    expect(Math.abs(area(region(plane, EVERYTHING)))).toBeCloseTo(10000, 6);
    const hole = plane.values.map((value, k) => (k === 60 ? Number.NaN : value));
    expect(Math.abs(area(region({ ...plane, values: hole }, EVERYTHING)))).toBeCloseTo(9800, 6); // a diamond is missing
  });
});
