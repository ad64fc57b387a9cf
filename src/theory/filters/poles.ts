/**
 * Training rules as sums of ridge regressions with complex ridges,
 *
 *     φ(s) = Σ_j a_j/(s+λ_j),   Σ_j a_j = 1,   r(s) = 1 − sφ(s) = Σ_j a_j λ_j/(s+λ_j).
 *
 * Gradient flow: the best rational approximation of e^{−x} on [0, ∞) with 14 poles, e^{−x} ≈ −Σ_j c_j/(x+ζ_j), to 6·10⁻¹⁴:
 * λ_j = ζ_j/t, a_j = −c_j/ζ_j.
 *
 * Rules of T steps: Cauchy's integral, a = (1/2πi) r(z) dz/z at λ = −z, around the spectrum and 0, in the plane of x, ρ = e^{−x}:
 *
 *     gradient descent    z = (1 − ρ)(1 − β/ρ)/η,   r = (ρ^T(ρ−β) − ρ'^T(ρ'−β))/(ρ−ρ'),  ρ' = β/ρ
 *     iterated ridge      z = λ(1 − ρ)/ρ,           r = ρ^T
 *
 * Few steps: on the circle |ρ| = e^{c/T}, N nodes leave e^{−cN/T}; momentum that is not forgotten takes it for many steps, too (circle.ts). Else
 * many steps forget all of the spectrum but its ends ρ ≈ ±1: around each, on the parabola −Tx = N(0.1309 − 0.1194θ² + 0.25iθ) of numerical Laplace inversion, N nodes leave 2.85^{−N} whatever T is.
 *
 * Source: Trefethen, Weideman & Schmelzer, BIT 46 (2006), 653 (Carathéodory–Fejér poles); Weideman & Trefethen, Math. Comp. 76
 * (2007), 1341 (parabola).
 */
import {
  add,
  type Complex,
  complex,
  divide,
  exponential,
  exponentialMinusOne,
  multiply,
  scale,
  subtract,
} from '../../numerics/complex.ts';
import type { Schedule } from './schedule.ts';

const one = complex(1);

/** One of a pair of complex conjugates: λ_j, and its weight a_j. */
export interface Pole {
  readonly ridge: Complex;
  readonly weight: Complex;
}

/** ζ_j and c_j, real and imaginary parts. */
const caratheodoryFejer = [
  [-8.897683270422746, 16.63108878051866, -7.156381084333059e-5, 1.43615401022345e-4],
  [-3.703215356019705, 13.65646469062486, 9.441068865057467e-3, -1.718495698738774e-2],
  [-0.2087182241648243, 10.99133464873073, -0.3763981614778793, 0.3351716726572137],
  [2.269813194655656, 8.461792363760143, 4.807332311061495, -1.320787820931506],
  [3.993393916994773, 6.004867784553896, -23.49872552724336, -5.809283323475586],
  [5.089367564051825, 3.588844338748066, 46.9337530132887, 45.64577708417692],
  [5.62316478591332, 1.19407555888479, -27.87533114059996, -102.1503287193411],
] as const;

/** Gradient flow for a time t > 0. */
export function flowPoles(time: number): Pole[] {
  return caratheodoryFejer.map(([re, im, residueRe, residueIm]) => ({
    ridge: complex(re / time, im / time),
    weight: scale(divide(complex(residueRe, residueIm), complex(re, im)), -1),
  }));
}

export type Stepped = Extract<Schedule, { kind: 'descent' | 'iterated' }>;
type Descent = Extract<Schedule, { kind: 'descent' }>;

/** c, and N/T: what the circle leaves is e^{−30}, what it magnifies e⁵. */
const circle = { growth: 5, nodes: 6, least: 8 } as const;
/** The same of a circle whose nodes are a power of two; of half as many e^{−12} is left. */
const large = { growth: 4, nodes: 8 } as const;
const parabolaNodes = 32;
/** Fewest steps for which the parabola stays in |Im x| < π. */
const manySteps = 40;
/** −log of what counts as forgotten. */
const forgotten = 36;
/** Nodes of a large circle; more take minutes. */
const mostNodes = 2 ** 20;

/** Whether momentum carries on for so many steps that neither a parabola nor a small circle will do. */
export function isLarge(rule: Stepped): rule is Descent {
  const steps = stepsOf(rule);
  return rule.kind === 'descent' && steps >= manySteps && steps * decayWithin(rule) < forgotten;
}

/**
 * The poles of a rule that takes steps, with `share` of the usual number of nodes, where it is not large.
 * @param edge upper edge of the empirical spectrum, at which the iteration must not diverge
 */
export function steppedPoles(rule: Stepped, edge: number, share = 1): Pole[] {
  const steps = stepsOf(rule);
  if (steps >= manySteps) {
    const nodes = 2 * Math.round((share * parabolaNodes) / 2);
    const signs = steps * decayAbove(rule, edge) < forgotten ? [1, -1] : [1];
    return signs.flatMap((sign) => parabola(rule, nodes, sign));
  }
  const nodes = 2 * Math.ceil((share * Math.max(circle.least, circle.nodes * steps)) / 2);
  return onCircle(rule, nodes, circle.growth);
}

/** Poles at the upper half of the nodes R e^{iπ(2k+1)/N} in the plane of ρ. */
export interface Circle {
  readonly radius: number;
  readonly stepSize: number;
  readonly momentum: number;
  readonly poles: readonly Pole[];
}

/** Of momentum that carries on, with `share` of the usual number of nodes; null where they are too many. */
export function largeCircle(rule: Descent, share: 1 | 0.5): Circle | null {
  const { steps, stepSize, momentum } = rule;
  const nodes = share * 2 ** Math.ceil(Math.log2(large.nodes * steps));
  if (nodes > mostNodes) return null;
  return {
    radius: Math.exp(large.growth / steps),
    stepSize,
    momentum,
    poles: onCircle(rule, nodes, large.growth),
  };
}

/** T: steps, or ridge regressions. */
function stepsOf(rule: Stepped): number {
  return rule.kind === 'descent' ? rule.steps : rule.count;
}

/** −log|ρ| of where momentum oscillates, |ρ| = √β. */
function decayWithin(rule: Stepped): number {
  return rule.kind === 'descent' && rule.momentum > 0
    ? -Math.log(rule.momentum) / 2
    : Number.POSITIVE_INFINITY;
}

/** −log|ρ| at the upper edge, where a long step overshoots: ρ < −√β. */
function decayAbove(rule: Stepped, edge: number): number {
  if (rule.kind !== 'descent') return Number.POSITIVE_INFINITY;
  const { stepSize, momentum } = rule;
  const sum = 1 + momentum - stepSize * edge;
  const square = sum * sum - 4 * momentum;
  return sum < 0 && square > 0 ? -Math.log((Math.sqrt(square) - sum) / 2) : Number.POSITIVE_INFINITY;
}

function onCircle(rule: Stepped, nodes: number, growth: number): Pole[] {
  return upperAngles(nodes).map((angle) => {
    const { z, residual, slope } = locate(rule, complex(-growth / stepsOf(rule), -angle), 1);
    return { ridge: scale(z, -1), weight: scale(multiply(residual, slope), 1 / nodes) };
  });
}

function parabola(rule: Stepped, nodes: number, sign: number): Pole[] {
  const steps = stepsOf(rule);
  return upperAngles(nodes).map((angle) => {
    const x = scale(complex(0.1309 - 0.1194 * angle * angle, 0.25 * angle), -nodes / steps);
    const { z, residual, slope } = locate(rule, x, sign);
    const weight = multiply(multiply(residual, slope), complex(0.25 / steps, (0.2388 * angle) / steps));
    return { ridge: scale(z, -1), weight };
  });
}

/** The midpoints of N arcs, on one side of the real axis. */
function upperAngles(nodes: number): number[] {
  return Array.from({ length: nodes / 2 }, (_, k) => ((2 * k + 1) * Math.PI) / nodes);
}

/** z, r(z) and −d log z/dx at ρ = sign·e^{−x}. */
function locate(rule: Stepped, x: Complex, sign: number) {
  const steps = stepsOf(rule);
  const rho = scale(exponential(scale(x, -1)), sign);
  const left = sign > 0 ? scale(exponentialMinusOne(scale(x, -1)), -1) : subtract(one, rho);
  const power = scale(exponential(scale(x, -steps)), sign ** steps);
  if (rule.kind === 'iterated') {
    return { z: scale(divide(left, rho), rule.ridge), residual: power, slope: divide(complex(-1), left) };
  }
  const { stepSize, momentum } = rule;
  const other = divide(complex(momentum), rho);
  const otherLeft = subtract(one, other);
  const slope = subtract(divide(other, otherLeft), divide(rho, left));
  const z = scale(multiply(left, otherLeft), 1 / stepSize);
  if (momentum === 0) return { z, residual: power, slope };
  const otherPower = scale(exponential(scale(add(x, complex(Math.log(momentum))), steps)), sign ** steps);
  const terms = [
    multiply(power, subtract(rho, complex(momentum))),
    multiply(otherPower, subtract(other, complex(momentum))),
  ] as const;
  return { z, residual: divide(subtract(...terms), subtract(rho, other)), slope };
}
