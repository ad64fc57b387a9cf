/** The functions of numbers in decimals; NaN outside their domain. Those that are absent are not known to any number of digits. */
import type { Big, Decimals } from './decimals.ts';

export type PreciseFunction = (d: Decimals, ...args: Big[]) => Big;

const nan = (d: Decimals): Big => d.of(Number.NaN);
const unitStep = (d: Decimals, u: Big): Big => d.of(u.isZero() ? 0.5 : u.gt(0) ? 1 : 0);
const sigmoid = (d: Decimals, u: Big): Big => d.of(1).div(d.exp(u.neg()).plus(1));
const phi = (d: Decimals, u: Big): Big => d.exp(u.times(u).div(-2)).div(d.pi().times(2).sqrt());
const positive = (u: Big): Big => (u.gt(0) ? u : u.times(0));
const identity = (_: Decimals, u: Big): Big => u;
const tangentHalf = (d: Decimals, a: Big, b: Big): Big =>
  b.isZero() ? d.pi().div(a.isNeg() ? -2 : 2) : d.atan(a.div(b));

/** The root of γz m² + (z + γ − 1) m + 1 = 0 as in marchenkoPastur.ts, of real z outside the support. */
function stieltjes(d: Decimals, z: Big, ratio: Big): Big {
  if (!ratio.gt(0) || (z.isZero() && ratio.gte(1))) return nan(d);
  const centre = z.minus(1).minus(ratio);
  const square = centre.times(centre).minus(ratio.times(4));
  if (!square.gt(0)) return nan(d);
  const s = centre.gt(0) ? square.sqrt() : square.sqrt().neg();
  const b = d.of(1).minus(ratio).minus(z);
  const [sum, difference] = [b.plus(s), b.minus(s)];
  return difference.abs().gte(sum.abs()) ? d.of(2).div(difference) : sum.div(z.times(ratio).times(2));
}

export const preciseFunctions: Readonly<Record<string, PreciseFunction>> = {
  abs: (_, u) => u.abs(),
  sign: (d, u) => d.of(u.isZero() ? 0 : u.gt(0) ? 1 : -1),
  exp: (d, u) => d.exp(u),
  log: (d, u) => d.log(u),
  log1p: (d, u) => (u.gt(-1) ? d.log1p(u) : nan(d)),
  expm1: (d, u) => d.expm1(u),
  sqrt: (_, u) => u.sqrt(),
  cbrt: (_, u) => u.cbrt(),
  square: (_, u) => u.times(u),
  cube: (_, u) => u.times(u).times(u),
  sin: (d, u) => d.sin(u),
  cos: (d, u) => d.cos(u),
  tan: (d, u) => d.sin(u).div(d.cos(u)),
  asin: (d, u) => tangentHalf(d, u, d.of(1).minus(u).times(u.plus(1)).sqrt()),
  acos: (d, u) => tangentHalf(d, d.of(1).minus(u).sqrt(), u.plus(1).sqrt()).times(2),
  atan: (d, u) => d.atan(u),
  sinh: (d, u) => d.expm1(u).minus(d.expm1(u.neg())).div(2),
  cosh: (d, u) => d.exp(u).plus(d.exp(u.neg())).div(2),
  tanh: (d, u) => {
    const grown = d.expm1(u.abs().times(-2)).neg();
    const size = grown.div(d.of(2).minus(grown));
    return u.isNeg() ? size.neg() : size;
  },
  asinh: (d, u) => {
    const size = u.abs();
    const square = size.times(size);
    const value = d.log1p(size.plus(square.div(square.plus(1).sqrt().plus(1))));
    return u.isNeg() ? value.neg() : value;
  },
  acosh: (d, u) => {
    const over = u.minus(1);
    return d.log1p(over.plus(over.times(u.plus(1)).sqrt()));
  },
  atanh: (d, u) => (u.abs().lt(1) ? d.log1p(u).minus(d.log1p(u.neg())).div(2) : nan(d)),
  max: (_, ...all) => all.reduce((most, each) => (each.gt(most) ? each : most)),
  min: (_, ...all) => all.reduce((least, each) => (each.lt(least) ? each : least)),
  floor: (_, u) => u.floor(),
  ceil: (_, u) => u.ceil(),
  erf: (d, u) => d.erf(u),
  erfc: (d, u) => d.erfc(u),
  Phi: (d, u) => d.erfc(u.neg().div(d.of(2).sqrt())).div(2),
  phi,
  relu: (_, u) => positive(u),
  sigmoid,
  softplus: (d, u) => positive(u).plus(d.log1p(d.exp(u.abs().neg()))),
  step: unitStep,
  heaviside: unitStep,
  re: identity,
  conj: identity,
  im: (d) => d.of(0),
  arg: (d, u) => (u.isNeg() && !u.isZero() ? d.pi() : d.of(0)),
  mp: stieltjes,
};
