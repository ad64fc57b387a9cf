import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { expandPoints, parseValues } from '../../src/scenario/values.ts';
import { activation, blocks, distribution, number } from './models.ts';

const ridge = number('ridge');
const real = number('real', { minimum: -Infinity });

describe('numbers', () => {
  it.each<[source: unknown, values: number[]]>([
    [0.5, [0.5]],
    ['0.5', [0.5]],
    ['+.5e1', [5]],
    [
      [0, 1e-3, '1e-1'],
      [0, 1e-3, 1e-1],
    ],
    ['0, 1e-3 ,1e-1', [0, 1e-3, 1e-1]],
    ['linspace(0,1,5)', [0, 0.25, 0.5, 0.75, 1]],
    ['linspace(0,1,11)', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ['linspace( 1 , 0 , 3 )', [1, 0.5, 0]],
    ['logspace(1e-3,1,4)', [1e-3, 1e-2, 0.1, 1]],
    ['logspace(1e-300,1e300,3)', [1e-300, 1, 1e300]],
    ['linspace(2,2,1)', [2]],
    ['0,logspace(1e-3,1,4)', [0, 1e-3, 1e-2, 0.1, 1]],
    [
      [0, 'logspace(1e-3,1,4)', 7],
      [0, 1e-3, 1e-2, 0.1, 1, 7],
    ],
    ['-0', [0]],
  ])('%j', (source, values) => {
    expect(parseValues(source, ridge)).toStrictEqual(values);
  });

  it('zero inside a range is exact', () => {
    expect(parseValues('linspace(-0.1,0.2,4)', real)).toStrictEqual([-0.1, 0, 0.1, 0.2]);
  });

  it('ranges keep their end points to the last bit and are evenly spaced', () => {
    const ends = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(ends, ends, fc.integer({ min: 2, max: 40 }), (a, b, count) => {
        fc.pre(Math.abs(a - b) > 1e-9 * a);
        const linear = parseValues(`linspace(${a},${b},${count})`, ridge) as number[];
        const logarithmic = parseValues(`logspace(${a},${b},${count})`, ridge) as number[];
        for (const values of [linear, logarithmic]) {
          expect([values.length, values[0], values.at(-1)]).toStrictEqual([count, a, b]);
        }
        for (let i = 1; i < count; i++) {
          expect(Math.abs(linear[i]! - linear[i - 1]! - (b - a) / (count - 1))).toBeLessThan(
            1e-13 * Math.max(a, b),
          );
          const step = Math.log(logarithmic[i]! / logarithmic[i - 1]!);
          expect(Math.abs(step - Math.log(b / a) / (count - 1))).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it.each<[source: unknown, message: string]>([
    ['abc', '"abc" is not a number; expected a number >= 0'],
    ['', '"" is not a number'],
    [' ', 'is not a number'],
    ['0x10', '"0x10" is not a number'],
    ['0b1', '"0b1" is not a number'],
    ['1_000', '"1_000" is not a number'],
    ['1n', '"1n" is not a number'],
    ['Infinity', '"Infinity" is not a number'],
    ['NaN', '"NaN" is not a number'],
    ['1e999', '"1e999" is not a number'],
    ['1e', '"1e" is not a number'],
    ['1 2', '"1 2" is not a number'],
    ['١', '"١" is not a number'],
    ['1,,2', '"" is not a number'],
    ['1,2,', '"" is not a number'],
    [NaN, 'NaN is out of range'],
    [Infinity, 'Infinity is out of range'],
    [-1, '-1 is out of range; expected a number >= 0'],
    ['-1e-9', '-1e-9 is out of range'],
    [null, 'null is not a value'],
    [true, 'true is not a value'],
    [undefined, 'undefined is not a value'],
    [{ a: 1 }, '{"a":1} is not a value'],
    [[[1]], '[1] is not a value'],
    [[], '[] has no values'],
    [[1, 2, 1], '1 is there twice'],
    ['1,1.0', '1 is there twice'],
    [[0, -0], '0 is there twice'],
    ['0.1,linspace(0,1,11)', '0.1 is there twice'],
    ['linspace(1,1,3)', '1 is there twice'],
    ['linspace(0,1,0)', '"linspace(0,1,0)" cannot have 0 values; expected a whole number from 1'],
    ['linspace(0,1,-3)', 'cannot have -3 values'],
    ['linspace(0,1,2.5)', 'cannot have 2.5 values'],
    ['linspace(0,1,1e9)', 'stands for 1000000000 values; expected at most 200000'],
    ['linspace(0,1,1)', '"linspace(0,1,1)" has two end points for one value'],
    ['linspace(0,1)', 'contains 2 numbers; expected linspace(first,last,count)'],
    ['linspace(0,1,2,3)', 'contains 4 numbers'],
    ['linspace()', 'contains "", which is not a finite number'],
    ['linspace(0,1,ten)', 'contains "ten"'],
    ['linspace(0,0x10,3)', 'contains "0x10"'],
    ['linspace(0,linspace(0,1,2),3)', 'contains "linspace(0"'],
    ['logspace(0,1,5)', '"logspace(0,1,5)" has an end point <= 0; expected end points > 0'],
    ['logspace(-1,1,5)', 'has an end point <= 0'],
    ['linspace(-1,1,3)', '-1 is out of range'],
    ['lnspace(0,1,3)', '"lnspace(0,1,3)" is not a range; did you mean linspace?'],
    ['geomspace(1,2,3)', 'is not a range'],
    ['linspace(0,1,3', '"linspace(0,1,3" has unbalanced parentheses'],
    ['linspace 0,1,3)', 'has unbalanced parentheses'],
  ])('%j is refused', (source, message) => {
    const parse = (): unknown => parseValues(source, ridge);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(`ridge: `);
    expect(parse).toThrow(message);
  });

  it('domains come from the declaration', () => {
    const share = number('share', { exclusive: true, maximum: 1 });
    expect(parseValues([1e-300, 1], share)).toEqual([1e-300, 1]);
    expect(() => parseValues(0, share)).toThrow('0 is out of range; expected a number > 0 and <= 1');
    expect(() => parseValues('1.0000000000000003', share)).toThrow('1.0000000000000002 is out of range');
  });
});

describe('texts', () => {
  it('own their commas, unless their declaration lets commas separate', () => {
    expect(parseValues('0.25:3,0.75:0.4', blocks)).toEqual(['0.25:3,0.75:0.4']);
    expect(parseValues(['isotropic', '0.25:3,0.75:0.4'], blocks)).toEqual(['isotropic', '0.25:3,0.75:0.4']);
    expect(parseValues('relu, tanh,max(x,0)', activation)).toEqual(['relu', 'tanh', 'max(x,0)']);
    expect(parseValues(['max(x, 0)', 'relu'], activation)).toEqual(['max(x, 0)', 'relu']);
    expect(parseValues('gaussian,sphere', distribution)).toEqual(['gaussian', 'sphere']);
  });

  it.each([
    ['0.25:3,', blocks, 'blocks: "0.25:3," is not a list of blocks'],
    ['', blocks, 'blocks: "" is empty'],
    [['isotropic', 'isotropic'], blocks, '"isotropic" is there twice'],
    ['relu,,tanh', activation, 'activation: "" is empty'],
    ['max(x,0', activation, 'activation: "max(x,0" has unbalanced parentheses'],
    ['rleu', activation, 'activation: "rleu" is not an activation'],
    ['sphre', distribution, '"sphre" is not known; did you mean sphere?; expected one of gaussian, sphere'],
    [3, distribution, '"3" is not known'],
  ])('%j is refused', (source, parameter, message) => {
    expect(() => parseValues(source, parameter)).toThrow(InputError);
    expect(() => parseValues(source, parameter)).toThrow(message);
  });
});

describe('expandPoints', () => {
  it('makes the product, the last axis varying fastest', () => {
    const axes = [
      { name: 'a', values: [1, 2] },
      { name: 'b', values: ['x'] },
      { name: 'c', values: [3, 4, 5] },
    ];
    expect(expandPoints(axes)).toEqual([
      { a: 1, b: 'x', c: 3 },
      { a: 1, b: 'x', c: 4 },
      { a: 1, b: 'x', c: 5 },
      { a: 2, b: 'x', c: 3 },
      { a: 2, b: 'x', c: 4 },
      { a: 2, b: 'x', c: 5 },
    ]);
    expect(expandPoints([])).toEqual([{}]);
  });

  it('refuses more than 200,000 points before making any', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const axes = ['a', 'b', 'c', 'd'].map((name) => ({ name, values }));
    expect(() => expandPoints(axes)).toThrow(
      '1000000000000 points (a 1000 x b 1000 x c 1000 x d 1000) are too many',
    );
  });
});
