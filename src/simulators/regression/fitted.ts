/** What a trial measures by fitting label vectors. */
import type { Backend } from '../../linalg/backend.ts';
import { meanSquares } from '../../linalg/matrix.ts';
import { fitRidge, type RidgeFit } from '../../solvers/ridge.ts';
import { type LabelDraws, labelMatrix, type Targets } from '../draw.ts';
import type { Drawn, FeatureSampler } from '../features/sampler.ts';
import type { TrialValues } from '../simulator.ts';

/**
 * What a trial of regression measures, per unit of signal, nonlinear and noise power: the population risk of fitting that part alone, and
 * its mean squared residual on the training set. The fit is linear in the labels, so the risk at any powers is a linear combination:
 * the reason why one draw serves every noise level and signal strength.
 */
export const regressionColumns = [
  'riskSignal',
  'riskNonlinear',
  'riskNoise',
  'trainSignal',
  'trainNonlinear',
  'trainNoise',
] as const;

/** What takes the place of fitRidge where training stops before its end. */
export type FitRule = (...given: Parameters<typeof fitRidge>) => RidgeFit;

/** One fit of every label vector and shift, averaged over the label draws; one entry a shift, or whatever else the rule tells apart. */
export function fittedValues(
  backend: Backend,
  sampler: FeatureSampler,
  { x, design, weights, streams }: Drawn,
  labels: LabelDraws,
  shifts: readonly number[],
  rule: FitRule = fitRidge,
): TrialValues[] {
  const y = labelMatrix(backend, x, labels, labels.noise);
  const width = y.columns;
  const { coefficients, residuals } = rule(backend, design, y, shifts);
  const fits = [coefficients];
  const [risks] = sampler.risks(backend, { weights, labels, coefficients: fits, width, streams });
  return partsOf(risks!, meanSquares(residuals), labels, width);
}

/** Risks and mean squared residuals of the columns of a fit, averaged over the label draws: the columns of regression; one entry a shift. */
export function partsOf(
  risks: Float64Array,
  squares: Float64Array,
  labels: LabelDraws,
  width: number,
): TrialValues[] {
  return Array.from({ length: risks.length / width }, (_, i) => {
    const [first, end] = [i * width, (i + 1) * width];
    return [
      ...averageParts(risks.subarray(first, end), labels),
      ...averageParts(squares.subarray(first, end), labels),
    ];
  });
}

/** Averages of the columns over the draws of [signal, nonlinear (0 when absent), noise]. */
export function averageParts(
  columns: Float64Array,
  { signals, nonlinear }: Targets,
): [number, number, number] {
  const average = (first: number, end: number) => {
    let sum = 0;
    for (let c = first; c < end; c++) sum += columns[c]!;
    return end > first ? sum / (end - first) : 0;
  };
  const linear = signals.columns;
  const quadratic = linear + nonlinear.length;
  return [average(0, linear), average(linear, quadratic), average(quadratic, columns.length)];
}
