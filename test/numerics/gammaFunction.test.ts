import { describe, expect, it } from 'vitest';
import { digamma, gammaFunction, logGamma } from '../../src/numerics/gammaFunction.ts';
import { relativeError } from '../helpers/random.ts';

describe('the gamma function', () => {
  it('is the factorial, and the root of pi', () => {
    let factorial = 1;
    for (let n = 1; n <= 170; n++) {
      expect(relativeError(gammaFunction(n), factorial), String(n)).toBeLessThan(1e-14);
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(
        1e-14 * Math.max(1, Math.log(factorial)),
      );
      factorial *= n;
    }
    expect(relativeError(gammaFunction(0.5), Math.sqrt(Math.PI))).toBeLessThan(1e-15);
    expect(relativeError(gammaFunction(-1.5), (4 * Math.sqrt(Math.PI)) / 3)).toBeLessThan(2e-15);
    expect(gammaFunction(172)).toBe(Number.POSITIVE_INFINITY);
    expect(gammaFunction(-3)).toBeNaN();
  });

  it('satisfies reflection and duplication', () => {
    for (const x of [0.03, 0.4, 0.77, 1.3, 7.9, 60.2]) {
      expect(
        relativeError(gammaFunction(x) * gammaFunction(1 - x), Math.PI / Math.sin(Math.PI * x)),
      ).toBeLessThan(1e-12);
      const doubled = gammaFunction(x) * gammaFunction(x + 0.5);
      expect(
        relativeError(doubled, 2 ** (1 - 2 * x) * Math.sqrt(Math.PI) * gammaFunction(2 * x)),
      ).toBeLessThan(2e-13);
      expect(Math.abs(logGamma(x) - Math.log(gammaFunction(x)))).toBeLessThan(
        1e-13 * Math.max(1, logGamma(x)),
      );
    }
    expect(logGamma(-0.5)).toBeCloseTo(Math.log(2 * Math.sqrt(Math.PI)), 14);
    expect(logGamma(-2)).toBe(Number.POSITIVE_INFINITY);
  });

  it('has the digamma function as the derivative of its logarithm', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14);
    expect(digamma(0.5)).toBeCloseTo(-0.5772156649015329 - 2 * Math.LN2, 14);
    for (const x of [-2.3, 0.2, 3.1, 40]) expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 12);
    expect(digamma(0)).toBeNaN();
  });
});
