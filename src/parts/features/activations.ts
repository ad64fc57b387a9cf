/**
 * Activations of one hidden layer, each with both lives: what it does to the equations (its Hermite coefficients) and how to
 * apply it to pre-activations, exactly averaged over Gaussian inputs where a closed form exists.
 */
import { clip, InputError, nearest } from '../../errors.ts';
import { compileExpression } from '../../expressions/univariate.ts';
import type { Elementwise } from '../../linalg/elementwise.ts';
import { erf, normalCdf } from '../../numerics/erf.ts';
import { gaussianExpectation } from '../../numerics/quadrature.ts';
import type { GaussianAverages } from './averages.ts';
import * as averages from './averages.ts';

/** μ0 = E σ(G), μ1 = E Gσ(G), μ*² = E (σ(G) − μ0 − μ1 G)², G ~ N(0,1). */
export interface HermiteCoefficients {
  readonly mu0: number;
  readonly mu1: number;
  readonly muStar2: number;
}

export interface Activation {
  readonly name: string;
  readonly apply: (x: number) => number;
  /** The same function as a kernel, up to rounding; absent for expressions. */
  readonly kernel?: Elementwise;
  /** Points where the function or a derivative jumps. */
  readonly kinks: readonly number[];
  /** Hermite coefficients in closed form; absent where only quadrature knows them. */
  readonly closedForm?: HermiteCoefficients;
  /** Exact averages over Gaussian pre-activations; absent where the simulation needs test points. */
  readonly averages?: GaussianAverages;
}

const leakySlope = 0.01;
const twoPi = 2 * Math.PI;

/** The activations known by name. */
export const activations: readonly Activation[] = [
  {
    name: 'relu',
    apply: (x) => Math.max(x, 0),
    kernel: ['relu'],
    kinks: [0],
    closedForm: { mu0: 1 / Math.sqrt(twoPi), mu1: 0.5, muStar2: 0.25 - 1 / twoPi },
    averages: averages.leakyRelu(0),
  },
  {
    name: 'leaky-relu',
    apply: (x) => (x > 0 ? x : leakySlope * x),
    kernel: ['leakyRelu', leakySlope],
    kinks: [0],
    closedForm: {
      mu0: (1 - leakySlope) / Math.sqrt(twoPi),
      mu1: (1 + leakySlope) / 2,
      muStar2: (1 - leakySlope) ** 2 * (0.25 - 1 / twoPi),
    },
    averages: averages.leakyRelu(leakySlope),
  },
  { name: 'tanh', apply: Math.tanh, kernel: ['tanh'], kinks: [] },
  {
    name: 'erf',
    apply: erf,
    kernel: ['erf'],
    kinks: [],
    closedForm: {
      mu0: 0,
      mu1: 2 / Math.sqrt(3 * Math.PI),
      muStar2: (2 / Math.PI) * (Math.asin(2 / 3) - 2 / 3),
    },
    averages: averages.errorFunction,
  },
  {
    name: 'sign',
    apply: Math.sign,
    kernel: ['sign'],
    kinks: [0],
    closedForm: { mu0: 0, mu1: Math.sqrt(2 / Math.PI), muStar2: 1 - 2 / Math.PI },
    averages: averages.sign,
  },
  {
    name: 'identity',
    apply: (x) => x,
    kernel: ['leakyRelu', 1],
    kinks: [],
    closedForm: { mu0: 0, mu1: 1, muStar2: 0 },
    averages: averages.identity,
  },
  { name: 'gelu', apply: (x) => x * normalCdf(x), kernel: ['gelu'], kinks: [] },
  {
    name: 'sine',
    apply: Math.sin,
    kernel: ['sin'],
    kinks: [],
    closedForm: { mu0: 0, mu1: Math.exp(-0.5), muStar2: Math.exp(-1) * (Math.sinh(1) - 1) },
    averages: averages.sine,
  },
  {
    name: 'cosine',
    apply: Math.cos,
    kernel: ['cos'],
    kinks: [],
    closedForm: { mu0: Math.exp(-0.5), mu1: 0, muStar2: Math.exp(-1) * (Math.cosh(1) - 1) },
    averages: averages.cosine,
  },
];

const cache = new Map<string, Activation>(activations.map((activation) => [activation.name, activation]));
const coefficients = new Map<string, HermiteCoefficients>();

/** The activation of that name, or the expression in x that the text is. @throws {InputError} when it is neither. */
export function findActivation(text: string): Activation {
  const known = cache.get(text);
  if (known) return known;
  if (/^[a-z]+(-[a-z]+)*$/i.test(text) && text !== 'x' && text !== 'e' && text !== 'pi') {
    const names = activations.map((activation) => activation.name);
    const hint = nearest(text, names);
    throw new InputError(
      `activation '${clip(text)}' is not known${hint ? `; did you mean '${hint}'?` : ''} (valid: ${names.join(', ')}, or an expression in x)`,
    );
  }
  const { evaluate, kinks } = compileExpression(text);
  const activation: Activation = { name: text, apply: evaluate, kinks };
  cache.set(text, activation);
  return activation;
}

/**
 * Hermite coefficients of the activation, relative accuracy 10⁻¹²; μ*² is the mean square of the residual, never a difference
 * of moments, so that nearly linear activations keep their digits.
 *
 * @throws {InputError} when E σ(G)² is not finite, or σ vanishes identically.
 */
export function hermiteCoefficients(activation: Activation): HermiteCoefficients {
  const known = activation.closedForm ?? coefficients.get(activation.name);
  if (known) return known;
  const { apply, kinks } = activation;
  const mean = gaussianExpectation(apply, kinks);
  const slope = gaussianExpectation((x) => x * apply(x), kinks);
  const mu0 = mean.value;
  const mu1 = slope.value;
  const rest = gaussianExpectation((x) => (apply(x) - mu0 - mu1 * x) ** 2, kinks);
  const power = mu0 * mu0 + mu1 * mu1 + rest.value;
  const settled =
    Number.isFinite(power) &&
    mean.error + slope.error <= 1e-9 * Math.sqrt(power) &&
    rest.error <= 1e-9 * rest.value + 1e-28 * power;
  if (!settled) {
    throw new InputError(
      `activation '${clip(activation.name)}' is not usable: E σ(G)² for G ~ N(0,1) does not exist, or is too steep to integrate`,
    );
  }
  // A residual at the rounding level of σ itself is a linear activation's.
  const scale = mu0 * mu0 + mu1 * mu1;
  const muStar2 = rest.value <= 1e-30 * scale ? 0 : rest.value;
  if (mu1 === 0 && muStar2 === 0) {
    throw new InputError(
      `activation '${clip(activation.name)}' is constant: it carries no information about x`,
    );
  }
  const found = { mu0, mu1, muStar2 };
  coefficients.set(activation.name, found);
  return found;
}
