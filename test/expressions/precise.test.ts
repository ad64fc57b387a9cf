/** Values to many digits against those of mpmath and closed solutions, and against the doubles' own errors. */
import { describe, expect, it } from 'vitest';
import { correctDigits, type Precise, toDigits } from '../../src/expressions/digits.ts';
import { evaluate } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import { PreciseEvaluation } from '../../src/expressions/precise.ts';
import { preciseQuantity } from '../../src/expressions/preciseSystem.ts';
import { solveSystem } from '../../src/expressions/solve.ts';
import { parseSystem } from '../../src/expressions/system.ts';
import { functionVocabulary } from '../../src/expressions/vocabulary.ts';
import { findActivation, hermiteCoefficients } from '../../src/parts/features/activations.ts';
import { closedForms } from '../../src/parts/features/closedForms.ts';
import { openStream } from '../../src/random/stream.ts';
import { at, outcomeOf, vocabulary } from './language.ts';

const numbers = Object.values(at).map(String);

function precisely(text: string, digits: number): Precise {
  const expression = parseExpression(text, vocabulary);
  const closedForm = (name: string) => closedForms['relu']![name as 'mu0'];
  return toDigits(digits, (decimals, check) =>
    new PreciseEvaluation(
      decimals,
      check,
      numbers.map((each) => decimals.of(each)),
      { closedForm },
    ).value(expression),
  );
}

const textOf = (text: string, digits = 50) => {
  const { gap, ...found } = precisely(text, digits);
  return gap ?? (found as { readonly text: string }).text;
};

/** By mpmath with 80 digits. */
const known = [
  ['Phi(1)', '0.84134474606854294858523254563203792247791296672660'],
  ['e^pi', '23.140692632779269005729086367948547380266106242600'],
  ['erf(1/3)', '0.36264811176606293340817864014786587969214159037254'],
  ['erfc(20)', '5.3958656116079009289349991679053456040882726709236e-176'],
  ['Phi(-40)', '3.6558935409150297037489858026882836650539446199774e-350'],
  ['log(2)', '0.69314718055994530941723212145817656807550013436026'],
  ['log1p(1e-30)', '9.9999999999999999999999999999950000000000000000000e-31'],
  ['expm1(-1e-30)', '-9.9999999999999999999999999999950000000000000000000e-31'],
  ['sin(22)', '-0.0088513092904038759216902568157723324632892039513326'],
  ['cos(1e10)', '0.87311962267685600117619134530769519619041260016769'],
  ['tan(1.5)', '14.101419947171719387646083651987756445659543577236'],
  ['asin(0.3)', '0.30469265401539750797200296122752916695456003170678'],
  ['acos(-0.9)', '2.6905658417935308059179987474851510579937468860909'],
  ['atan(1e30)', '1.5707963267948966192313216916387514420985846996876'],
  ['sinh(-0.01)', '-0.010000166667500001984129739861411738017641560135228'],
  ['cosh(3)', '10.067661995777765841953936035115889836809803715371'],
  ['tanh(0.7)', '0.60436777711716349630868718310382647501556664741686'],
  ['asinh(-2)', '-1.4436354751788103424932767402731052694055530031570'],
  ['acosh(1.0001)', '0.014142017775252324244063474842788004689731157351959'],
  ['atanh(0.99)', '2.6466524123622461977050606459342686009455526402847'],
  ['cbrt(-3)', '-1.4422495703074083823216383107801095883918692534994'],
  ['2^0.3', '1.2311444133449162844993930691677431098761377611008'],
  ['1.1^-300', '3.8211532219638006780022660982117401951446917614766e-13'],
  ['phi(1.7)', '0.094049077376886923162866358513803309901017744379559'],
  ['softplus(-60)', '8.7565107626965203384887327624009256679471093196107e-27'],
  ['sigmoid(2.5)', '0.92414181997875644880669382335375222686928796033922'],
  ['mp(-0.3, 0.5)', '1.0451762418866812814129808659456996803175955850469'],
  ['gauss(exp(z), z)', '1.6487212707001281468486507878141635716537761007101'],
  ['gauss(cos(3*z), z)', '0.011108996538242306496143134286930527771539267505771'],
  ['gauss(1/(1 + z^2), z)', '0.65567954241879847154387123073081128339928233287046'],
] as const;

describe('to 50 digits', () => {
  it.each(known)('%s', (text, value) => {
    expect(textOf(text)).toBe(value);
  });

  it('takes numbers as they are typed, also where derivatives are worked out', () => {
    expect(textOf('0.1 + 0.2 - 0.3')).toBe('0');
    expect(textOf('ridge + 0.2 == 0.3 ? 1 : 2', 20)).toBe('1.0000000000000000000');
    expect(textOf('1.00000000000000000000000000001 - 1', 20)).toBe('1.0000000000000000000e-29');
    // 1.1·2^0.1
    expect(textOf('derivative(gamma^1.1, gamma)', 30)).toBe('1.17895080878992248063430695753');
  });

  it('chooses by conditions', () => {
    expect(textOf('gamma < 1 ? noise : gamma > 1 and not (noise > 1) ? 1 - 1/gamma : 0', 17)).toBe(
      '0.50000000000000000',
    );
    expect(textOf('max(noise, relu(gamma), abs(-3), floor(3.7), step(0))', 17)).toBe('3.0000000000000000');
  });

  it('has 1000 digits', () => {
    const pi = textOf('pi', 1000);
    expect(pi).toHaveLength(1001);
    // Those from the 762nd decimal on, and the last, rounded: …2164201989.
    expect(pi.slice(763, 769)).toBe('999999');
    expect(pi.slice(-9)).toBe('216420199');
  });

  it('says why something is not known, and never says a double', () => {
    expect(textOf('gauss(relu(z), z)')).toBe(
      'not known to 50 digits: gauss(relu(z), z): its integrand has a kink or a jump',
    );
    expect(textOf('1 + integral(x, x, 0, 1)')).toBe(
      'not known to 50 digits: integral(x, x, 0, 1): integral is computed in doubles',
    );
    expect(textOf('lgamma(3)')).toBe('not known to 50 digits: lgamma(3): lgamma has no series here');
    expect(textOf('re(i)')).toBe('not known to 50 digits: re(i): it is complex');
    expect(textOf('log(noise - gamma)')).toMatch(/log takes a number > 0$/);
    expect(textOf('mp(5, gamma)')).toMatch(/mp takes z outside the support and a ratio > 0$/);
    expect(textOf('1/(gamma - 2)')).toMatch(/division by zero$/);
    expect(textOf('sin(pi)')).toBe('not known to 50 digits: its terms cancel beyond 250 digits');
    expect(textOf('sqrt(2)^2 == 2 ? 1 : 0')).toMatch(
      /it is within 1e-30 of a jump, and may be on either side$/,
    );
    expect(textOf('sign(sqrt(3)^2 - 1 - sqrt(2)^2)')).toMatch(/of a jump/);
    expect(textOf('floor(3*(1/3)) + 1')).toMatch(/of a jump/);
    expect(textOf('engineKappa(1)')).toMatch(/engineKappa has no closed form at this point$/);
    expect(textOf('gauss(1 + exp(-1e8*square(z - 0.3)), z)', 20)).toMatch(
      /misses a part of it: 1 is 1.00006759923/,
    );
  });
});

describe('digits of the double', () => {
  const correct = (text: string) => {
    const { value } = precisely(text, 30);
    return correctDigits(outcomeOf(text).value!, value!);
  };

  it('are few where terms cancel', () => {
    // Of 1 − cos x only whole half units ε/2 are left, 4.5e-12 is 40532.4 of them.
    expect(correct('(1 - cos(3e-6))/9e-12')).toBeCloseTo(-Math.log10(1 - 40532 / (4.5e-12 * 2 ** 53)), 1);
    // 1 + 1e-12 is 1 + 4504 ε, which is 1.000088900582341e-12.
    expect(correct('(1 + 1e-12 - 1)/1e-12')).toBeCloseTo(-Math.log10(0.000088900582341), 1);
    expect(correct('log1p(1e-13)')).toBeGreaterThan(15.5);
    expect(correct('gamma')).toBe(17);
  });

  it('are none of a double that is not even near', () => {
    const three = toDigits(20, (decimals) => decimals.of(3)).value!;
    expect(correctDigits(3.03, three)).toBe(2);
    expect(correctDigits(30, three)).toBe(0);
    expect(correctDigits(3, three)).toBe(17);
    // 0.2 is 0.200000000000000011 as a double.
    expect(correctDigits(0.2, three.div(15))).toBe(16.3);
  });
});

it('closed forms of activations are those that are used', () => {
  const nothing = functionVocabulary([]);
  for (const [name, texts] of Object.entries(closedForms)) {
    const used = hermiteCoefficients(findActivation(name));
    for (const [coefficient, text] of Object.entries(texts))
      expect(evaluate(parseExpression(text, nothing), []).value, `${coefficient} of ${name}`).toBeCloseTo(
        used[coefficient as keyof typeof used],
        15,
      );
  }
  expect(textOf('4*muStar2 + 2/pi', 30)).toMatch(/^1\.0{29}$/);
});

describe('systems to 50 digits', () => {
  const solved = (unknowns: Record<string, string>, equations: string[], x: string): Precise => {
    const starts = Object.fromEntries(
      Object.entries(unknowns).map(([name, start]) => [name, { start, domain: `${name} > 0` }]),
    );
    const system = parseSystem({ unknowns: starts, equations, let: { twice: '2*kap' } }, ['ridge', 'gamma'], {
      x,
    });
    const solution = solveSystem(system, [0.1, 2]);
    const problem = { system, solution, parameters: ['0.1', '2'], about: {} };
    return toDigits(50, (...rest) => preciseQuantity(problem, 'x', ...rest));
  };
  const text = (found: Precise) => found.gap ?? found.text;

  it('is the root of a quadratic equation', () => {
    const equation = 'kap - ridge - gamma*kap/(1 + kap)';
    expect(text(solved({ kap: '1 + gamma' }, [equation], 'twice/2'))).toBe(
      textOf('(ridge + gamma - 1 + sqrt((ridge + gamma - 1)^2 + 4*ridge))/2'),
    );
  });

  it('is Dottie’s number, and a product and a sum', () => {
    expect(text(solved({ kap: '1' }, ['kap - cos(kap)'], 'kap'))).toBe(
      '0.73908513321516064165531208767387340401341175890076',
    );
    const pair = solved({ kap: '3', other: '0.2' }, ['kap + other - 3', 'kap*other - 1'], 'kap - other');
    expect(text(pair)).toBe(textOf('sqrt(5)'));
  });

  it('says where there is none', () => {
    expect(text(solved({ kap: '1' }, ['kap^2 + 1'], 'kap'))).toMatch(/^not known to 50 digits: /);
  });
});

const unary = ['exp', 'log1p', 'sqrt', 'sin', 'cos', 'atan', 'tanh', 'asinh', 'erf', 'Phi', 'cbrt', 'square'];

/** A random formula of arithmetic and elementary functions. */
function randomFormula(uniform: () => number, depth: number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(uniform() * list.length)]!;
  if (depth === 0)
    return uniform() < 0.5 ? pick(['gamma', 'noise', 'ridge', 'tau', 'pi']) : (4 * uniform()).toFixed(3);
  const part = () => randomFormula(uniform, depth - 1);
  if (uniform() < 0.4) return `${pick(unary)}(${part()})`;
  return `(${part()} ${pick(['+', '-', '*', '/', '^'])} ${part()})`;
}

it('agrees with doubles to their own errors on random formulas', () => {
  const draws = new Float64Array(40_000);
  openStream([5, 7], 0, 0).normals(draws);
  let drawn = 0;
  const uniform = () => Math.abs(draws[drawn++]! * 1000) % 1;
  let compared = 0;
  while (compared < 200) {
    const text = randomFormula(uniform, 3);
    const { value, error } = { error: 0, ...outcomeOf(text) };
    if (value === undefined) continue;
    const { value: precise, gap } = precisely(text, 40);
    if (gap !== undefined) {
      expect(gap, text).toMatch(/cancel|overflows|division by zero/);
      continue;
    }
    expect(Number(precise!.minus(value.toPrecision(60)).abs()), text).toBeLessThanOrEqual(error + 1e-300);
    compared++;
  }
});
