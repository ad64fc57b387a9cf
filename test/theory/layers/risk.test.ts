import { describe, expect, it } from 'vitest';
import { complex } from '../../../src/numerics/complex.ts';
import type { Layer } from '../../../src/theory/complex/curve.ts';
import { solveComplex } from '../../../src/theory/complex/solve.ts';
import { errorProduct, twoPoint } from '../../../src/theory/complex/twoPoint.ts';
import { predictDeepRisk } from '../../../src/theory/layers/risk.ts';
import { predictRisk, type RiskPrediction } from '../../../src/theory/risk.ts';
import { randomKernel } from '../../helpers/problems.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

const infinite = Number.POSITIVE_INFINITY;

function randomLayers(next: () => number): Layer[] {
  const log = logUniform(next);
  return Array.from({ length: 1 + Math.floor(3 * next()) }, () => ({
    features: log(0.1, 10),
    gain: log(0.1, 2),
    tail: log(1e-2, 1),
  }));
}

function expectSame(got: RiskPrediction, want: RiskPrediction, accuracy: number) {
  expect(got.status).toBe(want.status);
  for (const name of ['excessRisk', 'testError', 'trainError', 'bias', 'variance', 'kappa'] as const)
    expect(relativeError(got[name]!, want[name]!), name).toBeLessThan(accuracy);
}

describe('predictDeepRisk', () => {
  it('is that of one layer, when the layer below it has infinitely many features', () => {
    const next = generator(1);
    const log = logUniform(next);
    for (let i = 0; i < 500; i++) {
      const kernel = randomKernel(next, true);
      const [features, gain, tail] = [log(0.1, 10), log(0.1, 3), log(1e-2, 1)];
      const training = { samples: log(0.1, 10), ridge: i % 3 ? log(1e-6, 10) : 0, noise: next() };
      const got = predictDeepRisk(kernel, { ...training, features: infinite }, [{ features, gain, tail }]);
      const composed = {
        ...kernel,
        eigenvalues: kernel.eigenvalues.map((s) => gain * s),
        tail: gain * kernel.tail + tail,
      };
      expectSame(got, predictRisk(composed, { ...training, features }), 1e-9);
      expect(got.residual!).toBeLessThan(1e-12);
    }
  });

  it('solves what the complex curve solves by continuation, at random depths', () => {
    const next = generator(2);
    const log = logUniform(next);
    for (let i = 0; i < 300; i++) {
      const kernel = randomKernel(next, true);
      const layers = randomLayers(next);
      const training = { samples: log(0.1, 10), features: log(0.1, 10), ridge: log(1e-3, 10), noise: next() };
      const got = predictDeepRisk(kernel, training, layers);
      const curve = { kernel, samples: training.samples, features: training.features, layers };
      const { point, converged } = solveComplex(curve, complex(training.ridge));
      expect(converged).toBe(true);
      expect(relativeError(got.gammaEffective!, point.gamma.re)).toBeLessThan(1e-11);
      expect(relativeError(got.kappa!, point.kappa.re)).toBeLessThan(1e-11);
      const want = errorProduct(curve, training.noise, twoPoint(curve, point, point)).re;
      expect(relativeError(got.excessRisk!, want)).toBeLessThan(1e-9);
    }
  });

  it('is continuous as the ridge vanishes, on either side of the threshold, and diverges on it', () => {
    const kernel = randomKernel(generator(3), true);
    const layers = [{ features: 2, gain: 0.7, tail: 0.2 }];
    const at = (samples: number, ridge: number) =>
      predictDeepRisk(kernel, { samples, features: 1.5, ridge, noise: 0.1 }, layers);
    for (const samples of [0.7, 1.9, 2.2, 6])
      expectSame(
        { ...at(samples, 1e-10), trainError: 0, kappa: 0 },
        { ...at(samples, 0), trainError: 0, kappa: 0 },
        1e-6,
      );
    expect(at(2, 0)).toMatchObject({ status: 'diverges', excessRisk: null });
  });
});
