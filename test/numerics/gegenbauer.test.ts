import { describe, expect, it } from 'vitest';
import {
  gegenbauerSeries,
  gegenbauerValues,
  harmonicCounts,
  sphereRule,
} from '../../src/numerics/gegenbauer.ts';

describe('harmonics on the sphere', () => {
  it('counts them: 1, 2, 2, … on the circle, 2l + 1 on S², and binomials', () => {
    expect(harmonicCounts(2, 4)).toEqual([1, 2, 2, 2, 2]);
    expect(harmonicCounts(3, 5)).toEqual([1, 3, 5, 7, 9, 11]);
    expect(harmonicCounts(10, 11)).toEqual([
      1, 10, 54, 210, 660, 1782, 4290, 9438, 19305, 37180, 68068, 119340,
    ]);
    // C(d+l−1, l) − C(d+l−3, l−2) at d = 30, l = 8
    expect(harmonicCounts(30, 8)[8]).toBe(38608020 - 1623160);
  });

  it('reduces to Legendre and Chebyshev polynomials', () => {
    const values = new Float64Array(6);
    for (const t of [-1, -0.3, 0, 0.77, 1]) {
      gegenbauerValues(3, t, values);
      expect(values[3]).toBeCloseTo((5 * t ** 3 - 3 * t) / 2, 14);
      gegenbauerValues(2, t, values);
      expect(values[5]).toBeCloseTo(Math.cos(5 * Math.acos(t)), 14);
    }
  });

  it('sums series as its values say', () => {
    const coefficients = [0.3, -1, 0.5, 2, 0, 0.25];
    const values = new Float64Array(6);
    for (const count of [1, 2, 6]) {
      const series = gegenbauerSeries(7, coefficients.slice(0, count));
      for (const t of [-1, -0.4, 0.1, 1]) {
        gegenbauerValues(7, t, values);
        const want = coefficients.slice(0, count).reduce((sum, c, l) => sum + c * values[l]!, 0);
        expect(series(t)).toBeCloseTo(want, 14);
      }
    }
  });

  it.each([2, 3, 5, 20, 300, 10_000])('E P_l P_m = δ/N in dimension %i', (dimension) => {
    const most = dimension > 1000 ? 6 : dimension > 100 ? 12 : 40;
    const { nodes, weights } = sphereRule(dimension, most, dimension === 5 ? [-0.2, 0.5] : []);
    const counts = harmonicCounts(dimension, most);
    const gram = new Float64Array((most + 1) ** 2);
    const values = new Float64Array(most + 1);
    nodes.forEach((t, i) => {
      gegenbauerValues(dimension, t, values);
      for (let l = 0; l <= most; l++) {
        for (let m = 0; m <= l; m++) gram[l * (most + 1) + m]! += weights[i]! * values[l]! * values[m]!;
      }
    });
    for (let l = 0; l <= most; l++) {
      for (let m = 0; m <= l; m++) {
        const scaled = gram[l * (most + 1) + m]! * Math.sqrt(counts[l]! * counts[m]!);
        expect(Math.abs(scaled - (l === m ? 1 : 0)), `${l} ${m}`).toBeLessThan(2e-13);
      }
    }
  });
});
