/** Offsets of teacher and student: classes that are not alike. */
import { describe, expect, it } from 'vitest';
import { bracketedRoot } from '../../../src/numerics/bracketedRoot.ts';
import { normalCdf } from '../../../src/numerics/erf.ts';
import { flip } from '../../../src/parts/labels/flip.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { random } from '../../../src/parts/labels/random.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import type { BinaryLabels } from '../../../src/parts/labels/signs.ts';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { logistic } from '../../../src/parts/losses/logistic.ts';
import { type LossName, losses, lossNames } from '../../../src/parts/losses/loss.ts';
import { square } from '../../../src/parts/losses/square.ts';
import { separableSamples, solveRidgeless } from '../../../src/theory/replica/interpolation.ts';
import {
  type ConvexProblem,
  otherSolution,
  type Solution,
  solveStateEvolution,
} from '../../../src/theory/replica/stateEvolution.ts';
import { generator, relativeError } from '../../helpers/random.ts';
import {
  expectations,
  isotropic,
  linearProblem,
  literatureResidual,
  overlapsOf,
  randomClassification,
  separated,
} from '../../helpers/stateEvolution.ts';

const infinite = Number.POSITIVE_INFINITY;
const density = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
const laws = [
  ['sign', sign],
  ['probit', probit(0.4)],
  ['logit', logit],
  ['flip', flip(0.2)],
] as const;

function solve(problem: ConvexProblem): Solution {
  const solution = solveStateEvolution(problem);
  expect(solution.converged).toBe(true);
  return solution;
}

/** A random problem with an offset of up to two standard deviations of the teacher. */
function randomOffset(next: () => number, loss: LossName): ConvexProblem {
  let problem = randomClassification(next, loss);
  while (problem.channel.labels === random) problem = randomClassification(next, loss);
  const { channel } = problem;
  return { ...problem, channel: { ...channel, offset: (4 * next() - 2) * Math.sqrt(channel.rho) } };
}

/**
 * The four equations of isotropic inputs over f* and ω themselves, with P(y | f* + b*) in the place of Z0: V̂, q̂ and Σ y ℓ′, and
 * m̂ by parts, E[∂ log Z0 · f] = E[P (f* − ω*) f]/V*. What they make of the state less the state.
 */
function quadrature(problem: ConvexProblem, labels: BinaryLabels, solution: Solution): number[] {
  const { channel, samples, ridge } = problem;
  const { loss, rho, offset: teacher = 0 } = channel;
  const { v, q, offset = 0 } = solution.state;
  const { m } = overlapsOf(problem, solution);
  const width = Math.sqrt(rho - (m * m) / q);
  const sums = [0, 0, 0, 0];
  // By the trapezoidal rule over f, of which everything is an analytic function.
  const step = 0.1;
  for (const y of [1, -1]) {
    for (let xi = -9; xi <= 9; xi += step) {
      const f = Math.sqrt(q) * xi;
      const prox = loss.proximal(y * (f + offset), v);
      const force = (y * (prox - y * (f + offset))) / v;
      const mean = (m / q) * f;
      const [chance, aligned] = expectations(
        (g) => {
          const p = labels.probability(y * (mean + width * g + teacher));
          return [p, (p * g) / width];
        },
        [{ at: -(mean + teacher) / width, width: 0.05 }],
      ) as [number, number];
      const stiff = loss.shrinkage(prox, y * (f + offset), v) / v;
      [chance * stiff, chance * force * force, aligned * force, chance * force].forEach((each, k) => {
        sums[k]! += samples * step * density(xi) * each;
      });
    }
  }
  const [vHat, qHat, mHat, tilt] = sums as [number, number, number, number];
  const response = 1 / (ridge + vHat);
  const overlap = response * mHat * rho;
  return [
    response / v - 1,
    overlap / m - 1,
    (response ** 2 * qHat + overlap ** 2 / rho) / q - 1,
    tilt / Math.sqrt(qHat),
  ];
}

describe('the equations with offsets', () => {
  it.each(laws)('hold by a quadrature over f and f*: labels %s', (_, labels) => {
    const problem = linearProblem(logistic, labels, { samples: 3, ridge: 0.2, rho: 2, offset: 0.8 });
    const solution = solve(problem);
    for (const error of quadrature(problem, labels, solution)) expect(Math.abs(error)).toBeLessThan(1e-10);
    const { state } = solution;
    const off = { ...solution, state: { ...state, offset: state.offset! + 1e-6 } };
    expect(Math.abs(quadrature(problem, labels, off)[3]!)).toBeGreaterThan(1e-8);
  });

  it.each(['square', 'logistic', 'squared-hinge'] as const)(
    'are solved over ten decades of everything: %s',
    (loss) => {
      const next = generator(31);
      for (let i = 0; i < 100; i++) {
        const problem = randomOffset(next, loss);
        const solution = solveStateEvolution(problem);
        expect(solution, `#${i}`).toMatchObject({ converged: true });
        expect(literatureResidual(problem, solution), `#${i}`).toBeLessThan(1e-9);
      }
    },
  );

  it.each(['square', 'logistic', 'squared-hinge'] as const)('are solved in both phases: %s', (loss) => {
    const next = generator(32);
    for (let i = 0; i < 40; i++) {
      const drawn = randomOffset(next, loss);
      const { kernel, features, channel } = drawn;
      const rank = kernel.tail > 0 ? features : Math.min(features, kernel.rank);
      const threshold =
        loss === 'square' ? rank : separableSamples(kernel, features, channel.labels, channel.offset);
      const gap = (next() < 0.5 ? -1 : 1) * 10 ** (-3 * next() - 0.01);
      const samples = threshold < infinite ? threshold * (1 + gap) : drawn.samples;
      const problem = { ...drawn, samples, ridge: 0 };
      const solution = solveRidgeless(problem, hinge, threshold);
      expect(solution, `#${i}`).toMatchObject({ converged: true, interpolating: samples < threshold });
      expect(literatureResidual(separated(problem, solution), solution), `#${i}`).toBeLessThan(1e-9);
    }
  });

  it.each(lossNames)('have no second solution: %s', (loss) => {
    const problem = linearProblem(losses[loss], probit(0.2), { samples: 2, ridge: 0.1, offset: 0.7 });
    const right = solve(problem);
    expect(otherSolution(problem, right)).toBeNull();
    const wrong = { ...right, state: { ...right.state, offset: right.state.offset! + 0.01 } };
    const other = otherSolution(problem, wrong);
    expect(relativeError(other!.state.offset!, right.state.offset!)).toBeLessThan(1e-9);
  });

  it.each(lossNames)('are those without where the teacher has none: %s', (loss) => {
    for (const [, labels] of laws) {
      const options = { samples: 2, ridge: 0.1, rho: 1.5 };
      const { state } = solve(linearProblem(losses[loss], labels, { ...options, offset: 0 }));
      const alike = solve(linearProblem(losses[loss], labels, options)).state;
      for (const name of ['v', 'q', 't'] as const)
        expect(relativeError(state[name], alike[name]), name).toBeLessThan(1e-10);
      expect(Math.abs(state.offset!)).toBeLessThan(1e-12);
      expect(alike.offset).toBeUndefined();
    }
  });

  it.each(lossNames)('turn around with the teacher: %s', (loss) => {
    for (const [, labels] of laws) {
      const at = (offset: number) =>
        solve(linearProblem(losses[loss], labels, { samples: 2, ridge: 0.1, offset })).state;
      const [up, down] = [at(0.6), at(-0.6)];
      for (const name of ['v', 'q', 't'] as const)
        expect(relativeError(up[name], down[name]), name).toBeLessThan(1e-11);
      expect(up.offset!).toBeGreaterThan(0.1);
      expect(relativeError(-down.offset!, up.offset!)).toBeLessThan(1e-11);
    }
  });

  it('do not see the units of the teacher', () => {
    const at = (c: number) =>
      solve(
        linearProblem(logistic, probit(0.3 * c * c), { samples: 3, ridge: 0.02, rho: 2 * c * c, offset: c }),
      ).state;
    for (const c of [1e-3, 1e3])
      for (const name of ['v', 'q', 't', 'offset'] as const)
        expect(relativeError(at(c)[name]!, at(1)[name]!), name).toBeLessThan(1e-10);
  });

  it('are of the square loss those of labels less their mean', () => {
    for (const [, labels] of laws) {
      const options = { samples: 3, ridge: 0.2, rho: 1.5 };
      const problem = linearProblem(square, labels, { ...options, offset: -0.9 });
      const solution = solve(problem);
      const mean = 2 * labels.given(1.5).probability(-0.9) - 1;
      expect(relativeError(solution.state.offset!, mean)).toBeLessThan(1e-11);
      // Ridge regression: V does not see the labels; m and q through E y f* and what of the labels is left.
      const { v, q, m } = overlapsOf(problem, solution);
      const alike = solve(linearProblem(square, labels, options)).state;
      expect(relativeError(v, alike.v)).toBeLessThan(1e-11);
      const kept = v / (1 + v);
      const slope = 2 * labels.given(1.5).density(-0.9);
      const degrees = 3 * kept;
      expect(relativeError(m, degrees * slope * 1.5)).toBeLessThan(1e-10);
      const aligned = (degrees * slope) ** 2 * 1.5;
      const left = 1 - mean * mean - 2 * slope * m + q;
      expect(relativeError(q, aligned + 3 * kept * kept * left)).toBeLessThan(1e-10);
    }
  });

  it('tend for λ → ∞ to the log odds, to second order in 1/λ, and to the direction Σ (y − ȳ) x: logistic', () => {
    for (const [, labels] of laws) {
      const chance = labels.given(2).probability(0.7);
      const odds = Math.log(chance / (1 - chance));
      const t = labels.given(2).density(0.7) * Math.sqrt((3 * 2) / (chance * (1 - chance)));
      const [a, b, c] = [1e2, 1e3, 1e4].map((ridge) => {
        const { state } = solve(linearProblem(logistic, labels, { samples: 3, ridge, rho: 2, offset: 0.7 }));
        return { offset: state.offset! / odds - 1, t: state.t / t - 1 };
      }) as [{ offset: number; t: number }, { offset: number; t: number }, { offset: number; t: number }];
      expect(a.offset / b.offset).toBeCloseTo(100, -1);
      expect(b.offset / c.offset).toBeCloseTo(100, -1);
      expect(Math.abs(c.offset)).toBeLessThan(1e-7);
      expect(a.t / b.t).toBeCloseTo(10, 0);
      expect(b.t / c.t).toBeCloseTo(10, 0);
      expect(Math.abs(c.t)).toBeLessThan(1e-3);
    }
  });
});

/**
 * Candès & Sur, arXiv:1804.09753v1, Theorem 2: the largest p/n at which the likelihood has no maximum begins at
 *
 *     h(β0, γ0) = min over t0, t1 of E (t0 Y + t1 V − Z)₊²,   V = Y X,  P(Y = 1 | X) = P(β0 + γ0 X)
 *
 * by the roots of its derivatives, one within the other; the mean over Z is in closed form.
 */
function candesSur(labels: BinaryLabels, beta0: number, gamma0: number): number {
  const first = (x: number) => x * normalCdf(x) + density(x);
  const second = (x: number) => (x * x + 1) * normalCdf(x) + x * density(x);
  const mean = (f: (y: number, x: number) => number) =>
    expectations(
      (x) => {
        const chance = labels.probability(beta0 + gamma0 * x);
        return [chance * f(1, x) + (1 - chance) * f(-1, x)];
      },
      [{ at: -beta0 / gamma0, width: 0.1 }],
    )[0]!;
  const best = (t1: number) =>
    bracketedRoot((t0) => mean((y, x) => y * first(t0 * y + t1 * y * x)), [-60, 60]);
  const slope = (t1: number) => {
    const t0 = best(t1);
    return mean((y, x) => y * x * first(t0 * y + t1 * y * x));
  };
  const t1 = bracketedRoot(slope, [-40, 0]);
  const t0 = best(t1);
  return mean((y, x) => second(t0 * y + t1 * y * x));
}

describe('separableSamples with an offset', () => {
  it.each([
    ['logit', logit, 0.5, 1],
    ['logit', logit, 2, 1.5],
    ['logit', logit, -1, 3],
    ['probit', probit(0.3), 1, 1],
    ['flip', flip(0.1), 0.6, 2],
  ] as const)('is that of Candès & Sur: %s', (_, labels, beta0, gamma0) => {
    const samples = separableSamples(isotropic(gamma0 ** 2), infinite, labels, beta0);
    expect(relativeError(1 / samples, candesSur(labels, beta0, gamma0))).toBeLessThan(1e-9);
    expect(samples).toBeGreaterThan(separableSamples(isotropic(gamma0 ** 2), infinite, labels));
  });

  it('is that without where the teacher has none', () => {
    for (const [, labels] of laws.slice(1)) {
      const without = separableSamples(isotropic(2), infinite, labels);
      expect(relativeError(separableSamples(isotropic(2), infinite, labels, 0), without)).toBeLessThan(1e-12);
    }
  });

  it('is infinite of the signs of a linear function', () => {
    for (const offset of [1e-3, 0.5, -2, 4])
      expect(separableSamples(isotropic(), infinite, sign, offset)).toBe(infinite);
    expect(separableSamples({ ...isotropic(), unlearnable: 0.1 }, infinite, sign, 0.5)).toBeLessThan(200);
  });

  it('is where the maximum margin vanishes linearly, and the maximum of the likelihood diverges', () => {
    const threshold = separableSamples(isotropic(), infinite, logit, 0.8);
    const normAt = (samples: number) => {
      const problem = linearProblem(logistic, logit, { samples, ridge: 0, offset: 0.8 });
      const solution = solveRidgeless(problem, hinge, threshold);
      expect(solution.converged).toBe(true);
      return Math.sqrt(solution.state.q);
    };
    const margins = [1e-1, 1e-2, 1e-3].map((gap) => 1 / (gap * normAt(threshold * (1 - gap))));
    expect(relativeError(margins[1]!, margins[2]!)).toBeLessThan(0.02);
    const norms = [1e-1, 1e-2, 1e-3].map((gap) => normAt(threshold * (1 + gap)));
    expect(norms[1]!).toBeGreaterThan(2 * norms[0]!);
    expect(norms[2]!).toBeGreaterThan(2 * norms[1]!);
  });
});
