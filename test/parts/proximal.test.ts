import { describe, expect, it } from 'vitest';
import { losses } from '../../src/parts/losses/loss.ts';
import { proximalPoint } from '../../src/solvers/margins/proximal.ts';

const all = Object.entries(losses);
const omegas = Array.from({ length: 121 }, (_, i) => -30 + 0.503 * i);
const variances = [1e-3, 0.2, 1, 7, 400];

describe('proximal points by their optimality condition', () => {
  it.each(all)('are where no other point is better: %s', (_, loss) => {
    for (const v of variances) {
      for (const omega of omegas) {
        const { value } = proximalPoint(loss, omega, v);
        // The derivative of the objective changes sign there.
        const step = 1e-9 * (1 + Math.abs(value) + Math.abs(omega));
        const slopeAt = (u: number) => u - omega + v * loss.slope(u);
        expect(slopeAt(value - step), `${omega}, ${v}`).toBeLessThanOrEqual(0);
        expect(slopeAt(value + step), `${omega}, ${v}`).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it.each(all)('are those of the limit, to its last digits, with their slope: %s', (_, loss) => {
    for (const v of variances) {
      for (const omega of omegas) {
        const { value, slope } = proximalPoint(loss, omega, v);
        const want = loss.proximal(omega, v);
        expect(Math.abs(value - want)).toBeLessThan(1e-13 * (1 + Math.abs(omega) + v));
        expect(Math.abs(slope - 1 + loss.shrinkage(want, omega, v))).toBeLessThan(1e-12);
      }
    }
  });

  it('find any kink, between curved sides, too', () => {
    const kinked = {
      value: (u: number) => 0.5 * u * u + Math.abs(u - 0.3),
      slope: (u: number) => u + (u < 0.3 ? -1 : 1),
      curvature: () => 1,
    };
    for (const [omega, v, value, slope] of [
      [1, 2, 0.3, 0],
      [-1, 0.5, -1 / 3, 2 / 3],
      [4, 1, 1.5, 0.5],
    ] as const) {
      const found = proximalPoint(kinked, omega, v);
      expect(found.value).toBeCloseTo(value, 10);
      expect(found.slope).toBeCloseTo(slope, 10);
    }
  });
});
