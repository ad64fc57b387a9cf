/**
 * Values of published programs, test/reference/classification.json, among them those that others get wrong
 * without a word.
 */
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/numerics/erf.ts';
import { findActivation, hermiteCoefficients } from '../../../src/parts/features/activations.ts';
import { logit } from '../../../src/parts/labels/logit.ts';
import { probit } from '../../../src/parts/labels/probit.ts';
import { random } from '../../../src/parts/labels/random.ts';
import { sign } from '../../../src/parts/labels/sign.ts';
import { hinge } from '../../../src/parts/losses/hinge.ts';
import { logistic } from '../../../src/parts/losses/logistic.ts';
import { losses } from '../../../src/parts/losses/loss.ts';
import { shrunkLogistic } from '../../../src/parts/losses/shrunkLogistic.ts';
import type { Kernel } from '../../../src/theory/kernel.ts';
import { separableSamples, solveRidgeless } from '../../../src/theory/replica/interpolation.ts';
import { bayesOverlap } from '../../../src/theory/replica/perceptron.ts';
import { targetPower } from '../../../src/theory/replica/spectral.ts';
import { type ConvexProblem, solveStateEvolution } from '../../../src/theory/replica/stateEvolution.ts';
import { relativeError } from '../../helpers/random.ts';
import {
  errorOf,
  isotropic,
  linearProblem,
  literatureResidual,
  overlapsOf,
} from '../../helpers/stateEvolution.ts';
import reference from '../../reference/classification.json' with { type: 'json' };

const infinite = Number.POSITIVE_INFINITY;
const separableAlways = infinite;

function solve(problem: ConvexProblem) {
  const solution =
    problem.ridge > 0 ? solveStateEvolution(problem) : solveRidgeless(problem, hinge, separableAlways);
  expect(solution.converged).toBe(true);
  return { ...overlapsOf(problem, solution), vLambda: solution.kappa, solution };
}

/** Random features in units of the input dimension. */
function featureKernel(mu1: number, muStar: number): Kernel {
  return { ...isotropic(), eigenvalues: [mu1 * mu1], tail: muStar * muStar };
}

function expectClose(
  got: Readonly<Record<string, unknown>>,
  want: Readonly<Record<string, unknown>>,
  tolerance: number,
) {
  for (const name of ['error', 'q', 'm', 'v'].filter((key) => key in want)) {
    expect(relativeError(Number(got[name]), Number(want[name])), name).toBeLessThan(tolerance);
  }
}

describe('published values', () => {
  it.each(reference.bayes.rows)('Bayes-optimal at alpha = $alpha', ({ alpha, q, error }) => {
    const t = bayesOverlap(isotropic(), alpha, sign);
    expect(relativeError((t * t) / (1 + t * t), q)).toBeLessThan(1e-12);
    expect(relativeError(errorOf(t), error)).toBeLessThan(1e-12);
  });

  it.each(reference.brglm2.rows)(
    'maximum (penalised) likelihood at kappa = $kappa, gamma = $gamma, a = $a',
    (row) => {
      const rho = row.gamma ** 2;
      const problem = linearProblem(row.a === 1 ? logistic : shrunkLogistic(row.a), logit, {
        samples: 1 / row.kappa,
        ridge: 0,
        rho,
      });
      const threshold = row.a === 1 ? separableSamples(isotropic(rho), infinite, logit) : 1;
      const solution = solveRidgeless(problem, hinge, threshold);
      expect(solution).toMatchObject({ converged: true, interpolating: false });
      const { v, q, m } = overlapsOf(problem, solution);
      const tolerance = Math.max(1e-9, 10 * row.residual);
      expect(relativeError(m / rho, row.mu)).toBeLessThan(tolerance);
      expect(relativeError(v, row.b)).toBeLessThan(tolerance);
      expect(relativeError(Math.sqrt((q - (m * m) / rho) / row.kappa), row.sigma)).toBeLessThan(tolerance);
    },
  );

  it.each(reference.brglm2Intercept.rows)('maximum likelihood at intercept $theta', (row) => {
    const { kappa, theta: offset } = row;
    const rho = row.gamma ** 2;
    const problem = linearProblem(logistic, logit, { samples: 1 / kappa, ridge: 0, rho, offset });
    const threshold = separableSamples(isotropic(rho), infinite, logit, offset);
    const solution = solveRidgeless(problem, hinge, threshold);
    expect(solution).toMatchObject({ converged: true, interpolating: false });
    const { v, q, m } = overlapsOf(problem, solution);
    expect(relativeError(m / rho, row.mu)).toBeLessThan(1e-8);
    expect(relativeError(v, row.b)).toBeLessThan(1e-8);
    expect(relativeError(Math.sqrt((q - (m * m) / rho) / kappa), row.sigma)).toBeLessThan(1e-8);
    expect(Math.abs(solution.state.offset! - row.iota)).toBeLessThan(1e-8 * Math.max(1, row.iota));
  });

  it.each(reference.gcmrust.rows)('logistic at alpha = $alpha, lambda = $lambda, delta = $delta', (row) => {
    const { alpha: samples, lambda: ridge } = row;
    expectClose(solve(linearProblem(logistic, probit(row.delta), { samples, ridge })), row, 1e-11);
  });

  it.each(reference.gcmrustFeatures.rows)('logistic on ReLU features at alpha = $alpha', (row) => {
    const { mu1, muStar2 } = hermiteCoefficients(findActivation('relu'));
    const kernel = featureKernel(mu1, Math.sqrt(muStar2));
    const problem = {
      ...linearProblem(logistic, sign, { samples: row.alpha * row.gamma, ridge: row.lambda }),
      kernel,
      features: row.gamma,
    };
    expectClose(solve(problem), row, 1e-9);
  });

  it.each(reference.glmhd.rows)('logit labels are separable up to $kappa at gamma = $gamma', (row) => {
    const samples = separableSamples(isotropic(row.gamma ** 2), infinite, logit);
    expect(relativeError(1 / samples, row.kappa)).toBeLessThan(1e-12);
  });

  it.each(reference.hinge.rows)('hinge at alpha = $alpha, lambda = $lambda', ({ m, ...row }) => {
    const got = solve(linearProblem(hinge, sign, { samples: row.alpha, ridge: row.lambda }));
    expectClose(got, row, 1e-11);
    // The program's own.
    expect(relativeError(got.m, m)).toBeLessThan(1e-9);
    const vLambda = row.lambda === 0 ? got.solution.kappa : got.v * row.lambda;
    // κ z(κ) with z = 1/(1 + κ).
    expect(relativeError(row.lambda === 0 ? vLambda / (1 + vLambda) : vLambda, row.vLambda)).toBeLessThan(
      1e-9,
    );
  });

  const powerLaw = ({ p, capacity, r }: { p: number; capacity: number; r: number }): Kernel => {
    const ranks = Array.from({ length: p }, (_, i) => i + 1);
    return {
      ...isotropic(),
      eigenvalues: ranks.map((k) => p * k ** -capacity),
      multiplicities: ranks.map(() => 1 / p),
      targets: ranks.map((k) => k ** -(1 + 2 * capacity * r)),
    };
  };
  const onPowerLaw = (row: (typeof reference.hingePowerLaw.rows)[number], ridge: number): ConvexProblem => {
    const kernel = powerLaw(row);
    const rho = targetPower(kernel);
    return { ...linearProblem(hinge, sign, { samples: row.alpha, ridge, rho }), kernel };
  };

  it.each(reference.hingePowerLaw.rows)('hinge on a power law at lambda = $lambda', (row) => {
    expectClose(solve(onPowerLaw(row, row.lambda)), row, 1e-8);
  });

  it.each(reference.gcmproject.rows)(
    '$loss loss at alpha = $alpha, lambda = $lambda',
    ({ error, ...row }) => {
      const loss = row.loss === 'square' ? losses.square : logistic;
      const got = solve(linearProblem(loss, sign, { samples: row.alpha, ridge: row.lambda }));
      expect(relativeError(got.error, error)).toBeLessThan(1e-11);
      expectClose(got, row, 1e-8);
    },
  );

  it.each(reference.tripleDescent.rows)('square loss on $activation features, psi1 = $psi1', (row) => {
    const { mu1, muStar2 } = hermiteCoefficients(findActivation(row.activation));
    const muStar = row.activation === 'erf' ? 0.200364 : Math.sqrt(muStar2);
    const problem = {
      ...linearProblem(losses.square, sign, { samples: row.psi2, ridge: row.lam / row.psi1 }),
      kernel: featureKernel(mu1, muStar),
      features: row.psi1,
    };
    expectClose(solve(problem), row, 1e-11);
  });

  describe('where other programs are silently wrong', () => {
    it('logistic at alpha = 2.5, lambda = 1e-6, delta = 0.5, where a hundred iterations are 21 % off', () => {
      const problem = linearProblem(logistic, probit(0.5), { samples: 2.5, ridge: 1e-6 });
      const { q, solution } = solve(problem);
      expect(literatureResidual(problem, solution)).toBeLessThan(1e-11);
      expect(relativeError(q, 3407.656350569)).toBeLessThan(1e-11);
    });

    it('hinge on a power law at lambda = 1e-4: 0.0477, not 0.0611', () => {
      const row = reference.hingePowerLaw.rows[1]!;
      const { error } = solve(onPowerLaw(row, 1e-4));
      expect(relativeError(error, row.error)).toBeLessThan(1e-8);
      expect(error).toBeCloseTo(0.0477, 4);
    });

    it('square loss on erf features: 0.2042, not 0.2361', () => {
      const { mu1, muStar2 } = hermiteCoefficients(findActivation('erf'));
      const problem = {
        ...linearProblem(losses.square, sign, { samples: 3, ridge: 0.05 }),
        kernel: featureKernel(mu1, Math.sqrt(muStar2)),
        features: 2,
      };
      expect(solve(problem).error).toBeCloseTo(0.20421, 5);
    });

    it('logistic at alpha = 0.5, lambda = 0.1: 0.3228, and m below √q', () => {
      const { error, m, q } = solve(linearProblem(logistic, sign, { samples: 0.5, ridge: 0.1 }));
      expect(error).toBeCloseTo(0.32275067, 8);
      expect(m).toBeLessThan(Math.sqrt(q));
    });

    it("Gardner's capacity at margin 1: 0.5196, not 0.5", () => {
      // 1/α_c(1) = ∫_{−1}^∞ (1 + t)² Dt = 2 Φ(1) + φ(1).
      const inverse = 2 * normalCdf(1) + Math.exp(-0.5) / Math.sqrt(2 * Math.PI);
      const problem = linearProblem(hinge, random, { samples: 1 / inverse, ridge: 0 });
      const { state, converged } = solveRidgeless(problem, hinge, 2);
      expect(converged).toBe(true);
      expect(relativeError(1 / Math.sqrt(state.q), 1)).toBeLessThan(1e-12);
      expect(1 / inverse).toBeCloseTo(0.5196, 4);
    });
  });
});
