/** Values with bounds of their errors, and reasons where there are none. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { compile } from '../../src/expressions/evaluate.ts';
import { namesIn, parseExpression } from '../../src/expressions/expression.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { at, outcomeOf, valueAt, vocabulary } from './language.ts';
import { host } from './page.ts';

describe('values', () => {
  it.each<[string, number]>([
    ['gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)', 1],
    ['-gamma^2 + 2^3^2', 508],
    ['(gamma > 1) + (noise > 1 or not (ridge > 1))', 2],
    ['1/gammaFunction(5) - gamma*e^0', 1 / 24 - 2],
    ['erfInverse(erf(tau)) + PhiInverse(Phi(-20))', 0.3 - 20],
    ['re((1 + 2*i)*conj(1 + 2*i)) + abs(3 + 4*i)', 10],
    ['im(exp(i*pi/2)) + re(cos(i)) - cosh(1)', 1],
    ['re((-1 + 0*i)^0.5*i)', -1],
    ['re(log(-1 + 0*i)/i)/pi', 1],
    ['im(mp(1 + 1e-9*i, 0.25))/pi', Math.sqrt((2.25 - 1) * (1 - 0.25)) / (2 * Math.PI * 0.25)],
    ['mp(-1, 0.5) - (-(1 - 0.5 + 1) + sqrt(1.5^2 + 2))', 0],
    ['mp(3, 0.25)', -0.542572892243662],
  ])('%s', (text, value) => {
    expect(valueAt(text)).toBeCloseTo(value, 8);
  });

  it('agree with the compiled code, within their own errors', () => {
    const texts = [
      'gamma*exp(-noise) - log1p(ridge)/tau',
      'max(gamma, tau)^1.5 - noise/(1 + ridge)',
      'gauss(relu(z*gamma - 1), z) + mu1*engineKappa(ridge)',
      'im(mp(1 + i, noise))',
    ];
    for (const text of texts) {
      const compiled = compile(parseExpression(text, vocabulary), { host });
      const { value, error } = outcomeOf(text) as { value: number; error: number };
      expect(Math.abs(compiled(Object.values(at)) - value)).toBeLessThanOrEqual(error);
      expect(error).toBeLessThan(1e-13);
    }
    expect(compile(parseExpression('gauss(1/z, z)', vocabulary))(Object.values(at))).toBeNaN();
  });

  it('carry the error that cancellation leaves', () => {
    const { value, error } = outcomeOf('(1 + ridge*1e-9) - 1') as { value: number; error: number };
    expect(Math.abs(value - 1e-10)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThan(1e-15);
  });

  it('are of names that hide functions and constants', () => {
    const shadowed = claimVocabulary(['phi', 'e', 'tau', 's', 'i']);
    const sum = parseExpression('phi + e + tau + s + i + erf(0)', shadowed);
    expect(compile(sum)([1, 2, 3, 4, 5])).toBe(15);
    expect(valueAt('gauss(Phi^2, Phi) + Phi(0)')).toBeCloseTo(1.5, 12);
    expect(valueAt('integral(lambda + ridge*gamma, lambda, 0, 1)')).toBeCloseTo(0.7, 12);
    expect(valueAt('integral(gamma, gamma, 0, gamma)')).toBeCloseTo(2, 12);
  });

  it('name what they depend on', () => {
    expect(namesIn(parseExpression('gauss(noise*z, z) + derivative(tau^2, tau)', vocabulary))).toEqual([
      'noise',
      'tau',
    ]);
  });

  it('are ten million a second of simple expressions', () => {
    const evaluate = compile(
      parseExpression('gamma < 1 ? noise*gamma/(1-gamma) : 1 - 1/gamma + noise/(gamma-1)', vocabulary),
    );
    const values = Object.values(at);
    let [best, sum] = [Number.POSITIVE_INFINITY, 0];
    for (let round = 0; round < 10; round++) {
      const begin = performance.now();
      for (let i = 0; i < 1e5; i++) {
        values[0] = 0.5 + (i % 97) / 48;
        sum += evaluate(values);
      }
      best = Math.min(best, performance.now() - begin);
    }
    expect(sum).toBeGreaterThan(0);
    // Milliseconds for 10⁵; twice what is asked for, since the machine may be busy.
    expect(best).toBeLessThan(20);
  });
});

describe('gaps', () => {
  it.each<[string, RegExp, Partial<typeof at>?]>([
    ['noise/(gamma-1)', /^division by zero in noise\/\(gamma-1\) at noise = 0.5, gamma = 1$/, { gamma: 1 }],
    ['noise/(gamma-1)*0 + 1', /division by zero/, { gamma: 1 }],
    ['1/(1 - 0.9 - 0.1)', /division by zero in 1\/\(1 - 0.9 - 0.1\)/],
    ['(gamma - 2)^-1', /division by zero in \(gamma - 2\)\^-1/],
    ['(1e20 + gamma) - 1e20', /its terms cancel: 0 is uncertain by/],
    ['exp(800)', /exp\(800\) overflows/],
    ['1e200*1e200', /it overflows/],
    ['log(gamma - 2)', /log takes a number > 0, not 0 at gamma = 2/],
    ['sqrt(tau - 1)', /sqrt\(tau - 1\): sqrt takes a number ≥ 0, not -0.7 at tau = 0.3/],
    ['(tau - 1)^0.5', /a negative number to a power that is not whole at tau = 0.3/],
    ['acos(gamma)', /acos takes a number in \[−1, 1\]/],
    ['gammaFunction(-1)', /gammaFunction takes a number that is not 0/],
    ['mp(1, 0.5)', /z outside the support/],
    ['erf(i)', /erf takes real numbers/],
    ['gamma + i', /it is complex, 2 \+ 1 i; take re/],
    ['i > 0', /complex numbers cannot be compared/],
    ['inf - inf', /an infinite number/],
  ])('%s', (text, reason, values) => {
    expect(outcomeOf(text, values).gap).toMatch(reason);
  });

  it('are of the branch that is taken alone', () => {
    expect(valueAt('gamma < 1 ? 1/(gamma - 1) : 3', { gamma: 1 })).toBe(3);
  });

  it('do not depend on where lines are broken', () => {
    expect(valueAt('gamma\n  > noise\r\n  ? gauss(z^2,\n z)\n  : 2', { gamma: 3, noise: 1 })).toBeCloseTo(
      1,
      12,
    );
    expect(valueAt('gamma\n- 1', { gamma: 3 })).toBe(2);
  });

  it('say which limit was reached', () => {
    const text = 'gauss(gauss(gauss(sin(9*a*b*c), a), b), c)';
    expect(outcomeOf(text, {}, { evaluations: 5e4, seconds: 20 }).gap).toBe(
      'it takes more than 50000 evaluations',
    );
    expect(outcomeOf(text, {}, { evaluations: 1e9, seconds: 0.01 }).gap).toBe('it takes more than 0.01 s');
  });
});

describe('refusals', () => {
  it.each<[string, string | RegExp]>([
    ['lambda', 'position 1: "lambda" has another name here; write ridge'],
    ['max(0, lambda)', /position 8: "lambda" .* write max\(0, ridge\)/],
    ['derivative(ridge^2, lambda)', /write derivative\(ridge\^2, ridge\)/],
    ['prox(logistic, gamma, lambda)', /write prox\(logistic, gamma, ridge\)/],
    ['max(0, z)', /position 8: "z" is not known; did you mean/],
    ['1 + lam^2', /position 5: "lam" has another name here; write 1 \+ ridge\^2/],
    ['noise + sigma2', /position 9: "sigma2" .* write noise \+ noise/],
    ['sigma/gamma', /position 1: "sigma" .* write sqrt\(noise\)\/gamma/],
    ['gamma**2', /position 6: "\*\*" has another name here; write gamma\^2/],
    ['1 − gamma', 'position 3: "−" has another name here; write 1 - gamma'],
    ['2·gamma', 'position 2: "·" has another name here; write 2*gamma'],
    [
      'gamma ≤ 1 ? 2×noise : noise ≥ 1 ? γ² : 1÷2',
      'position 7: "≤" has another name here; write gamma <= 1 ? 2*noise : noise >= 1 ? gamma^2 : 1/2',
    ],
    ['if(gamma < 1, 1, 2)', 'position 1: "if" is not known; write condition ? a : b'],
    ['1 +\ngama', 'position 5: "gama" is not known; did you mean gamma?'],
    ['np.sqrt(gamma) + np.exp(-lam)', /position 1: "np.sqrt" .* write sqrt\(gamma\) \+ exp\(-ridge\)/],
    ['math.log(γ)', /write log\(gamma\)/],
    ['ln(gamma) + arctan(π)', /write log\(gamma\) \+ atan\(pi\)/],
    ['gamma(3)', /write gammaFunction\(3\)/],
    ['tau(3)', /position 4: an operator is missing/],
    ['psi1', /"psi1" is not known; did you mean/],
    ['gama', /position 1: "gama" is not known; did you mean gamma\?/],
    ['z + gauss(z, z)', /position 1: "z" is not known here/],
    ['gauss(z, z) + z', /position 15: "z" is not known here/],
    ['gauss(z, 2)', /position 7: "z" is not known|write gauss\(expr, z\)/],
    ['gauss(1, gamma + 1)', /write gauss\(expr, z\), with the name of a variable/],
    ['gauss(1)', /position 1: write gauss\(expr, z\); gauss does not take 1 argument/],
    ['integral(x, x, 0)', /write integral\(expr, x, a, b\)/],
    ['derivative(gamma, pi)', /derivative is by a parameter or a variable; "pi" is none/],
    [
      'derivative(engineKappa(ridge), gamma)',
      /engineKappa depends on it in a way that only the engine knows/,
    ],
    [
      'prox(huber, gamma, 1)',
      /"huber" is not the name of a loss: one of logistic, hinge, square, squaredHinge/,
    ],
    ['spectrum(v^2, s, v)', /must be linear in v/],
    ['phi + 1', /"phi" is a function; write phi/],
    ['logistic + 1', /"logistic" is not known here; it is bound elsewhere, or the name of a loss/],
    ['gamma = 2', /position 7: "=" is not allowed/],
    ['f(x) = x', /"f" is not known/],
    ['gamma.constructor', /position 6: "\." is not allowed/],
    ['constructor', /"constructor" is not known/],
    ['__proto__', /"__proto__" is not known/],
    ['gauss(constructor, constructor)(1)', /operator is missing/],
    ['hasOwnProperty(1)', /"hasOwnProperty" is not known/],
    [`gamma${'+1'.repeat(1100)}`, /2205 characters; at most 2000/],
    [`${'-'.repeat(900)}gamma`, /nested more than 400|nested too deeply/],
    [`${'gamma?1:'.repeat(200)}2`, /is not a condition|nested/],
    [
      `derivative(derivative(derivative(derivative(${'sin(tau)*'.repeat(40)}1, tau), tau), tau), tau)`,
      /at most 20000 are allowed/,
    ],
  ])('%s', (text, message) => {
    expect(() => parseExpression(text, vocabulary)).toThrow(InputError);
    expect(() => parseExpression(text, vocabulary)).toThrow(message);
  });

  it('suggest no name that the model does not have', () => {
    const words = claimVocabulary(['psi1']);
    expect(() => parseExpression('lambda*psi1', words)).toThrow(/"lambda" is not known; (?!.*ridge)/);
    expect(() => parseExpression('mu1*psi1', words)).toThrow(/"mu1" is not known/);
    expect(() => parseExpression('spectrum(s, s, v)', words)).toThrow(/"spectrum" is not known/);
  });

  it('put a line right that then is read', () => {
    const text = 'np.sqrt(sigma2)**2/(1 + lambda) + math.erf(γ)';
    const line = /write (.*)$/.exec(
      String(
        (() => {
          try {
            parseExpression(text, vocabulary);
          } catch (error) {
            return (error as Error).message;
          }
          return '';
        })(),
      ),
    )![1]!;
    expect(line).toBe('sqrt(noise)^2/(1 + ridge) + erf(gamma)');
    expect(parseExpression(line, vocabulary).text).toBe(line);
  });
});
