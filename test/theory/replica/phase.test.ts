import { describe, expect, it } from 'vitest';
import { type LabelName, labelLaw } from '../../../src/parts/labels/signs.ts';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { sigmoid } from '../../../src/parts/losses/logistic.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { featureThreshold, marginCapacity, sampleThreshold } from '../../../src/theory/replica/phase.ts';
import { predictClassifier } from '../../../src/theory/replica/prediction.ts';
import { leastValue, meanSquaredPart, normalDensity, simpson } from '../../helpers/scalar.ts';

const inputs = Number.POSITIVE_INFINITY;

const isotropic = (signal = 1): Kernel => ({
  eigenvalues: [1],
  multiplicities: [1],
  rank: 1,
  targets: [signal],
  tail: 0,
  unlearnable: 0,
});

/** Two blocks seen through random features of a nonlinear activation. */
const nonlinear: Kernel = {
  eigenvalues: [1, 0.0625],
  multiplicities: [0.2, 0.8],
  rank: 1,
  targets: [3, 1],
  tail: 0.1,
  unlearnable: 0.2,
};

const law = (kind: LabelName) => labelLaw({ kind, delta: 0.5, flip: 0.1 });
const relative = (value: number, expected: number) => Math.abs(value / expected - 1);

describe('the separability threshold', () => {
  it.each([0.1, 1, 2, 7])('of logit labels is that of Candès & Sur, signal %d', (gamma) => {
    // min over t of E (tV − Z)₊², V of density 2σ(γv)φ(v).
    const h = (t: number) =>
      simpson((v) => 2 * sigmoid(gamma * v) * normalDensity(v) * meanSquaredPart(-t * v), -10, 10);
    const { count, labelError, residual } = sampleThreshold(isotropic(gamma * gamma), inputs, law('logit'));
    expect(relative(1 / count, leastValue(h, 0, 20))).toBeLessThan(1e-10);
    expect(labelError).toBeCloseTo(1 / count, 14);
    expect(residual).toBeLessThan(1e-12);
  });

  it('of labels that tell nothing, or next to nothing, is two samples a feature', () => {
    for (const [kernel, kind] of [
      [isotropic(), 'random'],
      [isotropic(1e-16), 'logit'],
      [{ ...nonlinear, eigenvalues: [0, 0], rank: 0 }, 'sign'],
    ] as const) {
      for (const features of [0.1, 0.9]) {
        const { count, classificationError } = sampleThreshold(kernel, features, law(kind));
        expect(count).toBeCloseTo(2 * features, 12);
        expect(classificationError).toBe(0.5);
      }
    }
  });

  it('is nowhere for signs of a linear function of the features, and somewhere for any other', () => {
    expect(sampleThreshold(isotropic(), inputs, law('sign')).count).toBe(Number.POSITIVE_INFINITY);
    expect(sampleThreshold(isotropic(), 1.5, law('sign')).count).toBe(Number.POSITIVE_INFINITY);
    for (const [kernel, features, kind] of [
      [isotropic(), 0.9, 'sign'],
      [isotropic(), inputs, 'flip'],
      [nonlinear, 50, 'sign'],
    ] as const) {
      const { count, converged } = sampleThreshold(kernel, features, law(kind));
      expect(count).toBeGreaterThan(2 * Math.min(features, 1));
      expect(count).toBeLessThan(1e4);
      expect(converged).toBe(true);
    }
  });

  it.each(['sign', 'probit', 'logit', 'random', 'flip'] as const)(
    'is found in features as in samples, labels %s',
    (kind) => {
      for (const features of [0.2, 1, 4]) {
        const { count, classificationError } = sampleThreshold(nonlinear, features, law(kind));
        const found = featureThreshold(nonlinear, count, law(kind));
        expect(relative(found.count, features)).toBeLessThan(1e-11);
        expect(found.classificationError).toBeCloseTo(classificationError, 11);
      }
    },
  );

  it('is beyond the rank of linear features for more noisy samples than the inputs separate', () => {
    const { count } = sampleThreshold(isotropic(), inputs, law('flip'));
    expect(featureThreshold(isotropic(), 0.99 * count, law('flip')).count).toBeLessThan(1);
    expect(featureThreshold(isotropic(), 1.01 * count, law('flip')).count).toBe(Number.POSITIVE_INFINITY);
    expect(featureThreshold(isotropic(), 1e3, law('sign')).count).toBeLessThan(1);
    expect(featureThreshold(isotropic(), 1e13, law('sign')).converged).toBe(false);
  });
});

describe('the capacity at a margin', () => {
  it.each([1e-6, 1e-3, 0.1, 1, 3, 30])('is Gardner’s for random labels, margin %d', (margin) => {
    const { count, converged } = marginCapacity(isotropic(), inputs, law('random'), margin);
    expect(converged).toBe(true);
    expect(relative(1 / count, meanSquaredPart(margin))).toBeLessThan(1e-12);
  });

  it('at margin 1 is 0.5196, not the ½ of 1/(1 + κ²)', () => {
    expect(marginCapacity(isotropic(), inputs, law('random'), 1).count).toBeCloseTo(0.5196, 4);
  });

  it.each([0.2, 0.4546, 1.2564, 4])('of a teacher is that of Montanari et al., margin %d', (margin) => {
    const misfit = (rho: number) => {
      const rest = Math.sqrt(1 - rho * rho);
      return simpson((v) => 2 * normalDensity(v) * meanSquaredPart((margin - rho * v) / rest), 0, 10);
    };
    const { count, classificationError } = marginCapacity(isotropic(), inputs, law('sign'), margin);
    expect(
      relative(
        1 / count,
        leastValue((angle) => misfit(Math.cos(angle)), 0.01, Math.PI / 2),
      ),
    ).toBeLessThan(1e-9);
    expect(relative(misfit(Math.cos(Math.PI * classificationError)), 1 / count)).toBeLessThan(1e-9);
  });

  it.each(['sign', 'probit', 'logit', 'random', 'flip'] as const)(
    'is where the maximum margin is that one, labels %s',
    (kind) => {
      const labels = law(kind);
      for (const features of [0.3, 2]) {
        for (const margin of [0.01, 0.3, 2]) {
          const { count, ...found } = marginCapacity(nonlinear, features, labels, margin);
          const predicted = predictClassifier(
            nonlinear,
            { samples: count, features, ridge: 0 },
            { loss: hinge, separator: hinge, labels, rule: 'minimise' },
          );
          expect(relative(predicted.margin!, margin)).toBeLessThan(1e-9);
          expect(found.classificationError).toBeCloseTo(predicted.classificationError!, 10);
          expect(found.labelError).toBeCloseTo(predicted.labelError!, 10);
        }
      }
    },
  );

  it('goes to the threshold in proportion to the margin', () => {
    for (const [kernel, features, kind] of [
      [isotropic(4), inputs, 'logit'],
      [nonlinear, 2, 'sign'],
    ] as const) {
      const threshold = sampleThreshold(kernel, features, law(kind)).count;
      const short = (margin: number) => threshold - marginCapacity(kernel, features, law(kind), margin).count;
      expect(short(1e-4)).toBeGreaterThan(0);
      expect(Math.log10(short(1e-3) / short(1e-4))).toBeCloseTo(1, 2);
    }
  });

  it('scales with the inputs, and not with the teacher of labels without noise', () => {
    const { count } = marginCapacity(nonlinear, 2, law('sign'), 0.5);
    const scaled = {
      ...nonlinear,
      eigenvalues: nonlinear.eigenvalues.map((s) => 9 * s),
      tail: 9 * nonlinear.tail,
      targets: nonlinear.targets.map((power) => 100 * power),
      unlearnable: 100 * nonlinear.unlearnable,
    };
    expect(relative(marginCapacity(scaled, 2, law('sign'), 1.5).count, count)).toBeLessThan(1e-11);
  });
});
