import { describe, expect, it } from 'vitest';
import { predictTrained } from '../../../src/theory/filters/trainedRisk.ts';
import { cutOf, truncationPoles } from '../../../src/theory/filters/truncation.ts';
import { upperEdge } from '../../../src/theory/filters/upperEdge.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { relativeError } from '../../helpers/random.ts';

const features = Number.POSITIVE_INFINITY;
const isotropic = (gamma: number): Kernel => ({
  ...{ eigenvalues: [1], multiplicities: [gamma], rank: gamma },
  ...{ targets: [1], tail: 0, unlearnable: 0 },
});

/** ∫ f over the bulk of the Marchenko–Pastur law above (or below) c, per parameter: Gauss would do, midpoints in the angle are plain. */
function overBulk(gamma: number, f: (s: number) => number, from: number, to: number): number {
  const [low, high] = [(1 - Math.sqrt(gamma)) ** 2, (1 + Math.sqrt(gamma)) ** 2];
  const angle = (s: number) => Math.acos(Math.min(1, Math.max(-1, (low + high - 2 * s) / (high - low))));
  const [first, last] = [angle(from), angle(to)];
  const count = 20_000;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const theta = first + ((last - first) * (i + 0.5)) / count;
    const s = (low + high - (high - low) * Math.cos(theta)) / 2;
    sum += (f(s) * ((high - low) * Math.sin(theta)) ** 2) / (8 * Math.PI * gamma * s);
  }
  return (sum * (last - first)) / count;
}

describe('truncation', () => {
  it.each([
    [0.5, 0.4],
    [0.5, 0.6],
    [1, 0.3],
    [2, 0.5],
    [2, 0.7],
  ])('of isotropic inputs is the integrals over what is kept, γ = %d, rcond %d', (gamma, rcond) => {
    const noise = 0.3;
    const curve = { kernel: isotropic(gamma), samples: 1, features };
    const got = predictTrained(curve, noise, { kind: 'truncated', rcond });
    const top = (1 + Math.sqrt(gamma)) ** 2;
    const cut = rcond ** 2 * top;
    const share = overBulk(gamma, () => 1, cut, top);
    const bottom = (1 - Math.sqrt(gamma)) ** 2;
    expect(got.status).toBe('ok');
    expect(relativeError(got.bias!, 1 - share)).toBeLessThan(1e-8);
    expect(
      relativeError(got.variance!, noise * gamma * overBulk(gamma, (s) => 1 / s, cut, top)),
    ).toBeLessThan(1e-8);
    expect(relativeError(got.degreesOfFreedom!, gamma * share)).toBeLessThan(1e-8);
    const left = overBulk(gamma, (s) => s, Math.min(bottom, cut), cut);
    expect(relativeError(got.trainError!, left + noise * (1 - gamma * share))).toBeLessThan(1e-8);
    // As many components are the same.
    const counted = predictTrained(curve, noise, { kind: 'components', perSample: gamma * share });
    expect(relativeError(counted.excessRisk!, got.excessRisk!)).toBeLessThan(1e-6);
  });

  it('of unequal directions is what simulation measures', () => {
    const kernel = {
      ...{ eigenvalues: [1.6, 0.4], multiplicities: [0.5, 1], rank: 1.5 },
      ...{ targets: [0.7, 0.3], tail: 0, unlearnable: 0 },
    };
    const curve = { kernel, samples: 1, features };
    const got = predictTrained(curve, 0.3, { kind: 'truncated', rcond: Math.sqrt(1 / upperEdge(curve)) });
    // n = 1600, eight draws, averaged over signal and noise exactly (numpy), with four standard errors and 1/n.
    expect(Math.abs(got.bias! - 0.5465687)).toBeLessThan(0.001);
    expect(Math.abs(got.variance! - 0.0750182)).toBeLessThan(0.0003);
    expect(Math.abs(got.degreesOfFreedom! - 0.4130469)).toBeLessThan(0.0005);
  });

  it('of nothing but null eigenvalues is the solution of least norm', () => {
    for (const gamma of [0.5, 2]) {
      const kernel = isotropic(gamma);
      const ridgeless = predictRisk(kernel, { samples: 1, features, ridge: 0, noise: 0.3 });
      for (const schedule of [
        { kind: 'components', perSample: 1 },
        { kind: 'truncated', rcond: 0.01 },
      ] as const) {
        const got = predictTrained({ kernel, samples: 1, features }, 0.3, schedule);
        expect(relativeError(got.excessRisk!, ridgeless.excessRisk!)).toBeLessThan(1e-9);
        expect(got.kappa).toBeNull();
      }
    }
  });

  it('of everything learns nothing', () => {
    const curve = { kernel: isotropic(0.5), samples: 1, features };
    const got = predictTrained(curve, 0.3, { kind: 'components', perSample: 1e-7 });
    expect(got.excessRisk!).toBeCloseTo(1, 5);
  });

  it('keeps a block that is apart from the rest whole, wherever the cut is between them', () => {
    const kernel = {
      ...{ eigenvalues: [50, 0.1], multiplicities: [0.2, 3], rank: 3.2 },
      ...{ targets: [0.9, 0.1], tail: 0, unlearnable: 0 },
    };
    const curve = { kernel, samples: 1, features };
    const risks = [0.12, 0.2].map(
      (rcond) => predictTrained(curve, 0.1, { kind: 'truncated', rcond }).excessRisk!,
    );
    expect(relativeError(risks[0]!, risks[1]!)).toBeLessThan(1e-9);
    const counted = predictTrained(curve, 0.1, { kind: 'components', perSample: 0.2 });
    expect(relativeError(counted.excessRisk!, risks[0]!)).toBeLessThan(1e-6);
  });

  it('has weights of sum 1, and a cut at most at the edge', () => {
    const poles = truncationPoles(2);
    expect(2 * poles.reduce((sum, { weight }) => sum + weight.re, 0)).toBeCloseTo(1, 14);
    const curve = { kernel: isotropic(1), samples: 1, features };
    expect(cutOf(curve, { kind: 'truncated', rcond: 1 })).toBeCloseTo(4, 9);
  });
});
