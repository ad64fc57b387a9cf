/** Parameters that several models share. */
import { parseBlocks } from '../parts/inputs/covariance.ts';
import { dataFiles, parseData } from '../parts/inputs/data.ts';
import { distributions } from '../parts/inputs/distributions.ts';
import { parseSpectrum, spectrumForms } from '../parts/inputs/spectrum.ts';
import { fileOf } from '../parts/inputs/table.ts';
import type { NumberParameter, Parameter, Point } from '../parts/parameter.ts';

/** Ratios and powers stay where the theory is tested to 10⁻¹² and beyond. */
const ratioRange = { minimum: 1e-6, maximum: 1e6 } as const;

/** A ratio of extensive counts. */
export function ratioParameter(name: string, tex: string, ratio: string, meaning: string): NumberParameter {
  return { kind: 'number', name, tex, definition: ratio, meaning, ...ratioRange };
}

/** The same where absolute counts may be given instead. */
export function ratioOrCounts(...ratio: Parameters<typeof ratioParameter>): NumberParameter {
  return { ...ratioParameter(...ratio), unless: 'n' };
}

/** An absolute count, given instead of ratios. */
export function countParameter(name: string, meaning: string): NumberParameter {
  return { kind: 'number', name, tex: name, meaning, minimum: 1, maximum: 1e12, whole: true, optional: true };
}

export const samples: NumberParameter = countParameter(
  'n',
  'training samples, with absolute sizes instead of ratios',
);

const power = { kind: 'number', minimum: 0, maximum: 1e12 } as const;

export const signal: Parameter = {
  ...power,
  name: 'signal',
  of: 'fit',
  tex: 'r^2',
  meaning:
    'power of the linear part of the target (r², F1²), spread over directions in proportion to variance unless blocks say otherwise',
  default: 1,
};

export const nonlinear: Parameter = {
  ...power,
  name: 'nonlinear',
  of: 'fit',
  tex: 'F_\\star^2',
  meaning:
    'power F*² of the nonlinear part of the target: a random quadratic form orthogonal to linear functions',
  default: 0,
};

export const noise: Parameter = {
  ...power,
  name: 'noise',
  of: 'fit',
  tex: '\\sigma^2',
  meaning: 'label noise variance σ²',
  default: 0,
  example: 0.1,
};

/** How ridges may be given. */
interface RidgeForms {
  /** Whether negative ones are known, down to where K/n + λ ceases to be positive definite. */
  readonly below?: boolean;
  /** Names of numbers at a point that an expression may use. */
  readonly numbers: readonly string[];
}

export function ridgeParameter(objective: string, { below = false, numbers }: RidgeForms): Parameter {
  const negative =
    ', optimalSigned that of any sign; negative ones go down to the edge of the spectrum of K/n, beyond which status is below-edge';
  return {
    ...power,
    ...(below ? { minimum: -power.maximum } : {}),
    name: 'ridge',
    of: 'fit',
    tex: '\\lambda',
    meaning: `ridge λ of ${objective}, but see convention; 0 is the minimum-norm limit λ → 0, optimal the λ ≥ 0 of least excess risk${below ? negative : ''}; or an expression such as ${numbers[0]}^-0.5 in ${numbers.join(', ')}, worked out at every point`,
    default: 0,
    example: 0.01,
    expression: numbers,
    words: below ? ['optimal', 'optimalSigned'] : ['optimal'],
  };
}

export const fitIntercept: Parameter = {
  kind: 'choice',
  name: 'fitIntercept',
  of: 'fit',
  tex: '\\text{intercept}',
  meaning:
    'whether an intercept is fitted, too, without penalty: f = b + x·w; the limit is the same, exact means and trials are not',
  choices: ['false', 'true'],
  default: 'false',
};

export const ensemble: Parameter = {
  kind: 'number',
  name: 'ensemble',
  of: 'fit',
  tex: 'K',
  meaning:
    'number K of predictors with independent features, fitted on the same data and averaged; one unless given',
  minimum: 1,
  maximum: 1e12,
  whole: true,
  optional: true,
};

export const inputParameters: readonly Parameter[] = [
  {
    kind: 'choice',
    name: 'distribution',
    of: 'draws',
    usedAt: {
      where: 'inputs that are drawn, not rows of data',
      holds: ({ data: rows = 'none' }) => rows === 'none',
    },
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
  {
    kind: 'text',
    name: 'spectrum',
    tex: '\\mathrm{spectrum}',
    meaning:
      'spectrum of the covariance, and of the target: all but isotropic and blocks as given, not normalised (but for random features: to mean variance 1), and of absolute sizes, which its dimension makes of ratios; more than 2000 eigenvalues are compressed to a relative error below 1e-12',
    valid: spectrumForms,
    check: (text) => void parseSpectrum(text),
    files: (text) => {
      const spectrum = parseSpectrum(text);
      return spectrum.kind === 'file' ? [fileOf(spectrum.path).path] : [];
    },
    default: 'isotropic',
  },
];

export const data: Parameter = {
  kind: 'text',
  name: 'data',
  of: 'draws',
  tex: '\\mathrm{data}',
  meaning:
    'rows of your own that trials draw and test on, instead of the distribution; the theory goes by the spectrum file that descent spectrum estimate makes of them',
  valid:
    'none, or inputs and labels as in X.npy,y.npy, data.npz:X,data.npz:y or table.csv,label=COLUMN; then if wanted label=COLUMN of several labels, and centre or standardise',
  check: (text) => void (text === 'none' || parseData(text)),
  files: (text) => (text === 'none' ? [] : dataFiles(text)),
  default: 'none',
};

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
