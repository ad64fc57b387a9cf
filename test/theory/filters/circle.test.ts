import { describe, expect, it } from 'vitest';
import { solveComplex } from '../../../src/theory/complex/solve.ts';
import { circleSums } from '../../../src/theory/filters/circle.ts';
import { sumOverPairs } from '../../../src/theory/filters/pairs.ts';
import { largeCircle } from '../../../src/theory/filters/poles.ts';
import { upperEdge } from '../../../src/theory/filters/upperEdge.ts';
import { randomProblem } from '../../helpers/problems.ts';
import { generator } from '../../helpers/random.ts';

describe('sums over a circle', () => {
  it('are those over all pairs of its nodes', () => {
    const next = generator(71);
    for (let i = 0; i < 12; i++) {
      const { kernel, training } = randomProblem(next);
      const layers = i % 3 === 0 ? [{ features: 2, gain: 0.5, tail: 0.3 }] : [];
      const curve = { kernel, ...training, ...(layers.length > 0 ? { layers } : {}) };
      const momentum = [0.6, 0.9, 0.99][i % 3]!;
      const stepSize = ((0.2 + 0.7 * next()) * 2 * (1 + momentum)) / upperEdge(curve);
      const circle = largeCircle({ kind: 'descent', steps: 30, stepSize, momentum }, 1)!;
      const got = circleSums(curve, training.noise, circle);
      const solutions = circle.poles.map(({ ridge }) => solveComplex(curve, ridge));
      const want = sumOverPairs(curve, training.noise, circle.poles, solutions);
      const power = kernel.targets.reduce((sum, v) => sum + v, kernel.unlearnable + training.noise);
      for (const name of ['bias', 'variance', 'train', 'degrees'] as const)
        expect(Math.abs(got[name] - want[name]), `${name} ${i}`).toBeLessThan(
          1e-10 * (power + Math.abs(want[name])),
        );
    }
  });
});
