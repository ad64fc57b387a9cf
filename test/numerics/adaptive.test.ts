import { describe, expect, it } from 'vitest';
import { adaptiveIntegral } from '../../src/numerics/adaptive.ts';
import { relativeError } from '../helpers/random.ts';

describe('adaptive quadrature', () => {
  it('is exact for polynomials of degree 31 on one panel, and not for 34', () => {
    const relative = (degree: number) => {
      const exact = (1.3 ** (degree + 1) - (-0.7) ** (degree + 1)) / (degree + 1);
      return relativeError(
        adaptiveIntegral((x) => (x + 0.3) ** degree, [-1, 1], { mostPanels: 1 }).value,
        exact,
      );
    };
    for (let degree = 0; degree <= 31; degree++) expect(relative(degree), String(degree)).toBeLessThan(2e-15);
    const narrow = adaptiveIntegral((x) => 1 / (1 + 400 * x * x), [-1, 1], { mostPanels: 1 });
    expect(Math.abs(narrow.value - Math.atan(20) / 10)).toBeGreaterThan(1e-3);
    expect(narrow.error).toBeGreaterThan(Math.abs(narrow.value - Math.atan(20) / 10));
  });

  it('halves panels until the error is negligible', () => {
    const { value, error, magnitude } = adaptiveIntegral((x) => 1 / (1 + 400 * x * x) - 0.1, [-1, 1]);
    expect(Math.abs(value - (Math.atan(20) / 10 - 0.2))).toBeLessThan(error + 1e-15);
    expect(error).toBeLessThan(1e-13 * magnitude);
    expect(magnitude).toBeGreaterThan(Math.abs(value));
  });

  it('says when it gives up', () => {
    const { error, value } = adaptiveIntegral((x) => 1 / x, [1e-300, 1], { mostPanels: 50 });
    expect(error).toBeGreaterThan(1e-3 * value);
  });

  it('leaves what is negligible beside a scale', () => {
    let evaluations = 0;
    const f = (x: number): number => {
      evaluations++;
      return Math.sqrt(x);
    };
    adaptiveIntegral(f, [0, 1], { scale: 1e12 });
    expect(evaluations).toBe(21);
  });
});
