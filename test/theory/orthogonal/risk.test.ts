import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { predictGiven } from '../../../src/models/given.ts';
import { modelNamed } from '../../../src/models/registry.ts';
import { drawWeights, orthogonalise } from '../../../src/parts/features/random.ts';
import { openStream } from '../../../src/random/stream.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { predictOrthogonal } from '../../../src/theory/orthogonal/risk.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { relativeError } from '../../helpers/random.ts';

const kernel = (eigenvalues: number[], targets: number[], tail: number): Kernel => ({
  eigenvalues,
  multiplicities: eigenvalues.map(() => 1 / eigenvalues.length),
  rank: 1,
  targets,
  tail,
  unlearnable: 0,
});
const names = ['excessRisk', 'trainError', 'bias', 'variance', 'degreesOfFreedom'] as const;

describe('features of orthogonal weights', () => {
  it('are isotropic inputs of their own on isotropic ones, for k ≤ d', () => {
    const [mu1, tail, noise] = [0.7, 0.3, 0.2];
    const seen = mu1 / (mu1 + tail);
    for (const [k, n] of [
      [0.5, 1.5],
      [0.8, 0.6],
      [1, 0.4],
    ] as const) {
      for (const ridge of [0, 0.05, 2]) {
        const got = predictOrthogonal(kernel([mu1], [1], tail), { samples: n, features: k, ridge, noise }, 1);
        // k directions of variance μ1² + μ*² that carry k/d μ1²/(μ1² + μ*²) of the target.
        const own = { eigenvalues: [mu1 + tail], multiplicities: [k], rank: k, targets: [k * seen], tail: 0 };
        const plain = { samples: n, features: Number.POSITIVE_INFINITY, ridge: k * ridge, noise };
        const want = predictRisk({ ...own, unlearnable: 1 - k * seen }, plain);
        for (const name of ['excessRisk', 'trainError', 'degreesOfFreedom'] as const) {
          expect(Math.abs(got[name]! - want[name]!), `${name} ${k} ${n} ${ridge}`).toBeLessThan(1e-11);
        }
      }
    }
  });

  it('of linear neurons, d of them or more, are the inputs', () => {
    const inputs = kernel([1.6, 0.4], [0.7, 0.3], 0);
    for (const k of [1, 2.5]) {
      for (const ridge of [0, 0.1]) {
        for (const n of [0.6, 1.7]) {
          const got = predictOrthogonal(inputs, { samples: n, features: k, ridge, noise: 0.3 }, 1);
          const features = Number.POSITIVE_INFINITY;
          const want = predictRisk(inputs, { samples: n, features, ridge, noise: 0.3 });
          for (const name of names) expect(Math.abs(got[name]! - want[name]!), name).toBeLessThan(1e-10);
        }
      }
    }
  });

  it('are independent weights’ where there are so few or so many features that both are orthogonal', () => {
    const inner = kernel([1.4, 0.2], [0.8, 0.2], 0.3);
    for (const k of [1e-4, 1e4]) {
      const training = { samples: 0.5, features: k, ridge: 0.1, noise: 0.2 };
      const [got, want] = [predictOrthogonal(inner, training, 1), predictRisk(inner, training)];
      expect(relativeError(got.excessRisk!, want.excessRisk!)).toBeLessThan(1e-3);
    }
  });

  // Features μ1 Wx + μ* z of d = 400, averaged over signal and noise exactly (numpy); four standard errors and the terms in 1/d.
  it.each([
    [0.5, 1.5, 0.01, 0.726, 0.0488, 0.3925],
    [0.8, 0.6, 0.01, 1.1417, 0.26734, 0.00113],
    [0.5, 1.5, 0, 0.7312, 0.04994, 0.3924],
    [2, 1.3, 0.01, 0.32357, 0.17302, 0.00281],
    [2, 1.3, 0, 0.39151, 0.24539, 0],
  ])('is what simulation measures: k %d, n %d, ridge %d', (k, n, ridge, bias, variance, train) => {
    const inner = { ...kernel([0.8 * 1.7, 0.8 * 0.3], [0.85, 0.15], 0.2) };
    const got = predictOrthogonal(inner, { samples: n, features: k, ridge, noise: 0.1 }, 1);
    expect(relativeError(got.bias!, bias)).toBeLessThan(0.012);
    expect(relativeError(got.variance!, variance)).toBeLessThan(0.012);
    expect(Math.abs(got.trainError! - train)).toBeLessThan(0.002);
  });

  it('are drawn orthogonal', () => {
    const backend = openEmbedded();
    backend.workspace.reserve(2 ** 22);
    for (const [rows, columns] of [
      [7, 12],
      [12, 12],
      [30, 12],
    ] as const) {
      const weights = backend.workspace.matrix(rows, columns);
      drawWeights(weights, 'gaussian', openStream([1, 2], 0, rows));
      orthogonalise(backend, weights);
      const order = Math.min(rows, columns);
      const gram = backend.workspace.matrix(order, order);
      backend.gram(gram, weights, { transpose: columns < rows });
      const size = Math.max(1, rows / columns);
      gram.data.forEach((entry, i) => {
        expect(Math.abs(entry - (i % (order + 1) === 0 ? size : 0))).toBeLessThan(1e-13 * size);
      });
    }
  });

  it.each([
    [{ components: 0.3 }, 'components 0.3 is not known with orthogonal weights'],
    [{ ensemble: 2 }, 'ensemble 2 is not known with orthogonal weights'],
    [{ ridge: -0.01 }, 'ridge -0.01 is not known with orthogonal weights'],
  ])('are refused with %o', (point, message) => {
    const model = modelNamed('random-features');
    expect(() => predictGiven(model, { psi1: 2, psi2: 1, weights: 'orthogonal', ...point })).toThrow(message);
  });
});
