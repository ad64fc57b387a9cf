/** Parameters that several models share. */
import { parseBlocks } from '../problem/inputs/covariance.ts';
import { distributions } from '../problem/inputs/distributions.ts';
import type { NumberParameter, Parameter, Point } from '../problem/parameter.ts';

/** Ratios and powers stay where the theory is tested to 10⁻¹² and beyond. */
const ratioRange = { minimum: 1e-6, maximum: 1e6 } as const;

/** A ratio of extensive counts. */
export function ratioParameter(name: string, tex: string, ratio: string, meaning: string): NumberParameter {
  return { kind: 'number', name, tex, definition: ratio, meaning, ...ratioRange };
}

const power = { kind: 'number', minimum: 0, maximum: 1e12 } as const;

export const signal: Parameter = {
  ...power,
  name: 'signal',
  tex: 'r^2',
  meaning:
    'power of the linear part of the target (r², F1²), spread over directions in proportion to variance unless blocks say otherwise',
  default: 1,
};

export const nonlinear: Parameter = {
  ...power,
  name: 'nonlinear',
  tex: 'F_\\star^2',
  meaning:
    'power F*² of the nonlinear part of the target: a random quadratic form orthogonal to linear functions',
  default: 0,
};

export const noise: Parameter = {
  ...power,
  name: 'noise',
  tex: '\\sigma^2',
  meaning: 'label noise variance σ²',
  default: 0,
};

export function ridgeParameter(objective: string): Parameter {
  return {
    ...power,
    name: 'ridge',
    tex: '\\lambda',
    meaning: `ridge λ of ${objective}; 0 is the minimum-norm limit λ → 0⁺, optimal the λ ≥ 0 of least excess risk`,
    default: 0,
    words: ['optimal'],
  };
}

export const inputParameters: readonly Parameter[] = [
  {
    kind: 'choice',
    name: 'distribution',
    tex: '\\mathrm{inputs}',
    meaning: 'distribution of the inputs; the limit is the same for all (universality)',
    choices: distributions,
    default: 'gaussian',
  },
  {
    kind: 'text',
    name: 'blocks',
    tex: '\\Sigma',
    meaning:
      'covariance in blocks share:variance, normalised to mean variance 1; share:variance:power says how the power of the linear target is spread',
    valid:
      'isotropic, or share:variance pairs such as 0.25:3,0.75:0.4 whose shares sum to 1, or share:variance:power',
    check: (text) => void parseBlocks(text),
    default: 'isotropic',
  },
];

/** The number that a point holds for a parameter. */
export function numberOf(point: Point, name: string): number {
  const value = point[name];
  if (typeof value !== 'number') throw new TypeError(`point has no number '${name}'`);
  return value;
}

/** The text that a point holds for a parameter. */
export function textOf(point: Point, name: string): string {
  const value = point[name];
  if (typeof value !== 'string') throw new TypeError(`point has no text '${name}'`);
  return value;
}
