/**
 * The functions of numbers: one entry each, and all that parsing, compiling, differentiating, cutting integrals and the
 * documentation know of it. `docs/formulas.md` shows each with an example.
 */

import * as complexes from '../numerics/complex.ts';
import { type Complex, complex } from '../numerics/complex.ts';
import { erf, erfc, normalCdf } from '../numerics/erf.ts';
import { digamma, gammaFunction, logGamma } from '../numerics/gammaFunction.ts';
import { normalUpperQuantile } from '../numerics/normal.ts';
import { stieltjes } from './marchenkoPastur.ts';

/** An expression in the arguments u and v at whose roots a function may not be smooth. */
export interface SwitchText {
  readonly text: string;
  /** Roots without change of sign count as well: sqrt(x^2) has a kink where x^2 touches zero. */
  readonly touching?: true;
}

export interface FunctionEntry {
  readonly meaning: string;
  /** Least and largest number of arguments. */
  readonly arity: readonly [number, number];
  readonly value: (...args: number[]) => number;
  /** It is the one of that name in Math. */
  readonly math?: true;
  /** Of complex arguments; absent: its arguments must be real. */
  readonly complex?: (...args: Complex[]) => Complex;
  /** What its arguments must be. */
  readonly domain?: string;
  /** Derivatives by each argument, as expressions in u and v; absent: only differences of values tell. */
  readonly slopes?: readonly string[];
  readonly switches?: readonly SwitchText[];
  /** It is not smooth where two of its arguments are equal. */
  readonly pairwise?: true;
  /** It jumps at its switches, so that its slopes miss something. */
  readonly jumps?: true;
  /** It changes within a unit of its argument, at least about 0: integrals are cut there, and refined if that is steep. */
  readonly step?: true;
}

const unary = (
  meaning: string,
  value: (u: number) => number,
  slope: string | undefined,
  rest: Partial<FunctionEntry> = {},
): FunctionEntry => ({
  meaning,
  arity: [1, 1],
  value,
  ...(slope === undefined ? {} : { slopes: [slope] }),
  ...rest,
});

const ofMath = (
  name:
    | 'abs'
    | 'exp'
    | 'log'
    | 'log1p'
    | 'expm1'
    | 'sqrt'
    | 'cbrt'
    | 'sign'
    | 'floor'
    | 'ceil'
    | Trigonometric,
  meaning: string,
  slope: string,
  rest: Partial<FunctionEntry> = {},
): FunctionEntry => unary(meaning, Math[name], slope, { math: true, ...rest });

type Trigonometric =
  | ('sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan')
  | ('sinh' | 'cosh' | 'tanh' | 'asinh' | 'acosh' | 'atanh');

const signChanges: readonly SwitchText[] = [{ text: 'u' }];
const roots: readonly SwitchText[] = [{ text: 'u', touching: true }];
const unitEnds: readonly SwitchText[] = [{ text: '1 - u^2', touching: true }];

const { add, divide, exponential, logarithm, multiply, scale, squareRoot, subtract } = complexes;
const one = complex(1);
const timesI = (a: Complex): Complex => ({ re: -a.im, im: a.re });
const conjugate = (a: Complex): Complex => ({ re: a.re, im: -a.im });
const coshOf = (a: Complex) => scale(add(exponential(a), exponential(scale(a, -1))), 0.5);
const sinhOf = (a: Complex) =>
  scale(subtract(complexes.exponentialMinusOne(a), complexes.exponentialMinusOne(scale(a, -1))), 0.5);
const sinOf = (a: Complex) => scale(timesI(sinhOf(timesI(a))), -1);
const cosOf = (a: Complex) => coshOf(timesI(a));

const density = (u: number) => Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);
const sigmoid = (u: number) => 1 / (1 + Math.exp(-u));
const softplus = (u: number) => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
const unitStep = (u: number) => (u > 0 ? 1 : u < 0 ? 0 : 0.5);

/** Newton's step mends what (1 + u)/2 has lost of a small u. */
function erfInverse(u: number): number {
  if (!(Math.abs(u) <= 1)) return Number.NaN;
  const start = normalUpperQuantile((1 - u) / 2) / Math.SQRT2;
  if (!Number.isFinite(start)) return start;
  const step = ((erf(start) - u) * Math.sqrt(Math.PI)) / 2 / Math.exp(-start * start);
  return start - step;
}

const within = (p: number) => (p >= 0 && p <= 1 ? -normalUpperQuantile(p) : Number.NaN);

export const functions: Readonly<Record<string, FunctionEntry>> = {
  abs: ofMath('abs', 'absolute value, or modulus', 'u/abs(u)', {
    switches: signChanges,
    complex: (a) => complex(complexes.modulus(a)),
  }),
  sign: ofMath('sign', '−1, 0 or 1', '0', { switches: signChanges, jumps: true }),
  exp: ofMath('exp', 'exponential', 'exp(u)', { complex: exponential }),
  log: ofMath('log', 'natural logarithm', '1/u', {
    switches: roots,
    complex: logarithm,
    domain: 'a number > 0',
  }),
  log1p: ofMath('log1p', 'log(1 + u), exact for small u', '1/(1 + u)', {
    switches: [{ text: '1 + u', touching: true }],
    domain: 'a number > −1',
  }),
  expm1: ofMath('expm1', 'exp(u) − 1, exact for small u', 'exp(u)', {
    complex: complexes.exponentialMinusOne,
  }),
  sqrt: ofMath('sqrt', 'square root', '1/(2*sqrt(u))', {
    switches: roots,
    complex: squareRoot,
    domain: 'a number ≥ 0',
  }),
  cbrt: ofMath('cbrt', 'cube root, of any sign', '1/(3*square(cbrt(u)))', { switches: roots }),
  square: unary('u²', (u) => u * u, '2*u', { complex: (a) => multiply(a, a) }),
  cube: unary('u³', (u) => u * u * u, '3*square(u)', { complex: (a) => multiply(a, multiply(a, a)) }),
  sin: ofMath('sin', 'sine', 'cos(u)', { complex: sinOf, step: true }),
  cos: ofMath('cos', 'cosine', '-sin(u)', { complex: cosOf, step: true }),
  tan: ofMath('tan', 'tangent', '1 + square(tan(u))', {
    switches: [{ text: 'cos(u)' }],
    complex: (a) => divide(sinOf(a), cosOf(a)),
  }),
  asin: ofMath('asin', 'arc sine', '1/sqrt(1 - u^2)', { switches: unitEnds, domain: 'a number in [−1, 1]' }),
  acos: ofMath('acos', 'arc cosine', '-1/sqrt(1 - u^2)', {
    switches: unitEnds,
    domain: 'a number in [−1, 1]',
  }),
  atan: ofMath('atan', 'arc tangent', '1/(1 + u^2)', { step: true }),
  sinh: ofMath('sinh', 'hyperbolic sine', 'cosh(u)', { complex: sinhOf, step: true }),
  cosh: ofMath('cosh', 'hyperbolic cosine', 'sinh(u)', { complex: coshOf, step: true }),
  tanh: ofMath('tanh', 'hyperbolic tangent', '1/square(cosh(u))', {
    complex: (a) => divide(sinhOf(a), coshOf(a)),
    step: true,
  }),
  asinh: ofMath('asinh', 'inverse hyperbolic sine', '1/sqrt(1 + u^2)', { step: true }),
  acosh: ofMath('acosh', 'inverse hyperbolic cosine', '1/sqrt(u^2 - 1)', {
    switches: [{ text: 'u - 1', touching: true }],
    domain: 'a number ≥ 1',
  }),
  atanh: ofMath('atanh', 'inverse hyperbolic tangent', '1/(1 - u^2)', {
    switches: unitEnds,
    domain: 'a number in (−1, 1)',
  }),
  max: { meaning: 'the largest', arity: [2, 8], value: Math.max, math: true, pairwise: true },
  min: { meaning: 'the least', arity: [2, 8], value: Math.min, math: true, pairwise: true },
  floor: ofMath('floor', 'the next integer below', '0', { switches: [{ text: 'sin(pi*u)' }], jumps: true }),
  ceil: ofMath('ceil', 'the next integer above', '0', { switches: [{ text: 'sin(pi*u)' }], jumps: true }),
  erf: unary('error function, 2/√π ∫₀ᵘ e^{−t²} dt', erf, '2/sqrt(pi)*exp(-u^2)', { step: true }),
  erfc: unary('1 − erf(u), exact in its tail', erfc, '-2/sqrt(pi)*exp(-u^2)', { step: true }),
  erfInverse: unary('inverse of erf', erfInverse, 'sqrt(pi)/2*exp(erfInverse(u)^2)', {
    domain: 'a number in (−1, 1)',
  }),
  Phi: unary('normal distribution function, erfc(−u/√2)/2', normalCdf, 'phi(u)', { step: true }),
  phi: unary('normal density, e^{−u²/2}/√(2π)', density, '-u*phi(u)', { step: true }),
  PhiInverse: unary('inverse of Phi, the normal quantile', within, '1/phi(PhiInverse(u))', {
    domain: 'a number in (0, 1)',
  }),
  gammaFunction: unary('Γ(u)', gammaFunction, 'gammaFunction(u)*digamma(u)', {
    domain: 'a number that is not 0, −1, −2, …, and at most 171.6',
  }),
  lgamma: unary('log |Γ(u)|', logGamma, 'digamma(u)', { domain: 'a number that is not 0, −1, −2, …' }),
  digamma: unary('derivative of lgamma', digamma, undefined, { domain: 'a number that is not 0, −1, −2, …' }),
  relu: unary('max(u, 0)', (u) => Math.max(u, 0), 'step(u)', { switches: signChanges }),
  sigmoid: unary('1/(1 + e^{−u})', sigmoid, 'sigmoid(u)*sigmoid(-u)', {
    complex: (a) => divide(one, add(one, exponential(scale(a, -1)))),
    step: true,
  }),
  softplus: unary('log(1 + e^u), without overflow', softplus, 'sigmoid(u)', { step: true }),
  step: unary('0, 1/2 at 0, 1', unitStep, '0', { switches: signChanges, jumps: true }),
  heaviside: unary('the same as step', unitStep, '0', { switches: signChanges, jumps: true }),
  re: unary('real part', (u) => u, undefined, { complex: (a) => complex(a.re) }),
  im: unary('imaginary part', () => 0, undefined, { complex: (a) => complex(a.im) }),
  conj: unary('complex conjugate', (u) => u, undefined, { complex: conjugate }),
  arg: unary('argument, in (−π, π]', (u) => (u < 0 ? Math.PI : 0), undefined, {
    complex: (a) => complex(complexes.argument(a)),
  }),
  mp: {
    meaning:
      'Stieltjes transform (1/p) tr(XᵀX/n − z)⁻¹ of the Marchenko–Pastur law at p/n = ratio; z complex, or real outside the support',
    arity: [2, 2],
    value: (z, ratio) => stieltjes(complex(z!), ratio!)?.re ?? Number.NaN,
    complex: (z, ratio) => stieltjes(z!, ratio!.re) ?? complex(Number.NaN),
    domain: 'z outside the support and a ratio > 0',
    slopes: [
      '-(v*mp(u, v)^2 + mp(u, v))/(2*v*u*mp(u, v) + u + v - 1)',
      '-(u*mp(u, v)^2 + mp(u, v))/(2*v*u*mp(u, v) + u + v - 1)',
    ],
  },
};

export const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
