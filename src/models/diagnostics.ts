/** What a spectrum says of overfitting, and what the training data alone say of the test error. */
import { InputError } from '../errors.ts';
import { explicitSpectrum } from '../parts/inputs/spectrum.ts';
import type { Point } from '../parts/parameter.ts';
import { beyond, predictLimit } from '../theories/engine.ts';
import { type EffectiveRanks, effectiveRanks } from '../theory/diagnostics/effectiveRanks.ts';
import {
  classOfLimit,
  type OverfittingClass,
  overfittingCoefficient,
} from '../theory/diagnostics/overfitting.ts';
import { limitOrder, localExponent, predictedExponent } from './learningCurve.ts';
import { checkSpectrum, limitOf, type Model, resolvePoint } from './model.ts';
import { dimensionOf, givenNumber, spectrumOf } from './spectra.ts';

/** Ranks are counts where sizes are absolute, else per sample. */
export interface Diagnostics extends EffectiveRanks {
  readonly testError: number | null;
  readonly gcv: number | null;
  readonly leaveOneOut: number | null;
  readonly degreesOfFreedom: number | null;
  /** Test error of the minimum-norm interpolator of pure noise over the noise, at these sizes. */
  readonly overfitting: number | null;
  /** Its limit as n grows: with the spectrum held, or, where nothing else is known, with the ratios held. */
  readonly overfittingLimit: number | null;
  readonly overfittingClass: OverfittingClass;
  /** Which limit that is, for people. */
  readonly limitOrder: string;
  /** d log(excess risk)/d log n here, at absolute sizes; and of an endless power-law spectrum. */
  readonly localExponent: number | null;
  readonly predictedExponent: number | null;
  readonly status: string;
  readonly residual: number | null;
}

export function diagnose(model: Model, given: Point): Diagnostics {
  const point = resolvePoint(model, given);
  checkSpectrum(model);
  const { classifier: _, ...problem } = limitOf(model, point);
  const { kernel, training } = problem;
  const odd = beyond(problem, ['layers', 'schedule', 'ensemble', 'scaled']);
  if (odd !== null) throw new InputError(`overfitting is not known with ${odd}; leave it out`);
  const { testError, gcv, leaveOneOut, degreesOfFreedom, status, residual } = predictLimit(problem);
  const overfitting = overfittingCoefficient(kernel, training.samples, training.features);
  const overfittingLimit = limitOfPower(point) ?? overfitting;
  return {
    testError,
    gcv,
    leaveOneOut,
    degreesOfFreedom,
    overfitting,
    overfittingLimit,
    overfittingClass: classOfLimit(overfittingLimit),
    limitOrder: limitOrder(point, givenNumber(point, 'n') ?? model.ratios?.(point)['n'] ?? null),
    localExponent: localExponent(model, given),
    predictedExponent: predictedExponent(given),
    ...ranksOf(model, point),
    status,
    residual,
  };
}

/** Of eigenvalues i^−a without end: a, and 1 where their sum has no bound. */
function limitOfPower(point: Point): number | null {
  const spectrum = spectrumOf(point);
  return spectrum.kind === 'power' ? Math.max(1, spectrum.values['a']!) : null;
}

/** Of all eigenvalues, not of the few nodes that stand for many. */
function ranksOf(model: Model, point: Point): EffectiveRanks {
  const spectrum = spectrumOf(point);
  const n = givenNumber(point, 'n') ?? model.ratios?.(point)['n'] ?? null;
  const { kernel, training } = limitOf(model, point);
  if (spectrum.kind === 'blocks' || n === null) {
    const order = kernel.eigenvalues
      .map((_, i) => i)
      .sort((i, j) => kernel.eigenvalues[j]! - kernel.eigenvalues[i]!);
    const unit = n === null ? 1 : n / training.samples;
    const variances = Float64Array.from(order, (i) => kernel.eigenvalues[i]!);
    const counts = Float64Array.from(order, (i) => kernel.multiplicities[i]! * unit);
    return effectiveRanks({ variances, counts, tail: kernel.tail * unit }, n ?? training.samples);
  }
  const p = givenNumber(point, 'p');
  const dimension = dimensionOf(spectrum, p ?? givenNumber(point, 'd'), 'p');
  // The eigenvalues of the kernel are these variances times a constant, of which ranks know nothing but beside a tail.
  const all = leading(explicitSpectrum(spectrum, dimension), p ?? dimension);
  const scale = kernel.eigenvalues[0]! / all.variances[0]!;
  return effectiveRanks({ ...all, tail: (kernel.tail * (n / training.samples)) / scale }, n);
}

function leading({ variances, counts }: { variances: Float64Array; counts: Float64Array }, kept: number) {
  let before = 0;
  const held = counts.map((count) => {
    const some = Math.max(0, Math.min(count, kept - before));
    before += count;
    return some;
  });
  return { variances, counts: held };
}
