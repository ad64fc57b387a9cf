import fc from 'fast-check';
import { evaluate as mathjs } from 'mathjs/number';
import { describe, expect, it } from 'vitest';
import { clip, InputError } from '../../src/errors.ts';
import { compileExpression } from '../../src/expressions/univariate.ts';
import { normalCdf } from '../../src/numerics/erf.ts';

const probes = [-7.3, -2, -1, -0.4, 0, 0.3, 1, 1.9, 6.1];

describe('values', () => {
  const cases: readonly [text: string, value: (x: number) => number][] = [
    ['x', (x) => x],
    ['-x^2', (x) => -(x ** 2)],
    ['2^3^2 * x', (x) => 512 * x],
    ['(-x)^3 - -x', (x) => -(x ** 3) + x],
    ['1/2*x', (x) => x / 2],
    ['x > 0 ? x : expm1(x)', (x) => (x > 0 ? x : Math.expm1(x))],
    ['x < -1 ? -1 : x > 1 ? 1 : x', (x) => Math.max(-1, Math.min(1, x))],
    ['(x > 0) * x', (x) => Math.max(x, 0)],
    ['x >= 0 and x <= 1 or x < -2 ? x : 0', (x) => ((x >= 0 && x <= 1) || x < -2 ? x : 0)],
    ['not (x > 0) ? x : 0', (x) => Math.min(x, 0)],
    ['x != 0 ? sin(x)/x : 1', (x) => (x === 0 ? 1 : Math.sin(x) / x)],
    ['max(x, 0.1*x, -3) + min(x, 1)', (x) => Math.max(x, 0.1 * x, -3) + Math.min(x, 1)],
    ['x*Phi(x)', (x) => x * normalCdf(x)],
    ['x*sigmoid(x)', (x) => x / (1 + Math.exp(-x))],
    ['log(1 + exp(-abs(x))) + relu(x) - softplus(x) + x', (x) => x],
    ['erf(x) + erfc(x) + tanh(x)', (x) => 1 + Math.tanh(x)],
    ['step(x) - heaviside(x) + sign(x)', (x) => Math.sign(x)],
    [
      'cosh(x/9)^2 - sinh(x/9)^2 + cube(cbrt(x)) - square(x) + .5e1 + pi - e',
      (x) => 6 + x - x * x + Math.PI - Math.E,
    ],
    ['tan(atan(x)) + log1p(square(x)) + cos(x)', (x) => x + Math.log1p(x * x) + Math.cos(x)],
    ['sqrt(1 + x^2) + abs(x)^1.5', (x) => Math.sqrt(1 + x * x) + Math.abs(x) ** 1.5],
  ];

  it.each(cases)('%s', (text, value) => {
    const { evaluate } = compileExpression(text);
    for (const x of probes) expect(evaluate(x)).toBeCloseTo(value(x), 11);
  });

  it('are stable where the textbook formula overflows', () => {
    expect(compileExpression('sigmoid(40*x)').evaluate(-20)).toBe(0);
    expect(compileExpression('softplus(40*x)').evaluate(30)).toBe(1200);
    expect(compileExpression('softplus(x)').evaluate(-40) / Math.exp(-40)).toBeCloseTo(1, 12);
  });

  it('agree with mathjs on random expressions', () => {
    const { tree } = fc.letrec<{ tree: string; leaf: string }>((tie) => ({
      leaf: fc.constantFrom('x', '2', '0.3', 'pi', '1e-1'),
      tree: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc
          .tuple(tie('tree'), fc.constantFrom('+', '-', '*'), tie('tree'))
          .map(([a, op, b]) => `(${a} ${op} ${b})`),
        fc
          .tuple(fc.constantFrom('abs', 'tanh', 'sin', 'atan', 'sign'), tie('tree'))
          .map(([f, a]) => `${f}(${a})`),
        fc.tuple(tie('tree'), tie('tree')).map(([a, b]) => `max(${a}, ${b})`),
        fc.tuple(tie('tree'), tie('tree'), tie('tree')).map(([a, b, c]) => `(${a} > 0.1234 ? ${b} : -${c})`),
        tie('tree').map((a) => `-${a}^2`),
      ),
    }));
    fc.assert(
      fc.property(tree, (text) => {
        fc.pre(/\bx\b/.test(text));
        let compiled: ReturnType<typeof compileExpression>;
        try {
          compiled = compileExpression(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/too rough|characters|nested/);
          return;
        }
        for (const x of probes) expect(compiled.evaluate(x)).toBeCloseTo(mathjs(text, { x }), 9);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});

describe('kinks', () => {
  it.each<[string, number[]]>([
    ['tanh(x)', []],
    ['x^3 - 2*x', []],
    ['x == 0 ? 1 : sin(x)/x', [0]],
    ['relu(x)', [0]],
    ['relu(x - 0.1)', [0.1]],
    ['max(x, 0.1*x)', [0]],
    ['abs(abs(x) - 1)', [-1, 0, 1]],
    ['max(x - 1, 0) - max(-x - 1, 0)', [-1, 1]],
    ['x > 0.123456789 ? 1 : -1', [0.123456789]],
    ['abs(x^3 - 2)', [2 ** (1 / 3)]],
    ['sign(cos(x/8))', [-12 * Math.PI, -4 * Math.PI, 4 * Math.PI, 12 * Math.PI]],
    ['x > 1 and not (x > 2) ? 1 : 0', [1, 2]],
    ['sqrt(x^2)', [0]],
    ['abs(x^2)', []],
    ['cbrt(x - 1/7)', [1 / 7]],
    ['abs(x)^0.5', [0]],
    ['abs(1e-200*x)', [0]],
  ])('of %s', (text, expected) => {
    const { kinks } = compileExpression(text);
    expect(kinks).toHaveLength(expected.length);
    for (const [i, kink] of kinks.entries()) {
      expect(Math.abs(kink - expected[i]!)).toBeLessThanOrEqual(2 ** -52 * Math.abs(expected[i]!));
    }
  });

  it('are found where the argument only touches zero', () => {
    const { kinks } = compileExpression('sqrt((x - 1/3)^2)');
    expect(kinks).toHaveLength(1);
    expect(kinks[0]).toBeCloseTo(1 / 3, 7);
  });
});

describe('refusals', () => {
  it.each<[text: string, message: RegExp]>([
    ['', /does not depend on x/],
    ['3 + pi', /does not depend on x/],
    ['sni(x)', /position 1: "sni" is not known; did you mean sin\?/],
    ['x + zeta(x)', /position 5: "zeta" is not known/],
    ['X', /position 1: "X" is not known; did you mean x\?/],
    ['2x', /position 2: an operator is missing between "2" and "x"/],
    ['x(2)', /position 2: an operator is missing/],
    ['(x)(x)', /position 4: an operator is missing/],
    ['sin x', /position 1: "sin" is a function; write sin\(/],
    ['x + sin', /position 5: "sin" is a function/],
    ['max(x)', /max takes 2 to 8 arguments, not 1/],
    ['sin(x, 2)', /sin takes 1 argument, not 2/],
    ['sin()*x', /sin takes 1 argument, not 0/],
    ['log(x, 2)', /log takes 1 argument, not 2/],
    ['x ? 1 : 0', /"x" is not a condition/],
    ['x and 1', /"x" is not a condition/],
    ['not x > 1', /"x" is not a condition/],
    ['0 < x < 1 ? 1 : 0', /"0 < x < 1" is not a condition/],
    ['x:3', /"x:3".* is not allowed/],
    ['x = 3', /position 3: "=" is not allowed/],
    ['f(x) = x', /"f" is not known/],
    ['x; x', /position 2: ";" is not allowed/],
    ['x\n"a"', /position 3: """ is not allowed/],
    ["x'", /position 2: "'" is not allowed/],
    ['x!', /position 2: "!" is not allowed/],
    ['x % 2', /position 3: "%" is not allowed/],
    ['x | 1', /"\|" is not allowed/],
    ['x.constructor', /position 2: "\." is not allowed/],
    ['x["constructor"]', /position 2: "\[" is not allowed/],
    ['[x, 1]', /position 1: "\[" is not allowed/],
    ['{a: x}', /position 1: "{" is not allowed/],
    ['constructor(x)', /"constructor" is not known/],
    ['toString(x)', /"toString" is not known/],
    ['__proto__ + x', /"__proto__" is not known/],
    ['import(x)', /"import" is not known/],
    ['evaluate(x)', /"evaluate" is not known/],
    ['createUnit(x)', /"createUnit" is not known/],
    ['process + x', /"process" is not known/],
    ['globalThis + x', /"globalThis" is not known/],
    ['5 cm * x', /position 3: "cm" is not known/],
    ['x to 3', /position 3: "to" is not known/],
    ['i*x', /"i" is not known/],
    ['random(x)', /"random" is not known/],
    ['round(x)', /"round" is not known/],
    ['floor(x)', /"floor" is not known/],
    ['0x10*x', /"x10" is not known/],
    ['1_000*x', /"_000" is not known/],
    ['1e400*x', /position 1: "1e400" is too large/],
    ['x..1', /position 2/],
    ['((x)', /position 5: .*[Pp]arenthesis/],
    ['x)', /position 2/],
    ['x +', /position 4: Unexpected end/],
    ['x ? ', /position 5/],
    ['σ(x)', /position 1: "σ" is not allowed/],
    ['😀*x', /position 1: "😀" is not allowed/],
    ['x⁠', /position 2/],
    ['sqrt(x)', /is NaN at x = -40/],
    ['log(x)', /is -Infinity at x = 0/],
    ['x^(1/3)', /is NaN at x = -40/],
    ['sin(x)/x', /is NaN at x = 0; .*give its value there: x == 0/],
    ['1/x', /is Infinity at x = 0/],
    ['1/(x - 1/3)', /is Infinity at x = 0\.3333/],
    ['1/(x^2 - 2)', /pole at x = -1\.414|Infinity at x = -1\.414/],
    ['x^-2', /Infinity at x = 0/],
    ['tan(x)', /pole at/],
    ['exp(x^2)', /is Infinity at x = -40/],
    ['abs(sin(50*x))', /too rough: it has \d+ kinks/],
    [`${'('.repeat(40)}x${')'.repeat(40)}`, /more than 30 nested parentheses/],
    [`${'x+'.repeat(400)}x`, /801 characters; at most 500/],
  ])('%s', (text, message) => {
    expect(() => compileExpression(text)).toThrow(InputError);
    expect(() => compileExpression(text)).toThrow(message);
  });

  it('are InputErrors for whatever a person types', () => {
    const word = fc.constantFrom(
      ...[
        'x',
        '1',
        '.5',
        'sin',
        'max',
        'not',
        'and',
        'e',
        'pi',
        '(',
        ')',
        ',',
        '?',
        ':',
        '+',
        '-',
        '^',
        '/',
        '<',
        '==',
      ],
      ...['y', '"', '[', '=', ' ', '..', '!', "'", ';', '\n', '%', 'to', 'in', '#', '\\', '`', '$', '{'],
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 9 }), (words) => {
        const text = words.join(' ');
        try {
          compileExpression(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toContain(clip(text));
        }
      }),
      { numRuns: 2000, seed: 2 },
    );
  });
});
