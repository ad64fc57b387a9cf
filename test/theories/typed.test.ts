/** Slips in formulas and equations as they are typed. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import { solveSystem } from '../../src/expressions/solve.ts';
import { parseSystem } from '../../src/expressions/system.ts';
import { name, number, operator, substitute } from '../../src/expressions/tree.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { predict } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { diagnose, type Refuted } from '../../src/theories/diagnosis.ts';
import { relativeError } from '../helpers/random.ts';
import { engineOf, pointOf, slipNames, typed } from './refuted.ts';

const names = ['gamma', 'signal', 'noise', 'ridge'];
const points = [
  { gamma: 0.6, signal: 1.2, noise: 0.3, ridge: 0.05 },
  { gamma: 1.7, signal: 0.8, noise: 0.7, ridge: 0.4 },
].map((point) => pointOf('linear', point));
const diagnosed = (claimAt: Refuted['claimAt'], quantity = 'excessRisk', form = 'formula') =>
  diagnose({ ...engineOf('linear'), quantity, points, claimAt, form });

/** Hastie et al., Section 6, in m(−λ) and its derivative. */
const hastie = (lambda: string, noise = 'noise', gamma = 'gamma') => {
  const m = `mp(-${lambda}, ${gamma})`;
  const slope = `-derivative(${m}, ridge)*ridge/${lambda}`;
  return `signal*(${lambda})^2*(${slope}) + ${noise}*${gamma}*(${m} - ${lambda}*(${slope}))`;
};

describe('a typed formula', () => {
  it.each<[text: string, slips: readonly string[]]>([
    [hastie('ridge'), []],
    [`1.05*(${hastie('ridge')})`, []],
    [hastie('(ridge/2)'), ['ridge → ridge*2']],
    [hastie('(ridge/gamma)'), ['ridge → ridge*gamma']],
    [hastie('ridge', 'noise^2'), ['noise → sqrt(noise)']],
    [hastie('ridge', 'sqrt(noise)'), ['noise → noise^2']],
    [hastie('ridge', 'noise', '(1/gamma)'), ['gamma → 1/gamma']],
    [hastie('ridge', '0'), ['engine at noise 0']],
    [`${hastie('ridge')} + noise`, ['testError']],
    [`(${hastie('ridge')} + noise)/2`, ['testError/2']],
    [`(${hastie('ridge')})/2`, ['excessRisk/2']],
  ])('%s', (text, slips) => {
    expect(slipNames(diagnosed(typed(text, names)))).toEqual(slips);
  });

  it('keeps the variables that it binds, whatever they are called', () => {
    // The expectation over a variable called noise is 1.
    const text = hastie('(ridge*gauss(noise^2, noise)/2)');
    expect(slipNames(diagnosed(typed(text, names)))).toEqual(['ridge → ridge*2']);
    const squared = hastie('ridge', 'noise^2*gauss(noise^2, noise)');
    expect(slipNames(diagnosed(typed(squared, names)))).toEqual(['noise → sqrt(noise)']);
  });

  it.each([
    'ridge^3*derivative(ridge^2*sin(ridge*gamma), ridge)',
    'derivative(limit((exp(x*ridge^2) - 1)/x, x, 0), ridge)',
    'gauss(max(ridge*z - gamma, 0)^2, z) + gauss(ridge^2, ridge)',
    'root(ridge*k - k^3 + 1, k, 0, 10) + integral(ridge*x, x, 0, ridge)',
  ])('with a replaced value is the formula with the name replaced: %s', (text) => {
    const expression = parseExpression(text, claimVocabulary(['gamma', 'ridge']));
    const slot = 1;
    const doubled = operator('*', name('ridge', slot), number(2));
    const replaced = { ...expression, tree: substitute(expression.tree, slot, doubled) };
    const expected = evaluate(replaced, [0.7, 0.3]).value!;
    expect(relativeError(evaluate(expression, [0.7, 0.6]).value!, expected)).toBeLessThan(1e-9);
    expect(relativeError(evaluate(expression, [0.7, 0.3]).value!, expected)).toBeGreaterThan(0.01);
  });

  it('asks the model at the tested point, whatever the parameters of the formula stand for', () => {
    const linear = modelNamed('linear');
    const kappaAt = (point: Point) => ({
      engineKappa: (ridge: number) => predict(linear, { ...point, ridge }).kappa ?? Number.NaN,
    });
    // The degrees of freedom per sample are γ/(1 + κ).
    const claimed = (text: string) =>
      slipNames(diagnosed(typed(text, names, kappaAt, ['engineKappa']), 'degreesOfFreedom'));
    expect(claimed('gamma/(1 + engineKappa(ridge))')).toEqual([]);
    expect(claimed('1/gamma/(1 + engineKappa(ridge))')).toEqual(['gamma → 1/gamma']);
    expect(claimed('gamma/(1 + engineKappa(2*ridge))')).toEqual(['ridge → ridge/2']);
  });
});

describe('a system of equations', () => {
  const system = (ridge: string, noise: string) => {
    const parsed = parseSystem(
      {
        unknowns: { kap: { start: '1 + gamma', domain: 'kap > 0' } },
        equations: [`kap - ${ridge} - gamma*kap/(1 + kap)`],
        let: { d2: 'gamma/(1 + kap)^2' },
      },
      names,
      { excessRisk: `(signal*kap^2/(1 + kap)^2 + ${noise})/(1 - d2) - ${noise}` },
    );
    return diagnosed(
      (values) =>
        solveSystem(
          parsed,
          names.map((each) => Number(values[each])),
        ).quantities['excessRisk']?.value ?? null,
      'excessRisk',
      'system',
    );
  };

  it('has slips, too', () => {
    expect(slipNames(system('ridge', 'noise'))).toEqual([]);
    expect(slipNames(system('2*ridge', 'noise'))).toEqual(['ridge → ridge/2']);
    expect(system('ridge', 'noise^2').slips).toEqual([
      {
        name: 'noise → sqrt(noise)',
        sentence:
          'noise is the standard deviation in the system, and the variance in the engine: the system agrees with the engine at every tested point when noise is replaced by sqrt(noise)',
      },
    ]);
  });
});
