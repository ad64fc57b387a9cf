import { describe, expect, it } from 'vitest';
import { flip } from '../../../src/parts/labels/flip.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { logistic } from '../../../src/parts/losses/logistic.ts';
import { losses, lossNames } from '../../../src/parts/losses/loss.ts';
import { square } from '../../../src/parts/losses/square.ts';
import { hebbOverlap } from '../../../src/theory/replica/perceptron.ts';
import {
  type ConvexProblem,
  otherSolution,
  type Solution,
  solveStateEvolution,
} from '../../../src/theory/replica/stateEvolution.ts';
import { generator, relativeError } from '../../helpers/random.ts';
import {
  isotropic,
  linearProblem,
  literatureResidual,
  overlapsOf,
  randomClassification,
} from '../../helpers/stateEvolution.ts';

function solve(problem: ConvexProblem): Solution {
  const solution = solveStateEvolution(problem);
  expect(solution.converged).toBe(true);
  return solution;
}

function expectSame(a: Solution, b: Solution, tolerance: number) {
  for (const name of ['v', 'q', 't'] as const) {
    expect(relativeError(a.state[name], b.state[name]), name).toBeLessThan(tolerance);
  }
}

describe('solveStateEvolution', () => {
  it.each(lossNames)('solves the equations of the literature over ten decades of everything: %s', (loss) => {
    const next = generator(1);
    for (let i = 0; i < 100; i++) {
      const problem = randomClassification(next, loss);
      const solution = solveStateEvolution(problem);
      expect(solution, `#${i}`).toMatchObject({ converged: true });
      expect(solution.residual, `#${i}`).toBeLessThan(1e-12);
      expect(literatureResidual(problem, solution), `#${i}`).toBeLessThan(1e-9);
    }
  });

  it.each(lossNames)('would be seen to be off by 10⁻⁷ in any of V, q and t: %s', (loss) => {
    const problem = linearProblem(losses[loss], probit(0.2), { samples: 2, ridge: 0.1 });
    const right = solve(problem);
    expect(literatureResidual(problem, right)).toBeLessThan(1e-12);
    for (const name of ['v', 'q', 't'] as const) {
      const state = { ...right.state, [name]: right.state[name] * (1 + 1e-7) };
      expect(literatureResidual(problem, { ...right, state }), name).toBeGreaterThan(5e-9);
    }
  });

  it.each(lossNames)('flags what it has not solved, and what has no meaning: %s', (loss) => {
    const problem = linearProblem(losses[loss], sign, { samples: 2, ridge: 0.1 });
    const broken = { ...problem, kernel: { ...problem.kernel, eigenvalues: [Number.NaN] } };
    expect(solveStateEvolution(broken).converged).toBe(false);
    expect(solveStateEvolution({ ...problem, samples: Number.NaN }).converged).toBe(false);
  });

  it.each(lossNames)('does not see the units of the teacher: %s', (loss) => {
    const at = (c: number) =>
      solve(linearProblem(losses[loss], probit(0.3 * c), { samples: 3, ridge: 0.02, rho: 2 * c }));
    expectSame(at(1), at(1e-6), 1e-11);
    expectSame(at(1), at(1e6), 1e-11);
  });

  it.each(lossNames)('does not see the units of kernel and ridge, or of sizes: %s', (loss) => {
    const next = generator(5);
    for (let i = 0; i < 10; i++) {
      const problem = randomClassification(next, loss);
      const { kernel } = problem;
      const louder = {
        ...problem,
        kernel: { ...kernel, eigenvalues: kernel.eigenvalues.map((s) => 50 * s), tail: 50 * kernel.tail },
        ridge: 50 * problem.ridge,
      };
      expectSame(solve(louder), solve(problem), 1e-10);
      const larger = {
        ...problem,
        kernel: {
          ...kernel,
          multiplicities: kernel.multiplicities.map((m) => 300 * m),
          rank: 300 * kernel.rank,
          tail: 300 * kernel.tail,
        },
        samples: 300 * problem.samples,
        features: 300 * problem.features,
        ridge: 300 * problem.ridge,
      };
      expectSame(solve(larger), solve(problem), 1e-10);
    }
  });

  it.each(lossNames)(
    'takes two equal blocks for one, and directions without variance for none: %s',
    (loss) => {
      const whole = linearProblem(losses[loss], sign, { samples: 1.5, ridge: 0.03 });
      const kernel = {
        eigenvalues: [1, 1, 0],
        multiplicities: [0.3, 0.7, 5],
        rank: 1,
        targets: [0.3, 0.7, 0],
        tail: 0,
        unlearnable: 0,
      };
      expectSame(solve({ ...whole, kernel }), solve(whole), 1e-12);
      // The target's power there is as good as outside.
      const unseen = { ...kernel, targets: [0.3, 0.7, 0.5] };
      const outside = { ...isotropic(), unlearnable: 0.5 };
      const channel = { ...whole.channel, rho: 1.5 };
      expectSame(
        solve({ ...whole, channel, kernel: unseen }),
        solve({ ...whole, channel, kernel: outside }),
        1e-12,
      );
    },
  );

  it.each(lossNames)('takes many random features for none, to first order in their number: %s', (loss) => {
    const linear = linearProblem(losses[loss], sign, { samples: 2, ridge: 0.1 });
    const limit = solve(linear).state;
    const off = [1e3, 1e4, 1e5].map((features) => solve({ ...linear, features }).state.t / limit.t - 1);
    expect(off[0]! / off[1]!).toBeCloseTo(10, 1);
    expect(off[1]! / off[2]!).toBeCloseTo(10, 2);
  });

  it.each([
    ['flip(0)', flip(0)],
    ['probit(0)', probit(0)],
  ])('takes %s for signs', (_, labels) => {
    for (const loss of lossNames) {
      const options = { samples: 2, ridge: 0.1 };
      expectSame(
        solve(linearProblem(losses[loss], labels, options)),
        solve(linearProblem(losses[loss], sign, options)),
        1e-13,
      );
    }
  });

  it('learns nothing of labels that are flipped half the time', () => {
    for (const loss of lossNames) {
      const options = { samples: 2, ridge: 0.1 };
      const { state } = solve(linearProblem(losses[loss], flip(0.5), options));
      expect(state.t).toBe(0);
      const almost = solve(linearProblem(losses[loss], flip(0.5 - 1e-7), options)).state;
      expect(almost.t).toBeLessThan(1e-6);
      expect(relativeError(almost.q, state.q)).toBeLessThan(1e-12);
    }
  });

  it('takes logistic labels of a small signal for flips, of a large one for signs', () => {
    const options = { samples: 4, ridge: 0.1 };
    // σ(f) = ½ + f/4 − …: the alignment of probit labels with Δ = 8/π.
    const weak = solve(linearProblem(square, logit, { ...options, rho: 1e-6 })).state;
    const weakProbit = solve(linearProblem(square, probit(8 / Math.PI), { ...options, rho: 1e-6 })).state;
    expect(relativeError(weak.t, weakProbit.t)).toBeLessThan(1e-6);
    const off = [1e8, 1e10].map(
      (rho) =>
        solve(linearProblem(logistic, logit, { ...options, rho })).state.t /
          solve(linearProblem(logistic, sign, options)).state.t -
        1,
    );
    // To first order in 1/ρ.
    expect(off[0]! / off[1]!).toBeCloseTo(100, 0);
  });

  describe('for λ → ∞', () => {
    it.each(['square', 'logistic'] as const)("is Hebb's rule to first order in 1/λ: %s", (loss) => {
      for (const features of [Number.POSITIVE_INFINITY, 0.7]) {
        const at = (ridge: number) => ({
          ...linearProblem(losses[loss], probit(0.4), { samples: 3, ridge }),
          features,
          kernel: {
            eigenvalues: [3, 0.5],
            multiplicities: [0.4, 0.6],
            rank: 1,
            targets: [0.3, 0.5],
            tail: 0.2,
            unlearnable: 0.2,
          },
        });
        const hebb = hebbOverlap(at(1).kernel, 3, features, probit(0.4));
        const off = [1e3, 1e4, 1e5].map((ridge) => solve(at(ridge)).state.t / hebb - 1);
        expect(off[0]! / off[1]!).toBeCloseTo(10, 0);
        expect(off[1]! / off[2]!).toBeCloseTo(10, 1);
        expect(Math.abs(off[2]!)).toBeLessThan(1e-3);
      }
    });

    it("is Hebb's rule exactly for the hinge once every margin is below 1 − V", () => {
      const hebb = hebbOverlap(isotropic(), 3, Number.POSITIVE_INFINITY, sign);
      expect(
        relativeError(solve(linearProblem(hinge, sign, { samples: 3, ridge: 1e3 })).state.t, hebb),
      ).toBeLessThan(1e-13);
      expect(relativeError(hebb, Math.sqrt(6 / Math.PI))).toBeLessThan(1e-14);
    });

    it('is the square loss of slope −½ and curvature ¼ for the logistic loss', () => {
      // ℓ = log 2 − u/2 + u²/8 − …: the square loss at 4 λ, of twice the student.
      for (const labels of [sign, logit]) {
        const bent = solve(linearProblem(logistic, labels, { samples: 5, ridge: 1e6 })).state;
        const flat = solve(linearProblem(square, labels, { samples: 5, ridge: 4e6 })).state;
        expect(relativeError(bent.v, 4 * flat.v)).toBeLessThan(1e-10);
        expect(relativeError(bent.q, 4 * flat.q)).toBeLessThan(1e-10);
        expect(relativeError(bent.t, flat.t)).toBeLessThan(1e-10);
      }
    });
  });
});

describe('otherSolution', () => {
  it('finds no second solution of a convex loss', () => {
    for (const loss of lossNames) {
      const next = generator(3);
      for (let i = 0; i < 10; i++) {
        const problem = randomClassification(next, loss);
        expect(otherSolution(problem, solve(problem))).toBeNull();
      }
    }
  });

  it('names the solution where it is asked about another state', () => {
    const problem = linearProblem(logistic, sign, { samples: 2, ridge: 0.1 });
    const right = solve(problem);
    const wrong = { ...right, state: { ...right.state, q: 1.001 * right.state.q } };
    const other = otherSolution(problem, wrong)!;
    expectSame(other, right, 1e-10);
    expect(overlapsOf(problem, other).error).toBeCloseTo(0.17966239286, 10);
  });
});
