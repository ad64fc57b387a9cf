/** Solutions of systems, and the reasons where there are none. */
import { describe, expect, it } from 'vitest';
import {
  otherSolutions,
  type SolveOptions,
  type SystemSolution,
  solveSystem,
} from '../../src/expressions/solve.ts';
import { parseSystem, type SystemText } from '../../src/expressions/system.ts';
import { relativeError } from '../helpers/random.ts';

type Point = Readonly<Record<string, number>>;

const hastie: SystemText = {
  unknowns: { kap: { start: '1 + gamma', domain: 'kap > 0' } },
  equations: ['kap - ridge - gamma*kap/(1+kap)'],
  let: { d2: 'gamma/(1+kap)^2' },
};
const risk = { excessRisk: '(kap^2/(1+kap)^2 + noise)/(1-d2) - noise' };

function solve(
  text: SystemText,
  point: Point = { a: 1 },
  quantities = {},
  options: SolveOptions = {},
): SystemSolution {
  return solveSystem(parseSystem(text, Object.keys(point), quantities), Object.values(point), options);
}

/** One unknown x with this equation. */
const one = (equation: string, start = '2', domain?: string): SystemText => ({
  unknowns: { x: { start, ...(domain ? { domain } : {}) } },
  equations: [equation],
});

describe('a solution', () => {
  it('is found over twelve decades of the ridge, with its uncertainty', () => {
    for (const ridge of [1e-8, 1e-4, 1, 1e4]) {
      for (const gamma of [0.2, 1, 5]) {
        const { unknowns, residual, status } = solve(hastie, { gamma, ridge, noise: 1 });
        const b = ridge + gamma - 1;
        const exact =
          b > 0 ? (b + Math.sqrt(b * b + 4 * ridge)) / 2 : (2 * ridge) / (Math.sqrt(b * b + 4 * ridge) - b);
        expect(status).toBe('ok');
        expect(residual).toBeLessThan(1e-14);
        const { re, error } = unknowns['kap']!;
        expect(Math.abs(re - exact)).toBeLessThanOrEqual(2 * error);
        expect(error).toBeLessThan(1e-10 * exact);
      }
    }
  });

  it('carries its uncertainty into what is read off it', () => {
    const { quantities } = solve(hastie, { gamma: 1, ridge: 1e-6, noise: 0.5 }, risk);
    const { error } = quantities['excessRisk'] as { value: number; error: number };
    // 1 − d2 is 2 √ridge: three digits of sixteen are lost, and as many of kap.
    expect(error).toBeGreaterThan(1e-11);
    expect(error).toBeLessThan(1e-8);
  });

  it('may be of several unknowns, of any sizes', () => {
    const system: SystemText = {
      unknowns: { x: { start: '1' }, y: { start: '1' }, u: { start: '1', domain: 'u > 0' } },
      equations: ['x*y - 6e-12', 'x + 1e14*y - 5e7', 'log(u) - 20'],
    };
    const { status, unknowns } = solve(system);
    expect(status).toBe('ok');
    const [x, y] = [unknowns['x']!.re, unknowns['y']!.re];
    expect(relativeError(x * y, 6e-12)).toBeLessThan(1e-12);
    expect(relativeError(x + 1e14 * y, 5e7)).toBeLessThan(1e-12);
    expect(relativeError(unknowns['u']!.re, Math.exp(20))).toBeLessThan(1e-12);
  });

  it('may be complex', () => {
    const cubic: SystemText = {
      unknowns: { m: { start: 'i', domain: 'im(m) > 0', complex: true } },
      equations: ['gamma*z*m^2 + (z + gamma - 1)*m + 1'],
      let: { z: 'E + 1e-6*i' },
    };
    const { unknowns, quantities } = solve(
      cubic,
      { gamma: 0.25, E: 1 },
      { density: 'im(m)/pi', stieltjes: 'im(mp(z, gamma))/pi' },
    );
    expect(unknowns['m']!.im).toBeGreaterThan(0);
    expect(relativeError(quantities['density']!.value!, quantities['stieltjes']!.value!)).toBeLessThan(1e-12);
  });

  it('mixes real and complex unknowns', () => {
    const mixed: SystemText = {
      unknowns: {
        w: { start: '1 + i', domain: 'im(w) > 0', complex: true },
        r: { start: '1', domain: 'r > 0' },
      },
      equations: ['w^2 + r', 're(w) + im(w) - a'],
    };
    const { unknowns, status } = solve(mixed, { a: 3 });
    expect(status).toBe('ok');
    expect(unknowns['r']!.re).toBeCloseTo(9, 12);
    expect(unknowns['w']!.im).toBeCloseTo(3, 12);
  });

  it('is where a single term vanishes, too', () => {
    expect(solve(one('(x - sqrt(2))*(x + 3)')).unknowns['x']!.re).toBeCloseTo(Math.SQRT2, 14);
    expect(solve(one('log(x/a)', '5', 'x > 0'), { a: 3 }).unknowns['x']!.re).toBeCloseTo(3, 14);
    expect(solve(one('x^3 + x', '1')).unknowns['x']!.re).toBeCloseTo(0, 14);
  });

  it('is that of twenty coupled equations', () => {
    const names = Array.from({ length: 20 }, (_, k) => `x${k}`);
    const system: SystemText = {
      unknowns: Object.fromEntries(names.map((name) => [name, { start: '1', domain: `${name} > 0` }])),
      equations: names.map((name, k) => `${name} - 1/(1 + a*${names[(k + 1) % 20]})`),
    };
    const { unknowns } = solve(system, { a: 2 });
    for (const name of names) expect(unknowns[name]!.re).toBeCloseTo(0.5, 12);
  });

  it('is continued from a point nearby where the start does not lead to it', () => {
    // Flat but for a narrow valley, which moves with the parameter by more than its width.
    const valley = 'abs(x - a) < 0.05 ? x - a : 1';
    expect(solve(one(valley, '77'), { a: 1 }).status).not.toBe('ok');
    const seed = solve(one(valley, 'a'), { a: 0.8 });
    const { status, from, unknowns } = solve(one(valley, '77'), { a: 1 }, {}, { near: seed });
    expect({ status, from }).toEqual({ status: 'ok', from: 'near' });
    expect(unknowns['x']!.re).toBeCloseTo(1, 14);
  });

  it('is the same along a scan as at each point alone', () => {
    let near: SystemSolution | undefined;
    for (let gamma = 0.2; gamma < 3; gamma += 0.2) {
      const point = { gamma, ridge: 0.01, noise: 0.3 };
      const scanned = solve(hastie, point, risk, near ? { near } : {});
      expect(scanned.quantities).toEqual(solve(hastie, point, risk).quantities);
      near = scanned;
    }
  });
});

describe('a solution on the edge of the domain', () => {
  const at = (gamma: number, ridge = 0) => solve(hastie, { gamma, ridge, noise: 0.5 }, risk);
  const riskAt = (gamma: number, ridge = 0) => at(gamma, ridge).quantities['excessRisk']!.value!;

  it.each([0.2, 0.5, 0.999, 0.99999])('is the limit of no ridge at gamma = %d', (gamma) => {
    const { status, from, residual, unknowns } = at(gamma);
    expect({ status, from, residual }).toEqual({ status: 'ok', from: 'edge', residual: 0 });
    expect(unknowns['kap']).toEqual({ re: 0, im: 0, error: 0 });
    const { value, error } = at(gamma).quantities['excessRisk'] as { value: number; error: number };
    expect(Math.abs(value - (0.5 * gamma) / (1 - gamma))).toBeLessThan(error);
    expect(error).toBeLessThan(1e-8 * value);
  });

  it('continues those inside as the ridge vanishes', () => {
    for (const gamma of [0.5, 0.999]) {
      expect(at(gamma, 1e-12).from).toBe('start');
      // The slope in the ridge is of the order of (1 - gamma)^-3.
      expect(relativeError(riskAt(gamma, 1e-12), riskAt(gamma))).toBeLessThan(1e-11 / (1 - gamma) ** 2);
    }
  });

  it.each([1.001, 2])('gives way to one inside at gamma = %d', (gamma) => {
    const { from, unknowns } = at(gamma);
    expect(from).toBe('start');
    expect(relativeError(unknowns['kap']!.re, gamma - 1)).toBeLessThan(1e-11);
    const system = parseSystem(hastie, ['gamma', 'ridge']);
    expect(otherSolutions(system, solveSystem(system, [gamma, 0]))).toEqual([]);
  });

  it('is none where the Jacobian is singular', () => {
    const reason =
      'the equations do not determine the unknowns at kap = 0.00000: their Jacobian is singular there';
    expect(at(1)).toMatchObject({ status: 'singular', from: null, reason });
    for (const equation of ['x^2', 'x^1.5', 'x^2 + x^3'])
      expect(solve(one(equation, '2', 'x > 0')).status, equation).toBe('singular');
  });

  it('may be on bounds that depend on parameters, and above or below', () => {
    const rising = 'x + tanh(x)/2 - a - tanh(a)/2';
    for (const text of [
      one(rising, 'a + 2', 'x > a'),
      one(rising, 'a - 2', 'x < a'),
      one(rising, 'a + 0.1', 'a < x and x < 2*a'),
      // Newton's steps cross the bound.
      one('log1p(a - x)', 'a - 3', 'x < a'),
    ]) {
      const { from, unknowns } = solve(text, { a: 1.3 });
      expect({ from, x: unknowns['x']!.re }).toEqual({ from: 'edge', x: 1.3 });
      expect(unknowns['x']!.error).toBeLessThan(1e-14);
    }
  });

  it('is not one inside that rounding has put beside the bound', () => {
    const text = one('(x - a)*(x - 2)', '1.2*a', 'x > a');
    const system = parseSystem(text, ['a']);
    const solution = solveSystem(system, [1]);
    expect(solution).toMatchObject({ from: 'elsewhere', unknowns: { x: { re: 2 } } });
    expect(otherSolutions(system, solution)).toEqual([]);
    expect(solve(text, { a: 2.5 })).toMatchObject({ from: 'edge', unknowns: { x: { re: 2.5 } } });
  });

  it('is on the bounds of some of the unknowns, and solves for the others', () => {
    const system: SystemText = {
      unknowns: { ...hastie.unknowns, tau: { start: '1', domain: 'tau > 0' } },
      equations: [...hastie.equations, 'tau - noise - tau*gamma/(1+kap)^2 - kap^2/(1+kap)^2'],
    };
    for (const gamma of [0.5, 0.999]) {
      const { from, unknowns } = solve(system, { gamma, ridge: 0, noise: 0.5 });
      expect({ from, kap: unknowns['kap']!.re }).toEqual({ from: 'edge', kap: 0 });
      const { re, error } = unknowns['tau']!;
      expect(Math.abs(re - 0.5 / (1 - gamma))).toBeLessThan(error);
    }
    expect(solve(system, { gamma: 1, ridge: 0, noise: 0.5 }).status).toBe('singular');
    expect(solve(system, { gamma: 2, ridge: 0, noise: 0.5 })).toMatchObject({ status: 'ok', from: 'start' });
  });

  it('is none where the bound does not solve the equations, or they have no value there', () => {
    for (const equation of ['x + a', 'x^2/x + x', 'x + 1e-9*a'])
      expect(solve(one(equation, '2', 'x > 0')), equation).toMatchObject({
        status: 'outside',
        reason: expect.stringMatching(/the steps lead to the edge of the domain/),
      });
  });

  it('leaves a gap where a quantity has no value there', () => {
    const { status, quantities } = solve(hastie, { gamma: 0.5, ridge: 0 }, { pole: 'ridge/kap', d: 'd2' });
    expect(status).toBe('ok');
    expect(quantities['pole']!.gap).toMatch(/division by zero in ridge\/kap/);
    expect(quantities['d']!.value).toBe(0.5);
  });
});

describe('other solutions', () => {
  it('are those inside the declared domains', () => {
    const others = (text: SystemText) => {
      const system = parseSystem(text, ['a']);
      const first = solveSystem(system, [1]);
      return otherSolutions(system, first)
        .map(({ unknowns }) => unknowns['x']!.re)
        .sort((a, b) => a - b);
    };
    expect(others(one('(x - 1)*(x - 2)*(x + 3)', '0.9')).map((x) => Math.round(1e9 * x) / 1e9)).toEqual([
      -3, 2,
    ]);
    expect(
      others(one('(x - 1)*(x - 2)*(x + 3)', '0.9', 'x > 0')).map((x) => Math.round(1e9 * x) / 1e9),
    ).toEqual([2]);
    expect(others(one('x - exp(-x)'))).toEqual([]);
  });
});

describe('no solution', () => {
  it.each<[string, SystemText, string, RegExp]>([
    ['no root', one('x^2 + 1'), 'singular', /Jacobian is singular where the steps end: a residual of/],
    ['a double root', one('(x - 1)^2', '3'), 'singular', /singular/],
    ['a root at infinity', one('x/(1 + x) - 1', '2', 'x > 0'), 'singular', /do not determine the unknowns/],
    ['a root outside', one('x + 1', '2', 'x > 0'), 'outside', /edge of the domain/],
    [
      'dependent equations',
      { unknowns: { x: { start: '2' }, y: { start: '1' } }, equations: ['x + y - 1', '2*x + 2*y - 3'] },
      'singular',
      /singular/,
    ],
    [
      'underdetermined equations',
      { unknowns: { x: { start: '0.25' }, y: { start: '0.75' } }, equations: ['x + y - 1', '2*x + 2*y - 2'] },
      'singular',
      /do not determine/,
    ],
    [
      'a start without value',
      one('x - 1', '1/(a - 1)'),
      'undefined',
      /start of x: division by zero in 1\/\(a - 1\) at a = 1/,
    ],
    [
      'an equation without value',
      one('x - 1 + 1/(a - 1)'),
      'undefined',
      /equation 1: division by zero in 1\/\(a - 1\) at a = 1/,
    ],
    [
      'a let without value',
      { ...one('x - 1'), let: { b: 'log(a - 1)' } },
      'undefined',
      /let b: .*log takes a number > 0/,
    ],
    [
      'a denominator that vanishes',
      one('(x - 1)/(x - 1) - 2 + 1e-30/(x - 1)', '1'),
      'undefined',
      /division by zero/,
    ],
    ['a cycle', one('x < 1 ? x - 2 : x', '0.5'), 'not-converged', /stall|singular/],
  ])('because of %s', (_, text, status, reason) => {
    const solution = solve(text, { a: 1 }, { q: 'x' });
    expect(solution).toMatchObject({ status, reason: expect.stringMatching(reason) });
    expect(solution.quantities['q']!.gap).toBe(solution.reason);
  });

  it('because of limits', () => {
    const heavy = one('gauss(gauss(tanh(x*z*w)^2, z), w) - 0.3');
    expect(solve(heavy).status).toBe('ok');
    expect(solve(heavy, { a: 1 }, {}, { limits: { evaluations: 3000, seconds: 9 } })).toMatchObject({
      status: 'limit',
      reason: 'it takes more than 3000 evaluations',
    });
  });

  it('is a gap of the quantity alone where that has a pole', () => {
    const { status, quantities } = solve(one('x - a'), { a: 1 }, { q: '1/(x - a)', r: 'x' });
    expect(status).toBe('ok');
    expect(quantities['q']!.gap).toMatch(/division by zero in 1\/\(x - a\)/);
    expect(quantities['r']!.value).toBe(1);
  });
});

describe('refusals', () => {
  const base = one('x - 1');
  it.each<[string, SystemText, RegExp]>([
    ['no unknown', { unknowns: {}, equations: [] }, /unknowns: a system needs at least one/],
    [
      'a parameter as unknown',
      { unknowns: { a: { start: '1' } }, equations: ['a'] },
      /unknowns: "a" is a parameter/,
    ],
    [
      'a constant as unknown',
      { unknowns: { pi: { start: '1' } }, equations: ['pi'] },
      /"pi" has a meaning of its own/,
    ],
    ['a name that is none', { unknowns: { 'x y': { start: '1' } }, equations: ['1'] }, /"x y" is not a name/],
    [
      'a name of prototypes',
      { unknowns: { constructor: { start: '1' } }, equations: ['1'] },
      /"constructor" has a meaning of its own; choose another name/,
    ],
    ['a let that is an unknown', { ...base, let: { x: '1' } }, /let: "x" is an unknown, too/],
    ['too few equations', { ...base, equations: [] }, /equations: there are 0 for 1 unknowns/],
    [
      'a complex unknown with a real equation',
      { unknowns: { x: { start: 'i', complex: true } }, equations: ['re(x)'] },
      /there are 1 for 2 unknowns \(a complex one counts twice/,
    ],
    ['an equality', one('x = a + 1'), /equation 1: "x = a \+ 1": .* write x - \(a \+ 1\)/],
    [
      'a later let',
      { ...base, let: { b: 'c', c: '1' } },
      /let b: "c": it uses c; lets may use those before them only/,
    ],
    [
      'a start that uses unknowns',
      one('x - 1', 'x'),
      /start of x: "x": it uses x; a start may use parameters/,
    ],
    [
      'a domain that is no condition',
      one('x - 1', '1', 'x'),
      /domain of x: "x" is not a condition; write x > 0/,
    ],
    [
      'a domain that compares complex numbers',
      { unknowns: { x: { start: 'i', domain: 'x > 0', complex: true } }, equations: ['x - i'] },
      /compares complex numbers; take re/,
    ],
    [
      'a misspelt name',
      one('x - aa'),
      /equation 1: "x - aa": position 5: "aa" is not known; did you mean a\?/,
    ],
    [
      'too many unknowns',
      {
        unknowns: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x${i}`, { start: '1' }])),
        equations: [],
      },
      /there are 21; at most 20/,
    ],
  ])('of %s', (_, text, message) => {
    expect(() => parseSystem(text, ['a'])).toThrow(message);
  });
});
