import { describe, expect, it } from 'vitest';
import { erf, erfc, normalCdf } from '../../src/numerics/erf.ts';

const functions = { erf, erfc, normalCdf };

/** From test/reference/erf.py (mpmath, 60 digits). */
const references: readonly [name: keyof typeof functions, x: number, value: number][] = [
  ['erf', 1e-300, 1.1283791670955126e-300],
  ['erf', 1e-10, 1.1283791670955126e-10],
  ['erf', 0.1, 0.1124629160182849],
  ['erf', 0.25, 0.27632639016823696],
  ['erf', 0.4999, 0.5204119951613866],
  ['erf', 0.5, 0.5204998778130465],
  ['erf', 0.5001, 0.5205877516768808],
  ['erf', 0.9, 0.7969082124228322],
  ['erf', 1.3, 0.9340079449406524],
  ['erf', 2, 0.9953222650189527],
  ['erf', 3, 0.9999779095030014],
  ['erf', 4.5, 0.9999999998033839],
  ['erf', 5.9, 0.9999999999999999],
  ['erfc', -6, 2.0],
  ['erfc', -2, 1.9953222650189528],
  ['erfc', -0.7, 1.6778011938374184],
  ['erfc', -0.3, 1.3286267594591274],
  ['erfc', 1e-17, 1.0],
  ['erfc', 0.2, 0.7772974107895215],
  ['erfc', 0.49, 0.4883317388114769],
  ['erfc', 0.5, 0.4795001221869535],
  ['erfc', 0.51, 0.4707563801588296],
  ['erfc', 1, 0.15729920705028513],
  ['erfc', 1.7, 0.01620954140922544],
  ['erfc', 2.9, 4.109787809945886e-5],
  ['erfc', 3.99, 1.6739211364520814e-8],
  ['erfc', 4, 1.541725790028002e-8],
  ['erfc', 4.01, 1.4196939421371052e-8],
  ['erfc', 5.5, 7.357847917974398e-15],
  ['erfc', 9.3, 1.653244184030135e-39],
  ['erfc', 14.2, 1.063964354864168e-89],
  ['erfc', 20.7, 2.2085481102488885e-188],
  ['erfc', 26, 5.663192408856143e-296],
  ['normalCdf', -37, 5.725571222524577e-300],
  ['normalCdf', -30.3, 5.731723503315496e-202],
  ['normalCdf', -21.7, 1.0258139526968736e-104],
  ['normalCdf', -12.1, 5.28055876743356e-34],
  ['normalCdf', -6.3, 1.4882282217623127e-10],
  ['normalCdf', -5.6, 1.071759025831093e-8],
  ['normalCdf', -3.3, 0.0004834241423837775],
  ['normalCdf', -1.9, 0.028716559816001807],
  ['normalCdf', -0.8, 0.21185539858339666],
  ['normalCdf', -0.7, 0.24196365222307303],
  ['normalCdf', -0.3, 0.3820885778110474],
  ['normalCdf', 0, 0.5],
  ['normalCdf', 0.001, 0.500398942213911],
  ['normalCdf', 0.6, 0.7257468822499265],
  ['normalCdf', 0.75, 0.7733726476231318],
  ['normalCdf', 1.96, 0.9750021048517795],
  ['normalCdf', 4, 0.9999683287581669],
  ['normalCdf', 8, 0.9999999999999993],
];

describe('erf, erfc, normalCdf', () => {
  it.each(references)('%s(%d) agrees with mpmath to a few units in the last place', (name, x, value) => {
    expect(Math.abs(functions[name](x) / value - 1)).toBeLessThanOrEqual(1e-15);
  });

  it('has its limits and its parity', () => {
    expect([erf(0), erf(Infinity), erf(-Infinity)]).toEqual([0, 1, -1]);
    expect([erfc(Infinity), erfc(-Infinity), normalCdf(Infinity), normalCdf(-Infinity)]).toEqual([
      0, 2, 1, 0,
    ]);
    for (const f of Object.values(functions)) expect(f(NaN)).toBeNaN();
    for (let x = 0.013; x < 6; x += 0.037) {
      expect(erf(-x)).toBe(-erf(x));
      expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
    }
  });

  it('joins its pieces without a step', () => {
    for (const x of [0.5, 4]) {
      const [below, above] = [erfc(x * (1 - 2 ** -52)), erfc(x * (1 + 2 ** -52))];
      expect(Math.abs(below / above - 1)).toBeLessThan(3e-14); // the slope alone gives 1.4e-14
    }
  });
});
