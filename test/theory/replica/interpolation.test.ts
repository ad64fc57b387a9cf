import { describe, expect, it } from 'vitest';
import { bracketedRoot } from '../../../src/numerics/bracketedRoot.ts';
import { normalCdf } from '../../../src/numerics/erf.ts';
import { gaussianExpectation } from '../../../src/numerics/quadrature.ts';
import { flip } from '../../../src/parts/labels/flip.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { random } from '../../../src/parts/labels/random.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import type { BinaryLabels } from '../../../src/parts/labels/signs.ts';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { logistic } from '../../../src/parts/losses/logistic.ts';
import { type LossName, losses, lossNames } from '../../../src/parts/losses/loss.ts';
import { squaredHinge } from '../../../src/parts/losses/squaredHinge.ts';
import type { MarginLoss } from '../../../src/theory/replica/channel.ts';
import { separableSamples, solveRidgeless } from '../../../src/theory/replica/interpolation.ts';
import { solveStateEvolution } from '../../../src/theory/replica/stateEvolution.ts';
import { generator, relativeError } from '../../helpers/random.ts';
import {
  errorOf,
  expectations,
  isotropic,
  linearProblem,
  literatureResidual,
  randomRidgeless,
  separated,
} from '../../helpers/stateEvolution.ts';

const infinite = Number.POSITIVE_INFINITY;
const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/**
 * Montanari, Ruan, Sohn & Yan, arXiv:1911.01544v3, Theorem 1, with the teacher's ρ = 1, T = y G1: max over α
 * of which κ is the margin,
 *
 *     1/α = min over τ of E[(a − τT − G2)₊²],   a = κ √(1 + τ²),   τ = ρ/√(1 − ρ²)
 *
 * by the root of the derivative in τ; the mean over G2 is in closed form.
 */
function montanari(labels: BinaryLabels, margin: number): { alpha: number; tau: number } {
  // Functions of τT are as narrow as 1/τ.
  const overLabels = (f: (signed: number) => number) =>
    expectations((g) => [2 * labels.probability(g) * f(g)], [{ at: 0, width: 1e-4 }])[0]!;
  const first = (x: number) => x * normalCdf(x) + density(x);
  const second = (x: number) => (x * x + 1) * normalCdf(x) + x * density(x);
  const slope = (logTau: number): number => {
    const tau = Math.exp(logTau);
    const norm = Math.hypot(1, tau);
    return overLabels((t) => first(margin * norm - tau * t) * ((margin * tau) / norm - t));
  };
  const tau = Math.exp(bracketedRoot(slope, [-4, 12]));
  const at = margin * Math.hypot(1, tau);
  return { alpha: 1 / overLabels((t) => second(at - tau * t)), tau };
}

function ridgeless(loss: MarginLoss, labels: BinaryLabels, samples: number, threshold: number) {
  const problem = linearProblem(loss, labels, { samples, ridge: 0 });
  const solution = solveRidgeless(problem, hinge, threshold);
  expect(solution.converged).toBe(true);
  return { problem, solution, ...solution.state, margin: 1 / Math.sqrt(solution.state.q) };
}

describe('the maximum margin', () => {
  it.each([
    [2, 0.4546, 0.1885],
    [0.5, 1.2564, 0.3288],
  ])('of signs at alpha = %d is %d, with error %d', (alpha, margin, error) => {
    const got = ridgeless(hinge, sign, alpha, infinite);
    expect(got.margin).toBeCloseTo(margin, 4);
    expect(errorOf(got.t)).toBeCloseTo(error, 4);
  });

  it.each([
    ['sign', sign, [0.005, 0.5, 3]],
    ['probit', probit(0.5), [0.01, 1]],
    ['flip', flip(0.1), [0.01, 1]],
    ['logit', logit, [0.01, 1]],
  ] as const)('is that of the minimum over overlaps: %s', (_, labels, margins) => {
    const threshold = separableSamples(isotropic(), infinite, labels);
    for (const margin of margins) {
      const { alpha, tau } = montanari(labels, margin);
      const got = ridgeless(hinge, labels, alpha, threshold);
      expect(got.solution.interpolating).toBe(true);
      expect(relativeError(got.margin, margin)).toBeLessThan(1e-9);
      expect(relativeError(errorOf(got.t), errorOf(tau))).toBeLessThan(1e-9);
    }
  });

  it('of random labels is Gardner’s', () => {
    for (const margin of [1e-3, 0.1, 0.5, 1, 2, 5]) {
      const inverse = gaussianExpectation((t) => (t > -margin ? (t + margin) ** 2 : 0), [-margin]).value;
      const { margin: got } = ridgeless(hinge, random, 1 / inverse, 2);
      expect(relativeError(got, margin)).toBeLessThan(1e-10);
    }
  });

  it('is the direction of hinge, squared hinge and logistic alike', () => {
    for (const [labels, threshold] of [
      [sign, infinite],
      [probit(0.5), separableSamples(isotropic(), infinite, probit(0.5))],
    ] as const) {
      const { t } = ridgeless(hinge, labels, 2, threshold);
      expect(relativeError(ridgeless(squaredHinge, labels, 2, threshold).t, t)).toBeLessThan(1e-12);
      expect(relativeError(ridgeless(logistic, labels, 2, threshold).t, t)).toBeLessThan(1e-12);
    }
  });

  it('keeps its digits as the student becomes the teacher: errors fall as 0.5005/α', () => {
    // 1 − m²/ρq is some 10⁻⁸ at α = 10⁴.
    const scaled = [1e3, 1e4].map((alpha) => {
      const { problem, solution, t } = ridgeless(hinge, sign, alpha, infinite);
      expect(literatureResidual(problem, solution)).toBeLessThan(1e-11);
      return alpha * errorOf(t);
    });
    expect(scaled[1]!).toBeCloseTo(0.5005, 4);
    const { alpha, tau } = montanari(sign, 1e-4);
    const { t, margin } = ridgeless(hinge, sign, alpha, infinite);
    expect(alpha).toBeGreaterThan(9e3);
    expect(relativeError(errorOf(t), errorOf(tau))).toBeLessThan(1e-9);
    expect(relativeError(margin, 1e-4)).toBeLessThan(1e-9);
  });
});

describe('separableSamples', () => {
  it('is twice the parameters for random labels: Cover', () => {
    expect(separableSamples(isotropic(), infinite, random)).toBeCloseTo(2, 14);
    expect(separableSamples(isotropic(), infinite, flip(0.5))).toBeCloseTo(2, 14);
    const wide = { ...isotropic(), multiplicities: [7], rank: 7, tail: 0.4 };
    expect(relativeError(separableSamples(wide, 3, random), 6)).toBeLessThan(1e-12);
    expect(relativeError(separableSamples({ ...wide, tail: 0 }, 30, random), 14)).toBeLessThan(1e-12);
  });

  it('is nearly that for labels that tell next to nothing', () => {
    for (const labels of [probit(1e4), probit(1e8), probit(1e16), flip(0.5 - 1e-9)]) {
      const samples = separableSamples(isotropic(), infinite, labels);
      const { density } = labels.given(1);
      // Beyond 2 by the order of the squared alignment.
      expect(samples).toBeGreaterThan(2 - 1e-14);
      expect(samples).toBeLessThan(2 + 10 * density(0) ** 2 + 1e-14);
    }
  });

  it('is infinite exactly where the labels are signs of a linear function', () => {
    expect(separableSamples(isotropic(), infinite, sign)).toBe(infinite);
    expect(separableSamples(isotropic(), 3, sign)).toBe(infinite);
    expect(separableSamples({ ...isotropic(), unlearnable: 0.1 }, infinite, sign)).toBeLessThan(100);
    expect(separableSamples({ ...isotropic(), tail: 0.1 }, 3, sign)).toBeLessThan(1000);
    expect(separableSamples(isotropic(), infinite, probit(0.01))).toBeLessThan(100);
  });

  it('is where the maximum margin of the minimum over overlaps vanishes', () => {
    for (const labels of [probit(0.5), probit(0.02), flip(0.1), logit]) {
      const threshold = separableSamples(isotropic(), infinite, labels);
      expect(relativeError(threshold, montanari(labels, 0).alpha)).toBeLessThan(1e-10);
    }
  });

  it('sees unlearnable power as noise of the sign', () => {
    const unlearnable = separableSamples({ ...isotropic(), unlearnable: 0.3 }, infinite, sign);
    expect(relativeError(unlearnable, separableSamples(isotropic(), infinite, probit(0.3)))).toBeLessThan(
      1e-12,
    );
  });
});

const noisy = probit(0.5);
const threshold = separableSamples(isotropic(), infinite, noisy);

describe('solveRidgeless', () => {
  /** How far the solutions at these ridges are from the limit, relative to it. */
  const distances = (loss: LossName, samples: number, ridges: readonly number[]) => {
    const limit = ridgeless(losses[loss], noisy, samples, loss === 'square' ? 1 : threshold).t;
    return ridges.map((ridge) => {
      const solution = solveStateEvolution(linearProblem(losses[loss], noisy, { samples, ridge }));
      expect(solution.converged).toBe(true);
      return solution.state.t / limit - 1;
    });
  };

  it.each([
    ['square', 0.6],
    ['squared-hinge', 2],
    ['square', 5],
    ['squared-hinge', 5],
    ['hinge', 5],
    ['logistic', 5],
  ] as const)('is the limit of %s at alpha = %d to first order in λ', (loss, samples) => {
    const [a, b, c] = distances(loss, samples, [1e-4, 1e-5, 1e-6]);
    expect(a! / b!).toBeCloseTo(10, 0);
    expect(b! / c!).toBeCloseTo(10, 1);
    expect(Math.abs(c!)).toBeLessThan(1e-4);
  });

  it('is the solution itself of the hinge at small λ on separable data', () => {
    for (const off of distances('hinge', 2, [1e-3, 1e-6, 1e-10])) expect(Math.abs(off)).toBeLessThan(1e-9);
  });

  it('is the limit of the logistic loss on separable data, to the order of 1/log λ', () => {
    const ridges = [1e-4, 1e-6, 1e-8, 1e-10];
    const off = distances('logistic', 2, ridges);
    const scaled = off.map((each, i) => each * -Math.log(ridges[i]!));
    for (let i = 1; i < off.length; i++) {
      expect(Math.abs(off[i]!)).toBeLessThan(Math.abs(off[i - 1]!));
      expect(scaled[i]! / scaled[i - 1]!).toBeGreaterThan(0.5);
      expect(scaled[i]! / scaled[i - 1]!).toBeLessThan(1.5);
    }
  });

  it('diverges at the threshold: the margin vanishes linearly', () => {
    const margins = [1e-1, 1e-2, 1e-3].map(
      (gap) => ridgeless(hinge, noisy, threshold * (1 - gap), threshold).margin / gap,
    );
    expect(relativeError(margins[1]!, margins[2]!)).toBeLessThan(0.02);
    const beyond = ridgeless(hinge, noisy, threshold * 1.001, threshold);
    expect(beyond.solution.interpolating).toBe(false);
    expect(beyond.q).toBeGreaterThan(1e3);
  });

  it.each(lossNames)('solves both phases, up to 10⁻³ of the threshold: %s', (loss) => {
    const next = generator(11);
    for (let i = 0; i < 60; i++) {
      const { problem, threshold: limit } = randomRidgeless(next, loss);
      const solution = solveRidgeless(problem, hinge, limit);
      expect(solution, `#${i}`).toMatchObject({ converged: true, interpolating: problem.samples < limit });
      expect(literatureResidual(separated(problem, solution), solution), `#${i}`).toBeLessThan(1e-9);
    }
  });
});
