/**
 * Where a limit may be far from what it stands for. A status says whether the equations were solved; a caution, that at these absolute sizes
 * their solution is known to be off. Ratios stand for infinite sizes and have none.
 *
 * Measured: mean excess risk, or classification error, of simulated trials at noise 0.1, against theory.
 */
import type { Point } from '../parts/parameter.ts';
import { effectiveDimension, givenNumber } from './spectra.ts';

/** Reasons, each as `kind: detail`; empty where none is known. */
export interface Cautioned {
  readonly cautions: readonly string[];
}

/**
 * Samples up to which the terms in 1/n count. Linear regression, p of 1 to 5: 5 to 12 % off at n = 20, 11 to 20 % at 10, 30 % at 5; 3 to 7 % at 40.
 * Kernels, d of 2 to 4: 5 to 10 % at 20, half of it near interpolation.
 */
const fewSamples = 20;

/**
 * Directions, counted by the effective dimension (tr Σ)²/tr Σ², below which nonlinear features are not equivalent to Gaussian ones. ReLU features
 * at ridge 0.1, n = 800, N = 400: theory is 80 % too high at 2.5, 28 % at 5, 11 % at 12, 4 % at 26, 1 % at 66; the less bent tanh and erf are 10 % off at
 * 2.5 and 1 % at 24. Isotropic inputs have 1/d effects beside that: at ridge 10⁻³ with N = 5d and n = 10d 46, 21 and 10 % at d = 12, 24 and 48. Linear
 * neurons, which are Gaussian, are within 0.4 % at 2.5.
 *
 * The angle of a classifier to its teacher fluctuates that much, too, on the inputs themselves: errors of logistic and square loss, isotropic, n = 100,
 * are 60 to 90 % too high at d = 2, 28 % at 3, 17 % at 6, 6 % at 12, 3 % at 24, and no better with more samples; 40 to 50 % at 3 strong directions of 60, but 1 %
 * where many weak ones matter (i^−2, n = 400). Linear regression needs no directions: within 1 % at 1.4 (i^−3, n = 200).
 */
const fewDirections = 24;

/**
 * Dimension of the sphere below which kernels are not equivalent to Gaussian features. Neural tangent kernel at ridge 10⁻⁵: 17 % off at d = 2, 9 % at 3, 5 % at 4,
 * with 40 to 100 samples and more with more; at ridge 10⁻³, and smooth kernels, within 4 % from n = 40 on.
 */
const lowDimension = 4;

/** At points with `n` samples. */
export function samplesCaution(point: Point): string[] {
  const n = givenNumber(point, 'n');
  return n !== null && n <= fewSamples
    ? [`few samples: n = ${short(n)}; up to n = ${fewSamples} the limit can be 10 % off and more`]
    : [];
}

/** @param what  what has this limit */
export function directionsCaution(point: Point, what: string): string[] {
  const dimension = effectiveDimension(point);
  return dimension !== null && dimension < fewDirections
    ? [
        `few directions: effective dimension (tr Σ)²/tr Σ² = ${short(dimension)}; ${what} needs ${fewDirections} or more`,
      ]
    : [];
}

/** @param what  what has this limit */
export function dimensionCaution(dimension: number, what: string): string[] {
  return dimension < lowDimension
    ? [`low dimension: d = ${dimension}; ${what} needs ${lowDimension} or more`]
    : [];
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}
