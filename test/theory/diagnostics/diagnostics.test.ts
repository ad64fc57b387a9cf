import { describe, expect, it } from 'vitest';
import { linear } from '../../../src/models/linear/linear.ts';
import { effectiveRanks } from '../../../src/theory/diagnostics/effectiveRanks.ts';
import { classOfLimit, overfittingCoefficient } from '../../../src/theory/diagnostics/overfitting.ts';
import { relativeError } from '../../helpers/random.ts';

const powerLaw = (a: number, count: number) =>
  linear.limit({
    spectrum: `power:a=${a},count=${count}`,
    blocks: 'isotropic',
    n: 1,
    signal: 1,
    nonlinear: 0,
    noise: 0,
    ridge: 0,
    observedShare: 1,
    distribution: 'gaussian',
  }).kernel;

describe('effectiveRanks', () => {
  const each = (variances: number[], counts = variances.map(() => 1)) => ({
    variances: Float64Array.from(variances),
    counts: Float64Array.from(counts),
  });

  it('are their definitions, by brute force', () => {
    const spectrum = Array.from({ length: 60 }, (_, i) => 1 / (i + 1));
    for (const n of [1, 3, 8, 20]) {
      const ranks = spectrum.map((s, k) => spectrum.slice(k).reduce((a, b) => a + b, 0) / s);
      const kStar = ranks.findIndex((rank) => rank >= n);
      const found = effectiveRanks(each(spectrum), n);
      const tail = spectrum.slice(kStar);
      const sum = tail.reduce((a, b) => a + b, 0);
      expect(found.r0).toBeCloseTo(ranks[0]!, 12);
      expect(found.kStar).toBe(kStar);
      expect(found.rStar).toBeCloseTo(ranks[kStar]!, 10);
      expect(found.RStar).toBeCloseTo(sum ** 2 / tail.reduce((a, b) => a + b * b, 0), 10);
    }
  });

  it('of d equal eigenvalues are d, and groups count as their members', () => {
    const flat = effectiveRanks(each([2], [50]), 50);
    expect(flat).toEqual({ r0: 50, R0: 50, kStar: 0, rStar: 50, RStar: 50 });
    expect(effectiveRanks(each([2], [50]), 51).kStar).toBeNull();
    const grouped = effectiveRanks(each([4, 0.5], [3, 100]), 40);
    const listed = effectiveRanks(each([4, 4, 4, ...new Array(100).fill(0.5)]), 40);
    expect(grouped).toEqual(listed);
  });
});

describe('overfittingCoefficient', () => {
  it.each([1.2, 1.5, 2, 3])('of eigenvalues i^-%f tends to the exponent', (a) => {
    const kernel = powerLaw(a, 1e6);
    const gap = (n: number) => Math.abs(overfittingCoefficient(kernel, n, Number.POSITIVE_INFINITY)! - a);
    if (a >= 1.5) expect(gap(400)).toBeLessThan(0.02 * a);
    // The rest is the spectrum's end at small exponents, else its beginning.
    expect(gap(400)).toBeLessThan(gap(10) + 0.5);
    expect(classOfLimit(a)).toBe('tempered');
  });

  it('is the classical 1/(1 − n/p) of isotropic inputs', () => {
    const isotropic = {
      eigenvalues: [1],
      multiplicities: [300],
      rank: 300,
      targets: [1],
      tail: 0,
      unlearnable: 0,
    };
    const found = overfittingCoefficient(isotropic, 100, Number.POSITIVE_INFINITY)!;
    expect(relativeError(found, 1 / (1 - 1 / 3))).toBeLessThan(1e-13);
    expect(overfittingCoefficient(isotropic, 300, Number.POSITIVE_INFINITY)).toBeNull();
  });
});
