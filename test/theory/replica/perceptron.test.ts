import { describe, expect, it } from 'vitest';
import { gaussianExpectation } from '../../../src/numerics/quadrature.ts';
import { flip } from '../../../src/parts/labels/flip.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { random } from '../../../src/parts/labels/random.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import { losses, lossNames } from '../../../src/parts/losses/loss.ts';
import { informationOf } from '../../../src/theory/replica/channel.ts';
import { bayesOverlap, gibbsOverlap, hebbOverlap } from '../../../src/theory/replica/perceptron.ts';
import { solveStateEvolution } from '../../../src/theory/replica/stateEvolution.ts';
import { relativeError } from '../../helpers/random.ts';
import { errorOf, isotropic, linearProblem } from '../../helpers/stateEvolution.ts';

const infinite = Number.POSITIVE_INFINITY;
const noisyLaws = [sign, probit(0.3), flip(0.05), logit] as const;

describe('bayesOverlap', () => {
  it('is the floor of every rule', () => {
    for (const labels of noisyLaws) {
      for (const samples of [0.2, 1, 3, 20]) {
        const best = bayesOverlap(isotropic(), samples, labels);
        expect(hebbOverlap(isotropic(), samples, infinite, labels)).toBeLessThan(best);
        for (const loss of lossNames) {
          for (const ridge of [1e-4, 1e-2, 1, 100]) {
            const { state } = solveStateEvolution(linearProblem(losses[loss], labels, { samples, ridge }));
            expect(state.t).toBeLessThan(best);
          }
        }
      }
    }
  });

  it('is the ridge regression of the best ridge where labels tell next to nothing', () => {
    // P(1 | f*) = ½ + c f*/2 + …: to first order a regression on labels of variance 1, λ = 1/c².
    const labels = probit(1e6);
    const c2 = 2 / (Math.PI * 1e6);
    const samples = 2e6;
    const { state } = solveStateEvolution(linearProblem(losses.square, labels, { samples, ridge: 1 / c2 }));
    expect(relativeError(bayesOverlap(isotropic(), samples, labels), state.t)).toBeLessThan(1e-5);
  });

  it('falls as 0.4417/α, and the Gibbs rule as √2 times that', () => {
    const scaled = [1e3, 1e4].map((alpha) => {
      const t = bayesOverlap(isotropic(), alpha, sign);
      return [alpha * errorOf(t), alpha * errorOf(gibbsOverlap(t))] as const;
    });
    expect(scaled[1]![0]).toBeCloseTo(0.4417, 4);
    expect(scaled[1]![1]).toBeCloseTo(0.6246, 3);
    expect(relativeError(scaled[0]![0], scaled[1]![0])).toBeLessThan(1e-3);
  });

  it('solves q = Σ v a q̂/(1 + a q̂) of two blocks, with another quadrature', () => {
    const kernel = {
      eigenvalues: [1, 1],
      multiplicities: [0.2, 0.8],
      rank: 1,
      targets: [0.7, 0.1],
      tail: 0,
      unlearnable: 0.2,
    };
    const labels = probit(0.3);
    const t = bayesOverlap(kernel, 4, labels);
    const q = (t * t) / (1 + t * t);
    const { probability, density } = labels.given(1 - q);
    const score2 = (mean: number) => (density(mean) ** 2 === 0 ? 0 : density(mean) ** 2 / probability(mean));
    const fisher = 8 * gaussianExpectation((g) => score2(Math.sqrt(q) * g)).value;
    const [a, b] = [(0.7 / 0.2) * fisher, (0.1 / 0.8) * fisher];
    expect(relativeError(q, (0.7 * a) / (1 + a) + (0.1 * b) / (1 + b))).toBeLessThan(1e-12);
  });

  it('knows nothing from labels that tell nothing', () => {
    expect(bayesOverlap(isotropic(), 3, random)).toBe(0);
    expect(bayesOverlap(isotropic(), 3, flip(0.5))).toBe(0);
  });

  it('does not see the units of the teacher', () => {
    const at = (c: number) => bayesOverlap(isotropic(c), 3, probit(0.3 * c));
    expect(relativeError(at(1e-6), at(1))).toBeLessThan(1e-11);
    expect(relativeError(at(1e6), at(1))).toBeLessThan(1e-11);
  });
});

describe('informationOf', () => {
  it('is 4 c²/4 of labels of slope c at no overlap', () => {
    for (const labels of noisyLaws) {
      const { density } = labels.given(1.3);
      expect(relativeError(informationOf({ labels, rho: 1.3 }, 1e-8), 4 * density(0) ** 2)).toBeLessThan(
        1e-12,
      );
    }
  });
});

describe('gibbsOverlap', () => {
  it('is between the Bayes rule and √2 times its error', () => {
    for (const samples of [0.01, 0.3, 1, 5, 100, 1e4]) {
      const bayes = bayesOverlap(isotropic(), samples, sign);
      const error = errorOf(gibbsOverlap(bayes));
      expect(error).toBeGreaterThan(errorOf(bayes));
      expect(error).toBeLessThan(Math.SQRT2 * errorOf(bayes));
    }
  });

  it('squares the cosine', () => {
    for (const bayes of [1e-8, 0.1, 1, 30]) {
      const cosine2 = 1 / (1 + 1 / bayes ** 2);
      const t = gibbsOverlap(bayes);
      expect(relativeError(1 / Math.sqrt(1 + 1 / t ** 2), cosine2)).toBeLessThan(1e-12);
    }
  });
});

describe('hebbOverlap', () => {
  it('is √(2α/π) for signs: errors fall as 1/√(2πα)', () => {
    for (const alpha of [1e-3, 0.5, 2, 1e4]) {
      const t = hebbOverlap(isotropic(3), alpha, infinite, sign);
      expect(relativeError(t, Math.sqrt((2 * alpha) / Math.PI))).toBeLessThan(1e-12);
    }
    expect(100 * errorOf(hebbOverlap(isotropic(), 1e4, infinite, sign))).toBeCloseTo(
      1 / Math.sqrt(2 * Math.PI),
      4,
    );
  });

  it('is weakened by noise as c² = 2/π(ρ + Δ) says, flips as 1 − 2η', () => {
    const at = (labels: typeof sign) => hebbOverlap(isotropic(1.5), 2, infinite, labels);
    expect(relativeError(at(probit(0.5)), at(sign) * Math.sqrt(1.5 / 2))).toBeLessThan(1e-12);
    expect(relativeError(at(flip(0.2)), at(sign) * 0.6)).toBeLessThan(1e-12);
    expect(at(random)).toBe(0);
  });
});
