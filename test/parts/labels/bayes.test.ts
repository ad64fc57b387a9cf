import { describe, expect, it } from 'vitest';
import { type LabelSpec, labelLaw } from '../../../src/parts/labels/signs.ts';

const laws: readonly LabelSpec[] = [
  { kind: 'sign', delta: 0, flip: 0 },
  { kind: 'probit', delta: 0.3, flip: 0 },
  { kind: 'logit', delta: 0, flip: 0 },
  { kind: 'flip', delta: 0, flip: 0.2 },
  { kind: 'random', delta: 0, flip: 0 },
];

/** Moments of N(mean, variance) weighted with the probability, by Simpson's rule on both sides of 0, where labels may jump. */
function bruteForce(probability: (x: number) => number, mean: number, variance: number) {
  const moments = [0, 0, 0];
  const width = Math.sqrt(variance);
  const pieces = 4000;
  for (const [from, to] of [
    [Math.min(mean - 12 * width, -12 * width), 0],
    [0, Math.max(mean + 12 * width, 12 * width)],
  ] as const) {
    const h = (to - from) / pieces;
    for (let i = 0; i <= pieces; i++) {
      // A probability at 0 itself is that of the piece.
      const x = from + i * h;
      const inside = Math.min(to - 1e-15, Math.max(from + 1e-15, x));
      const simpson = ((i === 0 || i === pieces ? 1 : i % 2 === 0 ? 2 : 4) * h) / 3;
      const part =
        (simpson * probability(inside) * Math.exp((-0.5 * (x - mean) ** 2) / variance)) /
        Math.sqrt(2 * Math.PI * variance);
      for (let k = 0; k < 3; k++) moments[k]! += part * x ** k;
    }
  }
  const [chance, first, second] = moments.map((value) => value / moments[0]!) as [number, number, number];
  return { chance: moments[0]! * chance, mean: first, variance: second - first * first };
}

describe("Bayes' rule for one label", () => {
  it.each(laws)('is that of an integral: %o', (spec) => {
    const { probability, bayes } = labelLaw(spec);
    for (const variance of [0.01, 0.5, 3, 40]) {
      const rule = bayes(variance);
      for (const z of [-5, -1.3, 0, 0.4, 2, 6]) {
        const mean = z * Math.sqrt(variance);
        const want = bruteForce(probability, mean, variance);
        const got = rule(mean);
        expect(Math.abs(got.chance / want.chance - 1), `${variance}, ${z}`).toBeLessThan(1e-8);
        expect(Math.abs(got.mean - want.mean)).toBeLessThan(1e-8 * Math.sqrt(variance));
        expect(Math.abs(got.variance / want.variance - 1)).toBeLessThan(1e-6);
      }
    }
  });

  it.each(laws)('has the evidence, and its logarithmic slope, that the limit knows: %o', (spec) => {
    const { given, bayes } = labelLaw(spec);
    for (const variance of [0.01, 1, 30]) {
      const { probability, density } = given(variance);
      for (const z of [-6, -0.7, 0, 3]) {
        const mean = z * Math.sqrt(variance);
        const got = bayes(variance)(mean);
        expect(Math.abs(got.chance / probability(mean) - 1)).toBeLessThan(1e-11);
        const slope = density(mean) / probability(mean);
        expect(Math.abs((got.mean - mean) / variance - slope)).toBeLessThan(1e-10 * (slope + 1));
      }
    }
  });

  it('goes on where the probability of a label is below the smallest number', () => {
    const { bayes } = labelLaw({ kind: 'sign', delta: 0, flip: 0 });
    for (const x of [8.1, 30, 60]) {
      const { mean, variance } = bayes(4)(-2 * x);
      // Of N(−x, 1) above 0 the excess over 0 is 1/x − 2/x³ + …, and the variance 1/x² − 6/x⁴ + …
      expect(Math.abs((mean / 2) * x - 1)).toBeLessThan(2.2 / x ** 2);
      expect(Math.abs((variance / 4) * x * x - 1)).toBeLessThan(6.5 / x ** 2);
    }
  });
});
