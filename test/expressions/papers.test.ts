/** Systems typed as their papers print them, against the engine and published values; and slips in them, which differ. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import { type SystemSolution, solveSystem } from '../../src/expressions/solve.ts';
import { parseSystem, type SystemText } from '../../src/expressions/system.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { predict } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { findActivation, hermiteCoefficients } from '../../src/parts/features/activations.ts';
import { logit } from '../../src/parts/labels/logit.ts';
import { sign } from '../../src/parts/labels/sign.ts';
import { logistic } from '../../src/parts/losses/logistic.ts';
import { losses } from '../../src/parts/losses/loss.ts';
import { predictClassifier } from '../../src/theory/replica/prediction.ts';
import { relativeError } from '../helpers/random.ts';
import { isotropic } from '../helpers/stateEvolution.ts';
import likelihood from '../reference/brglm2_solve_se.json' with { type: 'json' };
import meiMontanari from '../reference/mei_montanari_dd_core.json' with { type: 'json' };

type Point = Readonly<Record<string, number>>;

function solved(
  text: SystemText,
  point: Point,
  quantities: Readonly<Record<string, string>>,
): SystemSolution {
  const system = parseSystem(text, Object.keys(point), quantities);
  const solution = solveSystem(system, Object.values(point));
  expect(solution.reason).toBeNull();
  return solution;
}

function read(solution: SystemSolution, quantity: string): number {
  const outcome = solution.quantities[quantity]!;
  expect(outcome.gap).toBeUndefined();
  return outcome.value!;
}

/** What the engine says of isotropic inputs, p/n = gamma. */
function engineRisk(point: Point): number {
  const fixed = { signal: 1, nonlinear: 0, observedShare: 1, blocks: 'isotropic', distribution: 'gaussian' };
  return predict(modelNamed('linear'), { ...fixed, ...point }).excessRisk!;
}

describe('Hastie et al., arXiv:1903.08560', () => {
  const closedForm = 'gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)';
  const slip = 'gamma < 1 ? noise*gamma/(1-gamma) : 1 - gamma + noise/(gamma-1)';

  it.each([0.2, 0.8, 1.3, 3])('Theorem 1 at gamma = %d', (gamma) => {
    const names = ['gamma', 'noise'];
    const value = (text: string) =>
      evaluate(parseExpression(text, claimVocabulary(names)), [gamma, 0.3]).value!;
    const engine = engineRisk({ gamma, noise: 0.3, ridge: 0 });
    expect(relativeError(value(closedForm), engine)).toBeLessThan(1e-12);
    if (gamma > 1) expect(relativeError(value(slip), engine)).toBeGreaterThan(0.1);
  });

  const fixedPoint: SystemText = {
    unknowns: { kap: { start: '1 + gamma', domain: 'kap > 0' } },
    equations: ['kap - ridge - gamma*kap/(1+kap)'],
    let: { d2: 'gamma/(1+kap)^2' },
  };
  const risk = { excessRisk: '(kap^2/(1+kap)^2 + noise)/(1-d2) - noise' };

  it.each([
    { gamma: 0.5, noise: 0.1, ridge: 1e-6 },
    { gamma: 1, noise: 1, ridge: 1e-4 },
    { gamma: 2, noise: 0.5, ridge: 0.1 },
    { gamma: 3, noise: 0, ridge: 10 },
  ])('ridge regression as a fixed point at %o', (point) => {
    const solution = solved(fixedPoint, point, risk);
    expect(relativeError(read(solution, 'excessRisk'), engineRisk(point))).toBeLessThan(1e-12);
    expect(solution.residual).toBeLessThan(1e-14);
  });

  it('ridge regression by the Stieltjes transform of Marchenko & Pastur', () => {
    const point = { gamma: 2, noise: 0.5, ridge: 0.1 };
    const slope = 'derivative(mp(-ridge, gamma), ridge)';
    const text = `-ridge^2*${slope} + noise*gamma*(mp(-ridge, gamma) + ridge*${slope})`;
    const outcome = evaluate(
      parseExpression(text, claimVocabulary(Object.keys(point))),
      Object.values(point),
    );
    expect(relativeError(outcome.value!, engineRisk(point))).toBeLessThan(1e-12);
  });

  it('differs where the ratio is left out', () => {
    const point = { gamma: 2, noise: 0.5, ridge: 0.1 };
    const wrong = { ...fixedPoint, equations: ['kap - ridge - kap/(1+kap)'] };
    expect(relativeError(read(solved(wrong, point, risk), 'excessRisk'), engineRisk(point))).toBeGreaterThan(
      0.05,
    );
  });
});

describe('Mei & Montanari, arXiv:1908.05355', () => {
  const { mu1, muStar2 } = hermiteCoefficients(findActivation('relu'));
  const zeta = mu1 / Math.sqrt(muStar2);
  const system: SystemText = {
    unknowns: {
      nu1: { start: 'i*sqrt(psi1/psi2/lambdaBar)', domain: 'im(nu1) > 0', complex: true },
      nu2: { start: 'i*sqrt(psi2/psi1/lambdaBar)', domain: 'im(nu2) > 0', complex: true },
    },
    let: {
      xi: 'i*sqrt(psi1*psi2*lambdaBar)',
      chi: 'nu1*nu2',
      E0: '-chi^5*zeta^6 + 3*chi^4*zeta^4 + (psi1*psi2 - psi2 - psi1 + 1)*chi^3*zeta^6 - 2*chi^3*zeta^4 - 3*chi^3*zeta^2 + (psi1 + psi2 - 3*psi1*psi2 + 1)*chi^2*zeta^4 + 2*chi^2*zeta^2 + chi^2 + 3*psi1*psi2*chi*zeta^2 - psi1*psi2',
      E1: 'psi2*chi^3*zeta^4 - psi2*chi^2*zeta^2 + psi1*psi2*chi*zeta^2 - psi1*psi2',
      E2: 'chi^5*zeta^6 - 3*chi^4*zeta^4 + (psi1 - 1)*chi^3*zeta^6 + 2*chi^3*zeta^4 + 3*chi^3*zeta^2 + (-psi1 - 1)*chi^2*zeta^4 - 2*chi^2*zeta^2 - chi^2',
    },
    equations: [
      'nu1 - psi1/(-xi - nu2 - zeta^2*nu2/(1 - zeta^2*nu1*nu2))',
      'nu2 - psi2/(-xi - nu1 - zeta^2*nu1/(1 - zeta^2*nu1*nu2))',
    ],
  };
  const quantities = { excessRisk: 'E1/E0 + noise*E2/E0' };
  const rows = meiMontanari.filter(({ parameters, model }) => parameters.lam >= 1e-3 && /ReLU/.test(model));
  const pointOf = ({ parameters }: (typeof rows)[number]) => ({
    psi1: parameters.psi1,
    psi2: parameters.psi2,
    lambdaBar: parameters.lam / muStar2,
    zeta,
    noise: parameters.tau2,
  });

  it.each(rows)('$parameters', (row) => {
    const solution = solved(system, pointOf(row), quantities);
    expect(relativeError(read(solution, 'excessRisk'), row.value_50digits)).toBeLessThan(1e-9);
    expect(Math.abs(solution.unknowns['nu1']!.re)).toBeLessThan(1e-12 * solution.unknowns['nu1']!.im);
  });

  it.each([
    { psi1: 1, psi2: 3 },
    { psi1: 2.999, psi2: 3 },
    { psi1: 6, psi2: 3 },
    { psi1: 0.5, psi2: 0.2 },
  ])('without ridge at %o, by unknowns that stay finite', (ratios) => {
    // A and B are −i xi nu1 and −i xi nu2, one of which is 0 there, and c is −nu1 nu2.
    const finite: SystemText = {
      unknowns: {
        A: { start: 'psi1', domain: 'A > 0' },
        B: { start: 'psi2', domain: 'B > 0' },
        c: { start: '1', domain: 'c > 0' },
      },
      let: { ...system.let, xi: '0', chi: '-c', t: 'c + zeta^2*c/(1 + zeta^2*c)' },
      equations: ['A + t - psi1', 'B + t - psi2', 'A*B - psi1*psi2*lambdaBar*c'],
    };
    const solution = solved(finite, { ...ratios, lambdaBar: 0, zeta, noise: 0.2 }, quantities);
    expect(solution.from).toBe('edge');
    const relu = { activation: 'relu', weights: 'sphere', signal: 1, nonlinear: 0 };
    const point = { ...relu, ...ratios, noise: 0.2, ridge: 0 };
    const engine = predict(modelNamed('random-features'), point).excessRisk!;
    expect(relativeError(read(solution, 'excessRisk'), engine)).toBeLessThan(1e-11);
  });

  it('differs where the square of zeta is lost', () => {
    const wrong = { ...system, equations: system.equations.map((each) => each.replaceAll('zeta^2', 'zeta')) };
    const value = read(solved(wrong, pointOf(rows[0]!), quantities), 'excessRisk');
    expect(relativeError(value, rows[0]!.value_50digits)).toBeGreaterThan(0.01);
  });
});

describe('Sur & Candès, arXiv:1803.06964, the three equations of the logistic likelihood', () => {
  // rho'(t) = sigmoid(t), Q1 = strength z1, prox of lambda rho at Q2 by that of the logistic loss of −Q2.
  const prox = '-prox(logistic, alpha*strength*z1 - sqrt(kappa)*sigma*z2, lam)';
  const system: SystemText = {
    unknowns: {
      alpha: { start: '1', domain: 'alpha > 0' },
      sigma: { start: '1', domain: 'sigma > 0' },
      lam: { start: '1', domain: 'lam > 0' },
    },
    equations: [
      `sigma^2 - gauss(gauss(2*sigmoid(strength*z1)*(lam*sigmoid(${prox}))^2, z2), z1)/kappa^2`,
      `gauss(gauss(sigmoid(strength*z1)*strength*z1*lam*sigmoid(${prox}), z2), z1)`,
      `1 - kappa - gauss(gauss(2*sigmoid(strength*z1)/(1 + lam*sigmoid(${prox})*sigmoid(-(${prox}))), z2), z1)`,
    ],
  };
  const row = likelihood.find(({ parameters }) => parameters.kappa === 0.1 && parameters.alpha === 1)!;
  const point = { kappa: row.parameters.kappa, strength: row.parameters.signal_strength_gamma };

  it('has the solution of the engine, and of brglm2', () => {
    const { unknowns } = solved(system, point, {});
    const [alpha, lam, sigma] = ['alpha', 'lam', 'sigma'].map((name) => unknowns[name]!.re) as [
      number,
      number,
      number,
    ];
    const engine = predictClassifier(
      isotropic(point.strength ** 2),
      { samples: 1 / point.kappa, features: Number.POSITIVE_INFINITY, ridge: 0 },
      { loss: logistic, labels: logit, separator: losses.hinge, rule: 'minimise' },
    );
    expect(relativeError(alpha, engine.slope!)).toBeLessThan(1e-10);
    expect(relativeError(lam, engine.V!)).toBeLessThan(1e-10);
    expect(relativeError(sigma, engine.deviation! / Math.sqrt(point.kappa))).toBeLessThan(1e-10);
    for (const [i, value] of [alpha, lam, sigma].entries())
      expect(relativeError(value, (row.value as number[])[i]!)).toBeLessThan(4e-8);
  });

  it('differs where a factor 2 is lost', () => {
    const equations = [system.equations[0]!.replace('2*sigmoid', 'sigmoid'), ...system.equations.slice(1)];
    const { unknowns } = solved({ ...system, equations }, point, {});
    expect(relativeError(unknowns['sigma']!.re, (row.value as number[])[2]!)).toBeGreaterThan(0.1);
  });
});

describe('Gerace et al., arXiv:2002.09339, logistic regression on random features', () => {
  // Per feature: alpha = n/p, gamma = d/p; FFᵀ/p is Marchenko–Pastur of ratio gamma.
  const system: SystemText = {
    unknowns: {
      V: { start: '1', domain: 'V > 0' },
      q: { start: '1', domain: 'q > 0' },
      m: { start: '0.5', domain: 'm > 0 and m^2 < q' },
    },
    let: {
      rest: '1 - m^2/q',
      Vh: 'alpha*2*gauss(Phi(m/sqrt(q)*z/sqrt(rest))*(1/(V + 1/(sigmoid(prox(logistic, sqrt(q)*z, V))*sigmoid(-prox(logistic, sqrt(q)*z, V))))), z)',
      qh: 'alpha*2*gauss(Phi(m/sqrt(q)*z/sqrt(rest))*((prox(logistic, sqrt(q)*z, V) - sqrt(q)*z)/V)^2, z)',
      mh: 'alpha*2*gauss(phi(m/sqrt(q)*z/sqrt(rest))/sqrt(rest)*(prox(logistic, sqrt(q)*z, V) - sqrt(q)*z)/V, z)',
      Vsh: 'mu1^2*Vh/gamma',
      qsh: 'mu1^2*qh/gamma',
      msh: 'mu1*mh/gamma',
      Vwh: 'muStar2*Vh',
      qwh: 'muStar2*qh',
      x: '(ridge + Vwh)/Vsh',
      g: 'mp(-x, gamma)',
      dg: '-(gamma*g^2 + g)/(-2*gamma*x*g - x + gamma - 1)',
      Vs: '(1 - x*g)/Vsh',
      qs: '(msh^2 + qsh)/Vsh^2*(1 - 2*x*g + x^2*dg) - qwh/((ridge + Vwh)*Vsh)*(-x*g + x^2*dg)',
      ms: 'msh/Vsh*(1 - x*g)',
      Vw: 'gamma/(ridge + Vwh)*(1/gamma - 1 + x*g)',
      qw: 'gamma*qwh/(ridge + Vwh)^2*(1/gamma - 1 + x^2*dg) - gamma*(msh^2 + qsh)/((ridge + Vwh)*Vsh)*(-x*g + x^2*dg)',
    },
    equations: ['V - mu1^2*Vs - muStar2*Vw', 'q - mu1^2*qs - muStar2*qw', 'm - mu1*ms'],
  };
  const error = { classificationError: 'acos(m/sqrt(q))/pi' };
  const { mu1, muStar2 } = hermiteCoefficients(findActivation('erf'));
  const point = { alpha: 1.5, gamma: 0.5, ridge: 0.1, mu1, muStar2 };

  const engineError = (): number => {
    const kernel = { ...isotropic(), eigenvalues: [mu1 * mu1], tail: muStar2 };
    const features = 1 / point.gamma;
    const sizes = { samples: point.alpha * features, features, ridge: point.ridge };
    const classifier = { loss: logistic, labels: sign, separator: losses.hinge, rule: 'minimise' } as const;
    return predictClassifier(kernel, sizes, classifier).classificationError!;
  };

  it('has the error of the engine', () => {
    const solution = solved(system, point, error);
    expect(relativeError(read(solution, 'classificationError'), engineError())).toBeLessThan(1e-10);
  });

  it('differs where the square of mu1 is lost', () => {
    const wrong = { ...system, let: { ...system.let, Vsh: 'mu1*Vh/gamma' } };
    const value = read(solved(wrong, point, error), 'classificationError');
    expect(relativeError(value, engineError())).toBeGreaterThan(0.01);
  });
});
