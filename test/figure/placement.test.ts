import { describe, expect, it } from 'vitest';
import { type Box, contains } from '../../src/figure/box.ts';
import { alongLine, isFree, leastCovering, spots } from '../../src/figure/placement.ts';

const frame: Box = { x: 0, y: 0, width: 100, height: 60 };
const size = { width: 30, height: 15 };

describe('placing', () => {
  it('prefers the upper right corner of an empty frame', () => {
    const { box, covered } = leastCovering(spots(size, frame, 4), [], 1);
    expect(box).toEqual({ ...size, x: 66, y: 4 });
    expect(covered).toBe(0);
  });

  it('goes where no line passes, inside the frame', () => {
    const diagonal = alongLine(
      [
        [0, 60],
        [100, 0],
      ],
      frame,
    );
    const { box, covered } = leastCovering(spots(size, frame, 4), diagonal, 1);
    expect(covered).toBe(0);
    expect(box).toEqual({ ...size, x: 4, y: 4 });
    for (const spot of spots(size, frame, 4)) {
      expect(contains(frame, spot.x, spot.y) && contains(frame, spot.x + 30, spot.y + 15)).toBe(true);
    }
  });

  it('covers the least where everything is taken', () => {
    const crowd = Array.from(
      { length: 60 },
      (_, i): Box => ({ x: (i % 10) * 10, y: Math.floor(i / 10) * 10, width: 9, height: 9 }),
    );
    const sparse = crowd.filter(({ x, y }) => !(x < 30 && y > 30 && (x + y) % 20 === 0));
    const { box, covered } = leastCovering(spots(size, frame, 4), sparse, 1);
    expect(covered).toBeGreaterThan(0);
    expect(box.x).toBeLessThan(10);
    expect(box.y).toBeGreaterThan(30);
  });

  it('leaves the margin free', () => {
    const obstacle = { x: 20, y: 0, width: 1, height: 1 };
    expect(isFree({ x: 0, y: 0, width: 18, height: 5 }, [obstacle], 1)).toBe(true);
    expect(isFree({ x: 0, y: 0, width: 18, height: 5 }, [obstacle], 3)).toBe(false);
  });
});
