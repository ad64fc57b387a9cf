/** How the excess risk goes with the number of samples at a point, and how it is known to go. */

import type { Point } from '../parts/parameter.ts';
import { quantityOf } from '../theories/engine.ts';
import { logarithmicCoefficient, riskExponent } from '../theory/diagnostics/powerLaw.ts';
import { type Model, predicted, resolvePoint } from './model.ts';
import { givenNumber, spectrumOf } from './spectra.ts';
import { trainingRuleOf } from './trainingTime.ts';

/** Step in log n of the difference quotient. */
const step = 0.01;

/** d log R/d log n at absolute n, all else held but what words and expressions stand for; null where there is no such slope. */
export function localExponent(model: Model, point: Point): number | null {
  const n = givenNumber(point, 'n');
  if (n === null) return null;
  const at = (factor: number) =>
    quantityOf(predicted(model, resolvePoint(model, { ...point, n: n * factor })), 'excessRisk');
  const [above, below] = [at(Math.exp(step)), at(Math.exp(-step))];
  if (above === null || below === null || !(above > 0 && below > 0)) return null;
  return Math.log(above / below) / (2 * step);
}

/** The exponent of an endless power-law spectrum under ridge regression; null where none is known. */
export function predictedExponent(point: Point): number | null {
  const spectrum = spectrumOf(point);
  if (spectrum.kind !== 'power') return null;
  const { ridge, noise, nonlinear = 0 } = point;
  if (trainingRuleOf(point) !== null || nonlinear !== 0 || point['activation'] !== undefined) return null;
  const best = ridge === 'optimal' || ridge === 'optimalSigned';
  if (!best && !(typeof ridge === 'number' && ridge >= 0)) return null;
  const { a, b } = spectrum.values;
  return riskExponent({ a: a!, b: b! }, { noise: Number(noise), ridge: best ? 'best' : Number(ridge) });
}

/** Which limit the limit of overfitting is, and how near it is at these sizes. */
export function limitOrder(point: Point, samples: number | null): string {
  const spectrum = spectrumOf(point);
  if (spectrum.kind !== 'power') return 'samples and parameters together: their ratio is held';
  const { a, count } = spectrum.values;
  const all = spectrum.copies * count!;
  const first = 'the number of eigenvalues first, then samples';
  const end = `of these ${all} it diverges at n = ${all}`;
  if (a! !== 1) return `${first}; ${end}`;
  const near = samples === null ? null : logarithmicCoefficient(all / samples);
  const here = near === null ? '' : `, ${Number(near.toPrecision(4))} here`;
  return `${first}, and logarithmic: 1/(1 − 1/L) with L = log(L·${all}/n)${here}, so that it rises with n, and 1.01 takes n below ${all}·e^−96; ${end}`;
}
