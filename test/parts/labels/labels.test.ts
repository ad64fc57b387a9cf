import { describe, expect, it } from 'vitest';
import { gaussianExpectation } from '../../../src/numerics/quadrature.ts';
import { flip } from '../../../src/parts/labels/flip.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { random } from '../../../src/parts/labels/random.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import { type BinaryLabels, labelLaw } from '../../../src/parts/labels/signs.ts';
import { relativeError } from '../../helpers/random.ts';

const laws: readonly (readonly [string, BinaryLabels])[] = [
  ['sign', sign],
  ['probit', probit(0.7)],
  ['little probit', probit(0.01)],
  ['logit', logit],
  ['random', random],
  ['flip', flip(0.2)],
];

/** Pieces towards f* = 0, where the law changes, in units of the mean over g. */
function graded(mean: number, deviation: number): number[] {
  const widths = Array.from({ length: 22 }, (_, i) => 1e-3 * 2 ** i);
  return [0, ...widths, ...widths.map((w) => -w)].map((f) => (f - mean) / deviation);
}

describe('laws of labels', () => {
  it.each(laws)('%s: Z0 is the mean of P(1 | f*), whatever the variance', (_, law) => {
    for (const deviation of [1e-6, 0.1, 3, 29.9, 30.1, 100]) {
      const { probability } = law.given(deviation ** 2);
      for (const z of [-6, -0.4, 0, 1.5]) {
        const mean = z * Math.max(deviation, 0.5);
        const want = gaussianExpectation(
          (g) => law.probability(mean + deviation * g),
          graded(mean, deviation),
        ).value;
        expect(Math.abs(probability(mean) - want), `${deviation} ${z}`).toBeLessThan(3e-15);
      }
    }
  });

  it('logit: Z0 and its slope for V from 10⁻¹² to 10⁴ by brute force', () => {
    for (let power = -12; power <= 4; power += 0.5) {
      const deviation = 10 ** (power / 2);
      const { probability, density } = logit.given(10 ** power);
      for (const z of [-7, -3, -1, -0.2, 0, 0.6, 2, 5]) {
        const mean = z * Math.max(deviation, 1);
        const kinks = graded(mean, deviation);
        const both = (f: (x: number) => number) =>
          gaussianExpectation((g) => f(mean + deviation * g), kinks).value;
        const slope = (x: number) => logit.probability(x) * logit.probability(-x);
        expect(Math.abs(probability(mean) - both(logit.probability)), `${power} ${z}`).toBeLessThan(3e-15);
        expect(Math.abs(density(mean) - both(slope)), `${power} ${z}`).toBeLessThan(3e-15);
      }
    }
  });

  it('logit: is a law at means and variances of any size', () => {
    for (const variance of [1e-12, 1, 899, 901, 1e6, 1e12]) {
      const { probability, density } = logit.given(variance);
      for (const mean of [1, 500, 1e4, 1e8]) {
        expect(probability(-mean)).toBeGreaterThanOrEqual(0);
        expect(probability(mean)).toBeLessThanOrEqual(1 + 1e-15);
        expect(Math.abs(probability(mean) + probability(-mean) - 1)).toBeLessThan(1e-15);
        expect(density(mean)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(density(mean) - density(-mean))).toBeLessThan(1e-15);
      }
    }
  });

  it.each(laws)('%s: the density is the slope of Z0, and both classes are alike', (_, law) => {
    for (const variance of [0.01, 2, 1000]) {
      const { probability, density } = law.given(variance);
      const h = 1e-4 * Math.sqrt(variance);
      for (const z of [-3, -0.7, 0, 0.2, 2]) {
        const mean = z * Math.sqrt(variance);
        const slope = (probability(mean + h) - probability(mean - h)) / (2 * h);
        expect(Math.abs(density(mean) - slope) * Math.sqrt(variance)).toBeLessThan(1e-8);
        expect(Math.abs(probability(mean) + probability(-mean) - 1)).toBeLessThan(1e-15);
      }
      expect(density(0) > 0).toBe(law.informative);
    }
  });

  it('are limits of each other: no noise is the sign, flips of ½ are tosses', () => {
    for (const labels of [probit(0), flip(0)]) {
      for (const target of [-2, -1e-9, 1e-9, 3])
        expect(labels.probability(target)).toBe(sign.probability(target));
    }
    for (const target of [-2, 0.1]) expect(flip(0.5).probability(target)).toBe(random.probability(target));
    expect(flip(0.5).informative).toBe(false);
    expect(flip(0.5).given(1).density(0)).toBe(0);
  });

  it('probit and flips have the moments of noise inside and outside of the sign', () => {
    const at = (labels: BinaryLabels) => labels.given(1.5).density(0);
    expect(relativeError(at(sign), 1 / Math.sqrt(3 * Math.PI))).toBeLessThan(1e-15);
    expect(relativeError(at(probit(0.5)), 1 / Math.sqrt(4 * Math.PI))).toBeLessThan(1e-15);
    expect(relativeError(at(flip(0.2)), 0.6 / Math.sqrt(3 * Math.PI))).toBeLessThan(1e-15);
  });

  it('are found by kind', () => {
    const spec = { delta: 0.3, flip: 0.1 };
    const at = (kind: Parameters<typeof labelLaw>[0]['kind']) => labelLaw({ kind, ...spec }).probability(0.4);
    expect(at('sign')).toBe(1);
    expect(at('probit')).toBe(probit(0.3).probability(0.4));
    expect(at('logit')).toBe(logit.probability(0.4));
    expect(at('random')).toBe(0.5);
    expect(at('flip')).toBeCloseTo(0.9, 15);
  });
});
