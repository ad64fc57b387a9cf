/**
 * Kernel ridge regression with a zonal kernel h(x·x') on uniform inputs of the unit sphere S^{d−1}, or ridge regression on k random
 * features whose mean kernel it is. Sizes are absolute: n samples, d inputs, k features.
 *
 * The kernel's eigenspaces are the harmonics of degree l, N(d,l) ≈ d^l/l! of them: the risk descends degree by degree, with a peak where n
 * passes Σ_{m ≤ l} N(d,m) if noise, or the degrees beyond, are there to be fitted.
 */
import {
  type KernelSpectrum,
  kernelSpectrum,
  reach,
  type ScaledSpectrum,
  scaledSpectrum,
} from '../../parts/kernels/spectrum.ts';
import { checkKernelText, validKernels } from '../../parts/kernels/zonal.ts';
import { parsePowers } from '../../parts/labels/harmonics.ts';
import type { NumberParameter, Point } from '../../parts/parameter.ts';
import type { KernelCell } from '../../simulators/kernel/cell.ts';
import kernelSimulator from '../../simulators/kernel/kernel.ts';
import type { RegressionProblem } from '../../theories/engine.ts';
import type { Kernel } from '../../theory/kernel.ts';
import { dimensionCaution, samplesCaution } from '../cautions.ts';
import { withConventions } from '../conventions.ts';
import type { RegressionModel, RegressionRealisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { regressionObservables } from '../quantities.ts';
import { nearThreshold, seriesOf } from '../realisation.ts';
import {
  checkTraining,
  componentsOf,
  scheduleOf,
  trainingParameters,
  wholeComponents,
} from '../trainingTime.ts';
import { checkKernelPoint, specOf } from './point.ts';

const count = { kind: 'number', minimum: 1, maximum: 1e6 } as const;

const options: readonly NumberParameter[] = [
  {
    ...count,
    name: 'depth',
    usedAt: {
      where: 'kernel arccos and ntk',
      holds: ({ kernel }) => kernel === 'arccos' || kernel === 'ntk',
    },
    tex: 'L',
    meaning: 'hidden layers L of arccos and ntk, a whole number',
    maximum: 100,
    default: 1,
  },
  {
    kind: 'number',
    name: 'bandwidth',
    tex: '\\ell',
    meaning: 'bandwidth ℓ of rbf, exp(−|x−x′|²/2ℓ²); 1 when left out',
    minimum: 0.05,
    maximum: 1000,
    optional: true,
  },
  {
    ...count,
    name: 'exponent',
    tex: 'p',
    meaning: 'exponent p of polynomial, ((1 + x·x′)/2)^p, a whole number; 2 when left out',
    maximum: 200,
    optional: true,
  },
  {
    ...count,
    name: 'width',
    tex: 'k',
    meaning:
      'number k of random features φ(x) = g(w·x), w uniform on the sphere, with the kernel as their mean (rbf, polynomial, arccos of depth 1); the kernel itself when left out',
    optional: true,
  },
];

const model: RegressionModel<KernelCell> = {
  name: 'kernel',
  title: 'Kernel ridge regression on the sphere, and random features of a kernel',
  formula: [
    'y = Σ_l √w_l Y_l(x) + noise, x uniform on the unit sphere in d dimensions, Y_l a random harmonic of degree l and unit power;',
    'minimise (1/n) Σ (y − f)² + ridge |f|² in the norm of the kernel h(x·x′) (of its mean over k features (1/k) Σ φφ′ with --width):',
    'rbf exp(−(1−t)/ℓ²), polynomial ((1+t)/2)^p, arccos and ntk those of ReLU networks of L hidden layers without biases, h(1) = 1 and L + 1',
  ].join('\n'),
  references: [
    'Bordelon, Canatar & Pehlevan, Spectrum dependent learning curves in kernel regression, ICML 2020, arXiv:2002.02561',
    'Canatar, Bordelon & Pehlevan, Spectral bias and task-model alignment, Nature Commun. 12 (2021), arXiv:2006.13198',
    'Ghorbani, Mei, Misiakiewicz & Montanari, Linearized two-layers neural networks in high dimension, Ann. Stat. 49 (2021), arXiv:1904.12191',
    'Mei, Misiakiewicz & Montanari, Generalization error of random feature and kernel methods, ACHA 59 (2022), arXiv:2101.10588',
  ],
  hasSpectrum: true,
  size: null,
  parameters: [
    {
      kind: 'text',
      name: 'kernel',
      tex: 'h',
      meaning: 'kernel h as a function of the inner product',
      valid: validKernels,
      check: checkKernelText,
      commas: 'separate',
      default: 'ntk',
    },
    { ...count, name: 'n', tex: 'n', meaning: 'training samples n; the simulation rounds it' },
    { ...count, name: 'dimension', tex: 'd', meaning: 'input dimension d, a whole number', minimum: 2 },
    ...options,
    {
      kind: 'text',
      name: 'degrees',
      of: 'fit',
      tex: 'w',
      meaning: 'target power w1,w2,… in degree 1, 2, …',
      valid: 'numbers >= 0 such as 1 or 0.5,0,0.5, not all of them 0',
      check: (text) => void parsePowers(text),
      default: '1',
    },
    shared.noise,
    shared.ridgeParameter('(1/n) Σ (y − f)² + λ|f|²', {
      numbers: ['n', 'dimension', 'noise'],
    }),
    ...trainingParameters,
  ],
  inputs: [],
  observables: regressionObservables,
  check: (point) => {
    checkTraining(point);
    checkKernelPoint(point);
  },
  absoluteSize: (point) => Math.round(numberOf(point, 'n')),
  cautions: (point) => [
    ...dimensionCaution(numberOf(point, 'dimension'), 'the Gaussian equivalent of kernels'),
    ...samplesCaution(point),
  ],
  limit: (point) => limitOf(point, numberOf(point, 'n'), widthOf(point)),
  simulator: kernelSimulator,
  realise,
  threshold: (name, point) => {
    const width = widthOf(point);
    if (name === 'width') return numberOf(point, 'n');
    if (name !== 'n') return null;
    if (width !== null) return width;
    const { rank, tail } = kernelOf(point);
    return tail === 0 ? rank : null;
  },
};

export const kernelRegression: RegressionModel<KernelCell> = withConventions(model, 'kernel', (point) => ({
  n: numberOf(point, 'n'),
  d: numberOf(point, 'dimension'),
  absolute: true,
}));

function widthOf({ width }: Point): number | null {
  return width === undefined ? null : Number(width);
}

function limitOf(point: Point, samples: number, width: number | null): RegressionProblem {
  const features = width ?? Number.POSITIVE_INFINITY;
  const ridge = numberOf(point, 'ridge');
  const scaled = ridge === 0 ? scaledKernel(point, Math.min(samples, features)) : null;
  return {
    kernel: kernelOf(point),
    training: { samples, features, ridge, noise: numberOf(point, 'noise') },
    ...(scaled ? { scaled } : {}),
    ...scheduleOf(point),
  };
}

/** About the eigenvalue of this rank, where that underflows. */
function scaledKernel(point: Point, rank: number): { kernel: Kernel; unit: number } | null {
  const spectrum = scaledSpectrum(specOf(point), Math.round(numberOf(point, 'dimension')), rank);
  return (
    spectrum && {
      kernel: scaledWithTarget(spectrum, parsePowers(textOf(point, 'degrees'))),
      unit: spectrum.unit,
    }
  );
}

const kernels = new WeakMap<KernelSpectrum, Map<string, Kernel>>();

/** The spectrum with the target on it, remembered. */
function kernelOf(point: Point): Kernel {
  const spectrum = kernelSpectrum(specOf(point), Math.round(numberOf(point, 'dimension')));
  const degrees = textOf(point, 'degrees');
  let byDegrees = kernels.get(spectrum);
  if (byDegrees === undefined) {
    byDegrees = new Map();
    kernels.set(spectrum, byDegrees);
  }
  let kernel = byDegrees.get(degrees);
  if (kernel === undefined) {
    kernel = withTarget(spectrum, parsePowers(degrees));
    byDegrees.set(degrees, kernel);
  }
  return kernel;
}

/** Degrees without eigenvalue or target are left out; those with a target but without eigenvalue are never learned. */
function withTarget(spectrum: KernelSpectrum, powers: readonly number[]): Kernel {
  const { beyond, tail, tailLargest } = spectrum;
  const degrees = Array.from(
    { length: Math.max(spectrum.eigenvalues.length, powers.length + 1) },
    (_, l) => ({
      eigenvalue: spectrum.eigenvalues[l] ?? 0,
      multiplicity: spectrum.multiplicities[l] ?? 0,
      target: powers[l - 1] ?? 0,
      error: spectrum.errors?.[l] ?? 0,
    }),
  );
  const further = beyond.flatMap(({ eigenvalues, multiplicities, errors }) =>
    eigenvalues.map((eigenvalue, i) => {
      return { eigenvalue, multiplicity: multiplicities[i]!, target: 0, error: errors[i]! };
    }),
  );
  const seen = [...degrees, ...further].filter(({ eigenvalue, target }) => eigenvalue > 0 || target > 0);
  return {
    eigenvalues: seen.map(({ eigenvalue }) => eigenvalue),
    multiplicities: seen.map(({ multiplicity }) => multiplicity),
    rank: seen.reduce((sum, { eigenvalue, multiplicity }) => sum + (eigenvalue > 0 ? multiplicity : 0), 0),
    targets: seen.map(({ target }) => target),
    tail,
    tailLargest,
    ...(spectrum.errors ? { errors: seen.map(({ error }) => error) } : {}),
    unlearnable: 0,
  };
}

/** All degrees below those about the unit are one eigenspace, learned to the last digit. */
function scaledWithTarget(spectrum: ScaledSpectrum, powers: readonly number[]): Kernel {
  const { first, eigenvalues, multiplicities, below } = spectrum;
  const all = powers.reduce((sum, power) => sum + power, 0);
  const targets = eigenvalues.map((_, i) => powers[first + i - 1] ?? 0);
  const learned = all - targets.reduce((sum, power) => sum + power, 0);
  return {
    eigenvalues: [Math.exp(reach), ...eigenvalues],
    multiplicities: [below, ...multiplicities],
    rank: multiplicities.reduce((sum, count) => sum + count, below),
    targets: [learned, ...targets],
    tail: 0,
    unlearnable: 0,
  };
}

/** The point's own n, d and k. */
function realise(given: Point): RegressionRealisation<KernelCell> {
  const samples = Math.round(numberOf(given, 'n'));
  const point = wholeComponents(given, samples);
  const asked = widthOf(point);
  const width = asked === null ? null : Math.round(asked);
  const dimension = Math.round(numberOf(point, 'dimension'));
  const powers = parsePowers(textOf(point, 'degrees'));
  const signal = powers.reduce((sum, power) => sum + power, 0);
  const readout = {
    ridge: numberOf(point, 'ridge'),
    signal,
    nonlinear: 0,
    noise: numberOf(point, 'noise'),
    predictors: 1,
    ...scheduleOf(point),
  };
  const shares = powers.map((power) => power / signal);
  const cell: KernelCell = { samples, dimension, spec: specOf(point), width, powers: shares };
  const limit = limitOf(point, samples, width);
  const parameters = width ?? Number.POSITIVE_INFINITY;
  return {
    series: seriesOf(cell, readout),
    readout,
    ratios: { n: samples, ...(width === null ? {} : { width }), ...componentsOf(point) },
    limit,
    sizes: width === null ? { n: samples, d: dimension } : { n: samples, k: width, d: dimension },
    testPoints: 0,
    effectiveSize: samples,
    untested: nearThreshold(limit, { samples, parameters, ...readout }),
    measures: () => true,
    spectrum: { cell, orders: { samples, parameters } },
  };
}
