import { describe, expect, it } from 'vitest';
import { fourierTransform } from '../../src/numerics/fourier.ts';
import { generator } from '../helpers/random.ts';

describe('fourierTransform', () => {
  it.each([1, 2, 8, 64])('is the sum itself, of %i numbers', (n) => {
    const next = generator(n);
    const [re, im] = [0, 1].map(() => Float64Array.from({ length: n }, () => next() - 0.5)) as [
      Float64Array,
      Float64Array,
    ];
    const [x, y] = [Float64Array.from(re), Float64Array.from(im)];
    fourierTransform(x, y);
    for (let m = 0; m < n; m++) {
      let [a, b] = [0, 0];
      for (let j = 0; j < n; j++) {
        const [c, s] = [Math.cos((2 * Math.PI * j * m) / n), -Math.sin((2 * Math.PI * j * m) / n)];
        a += re[j]! * c - im[j]! * s;
        b += re[j]! * s + im[j]! * c;
      }
      expect(Math.abs(x[m]! - a)).toBeLessThan(1e-14 * n);
      expect(Math.abs(y[m]! - b)).toBeLessThan(1e-14 * n);
    }
  });
});
