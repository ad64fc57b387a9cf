import { describe, expect, it } from 'vitest';
import { predictLayers } from '../../../src/theory/layers/risk.ts';
import { predictRisk } from '../../../src/theory/risk.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator, logUniform, relativeError } from '../../helpers/random.ts';

describe('predictLayers', () => {
  it('is the engine of one layer, and of none', () => {
    const next = generator(5);
    const log = logUniform(next);
    let compared = 0;
    for (let i = 0; i < 400; i++) {
      const { kernel, training } = randomProblem(next);
      const problem = {
        ...training,
        samples: log(0.1, 10),
        features: next() < 0.3 ? Infinity : log(0.1, 10),
      };
      const ridge = next() < 0.3 ? 0 : log(1e-4, 10);
      if (ridge === 0 && (kernel.tail === 0 || Math.abs(problem.samples / problem.features - 1) < 0.05))
        continue;
      const want = predictRisk(kernel, { ...problem, ridge });
      const got = predictLayers({ kernel, ...problem }, { ridge, noise: problem.noise });
      for (const quantity of ['excessRisk', 'bias', 'variance', 'trainError', 'degreesOfFreedom'] as const) {
        const [a, b] = [got[quantity]!, want[quantity]!];
        expect(Math.abs(a - b), `${quantity} of #${i}`).toBeLessThan(
          1e-9 * (Math.abs(b) + want.excessRisk! * 1e-2),
        );
      }
      compared++;
    }
    expect(compared).toBeGreaterThan(250);
  });

  it('ignores a further layer of linear neurons without limit in number, and one that is a copy of the inputs', () => {
    const next = generator(6);
    for (let i = 0; i < 100; i++) {
      const { kernel, training } = randomProblem(next);
      const curve = { kernel, samples: 2 + next(), features: 1 + next() };
      const wide = { ...curve, layers: [{ features: Number.POSITIVE_INFINITY, gain: 1, tail: 0 }] };
      const options = { ridge: 0.1, noise: training.noise };
      expect(
        relativeError(predictLayers(wide, options).excessRisk!, predictLayers(curve, options).excessRisk!),
      ).toBeLessThan(1e-12);
    }
  });

  it('does not know in which order layers of linear neurons stand, their widths and the inputs', () => {
    // A product of Gaussian matrices: x W₁ W₂ with widths k₁, k₂ has the singular values of any order of them, isotropic inputs given.
    const kernel = { eigenvalues: [1], multiplicities: [1], rank: 1, targets: [1], tail: 0, unlearnable: 0 };
    const at = (first: number, second: number) =>
      predictLayers(
        { kernel, samples: 3, features: first, layers: [{ features: second, gain: 1, tail: 0 }] },
        { ridge: 0.05, noise: 0.3 },
      );
    expect(relativeError(at(1.5, 4).excessRisk!, at(4, 1.5).excessRisk!)).toBeLessThan(1e-12);
    expect(relativeError(at(0.5, 4).trainError!, at(4, 0.5).trainError!)).toBeLessThan(1e-10);
  });
});
