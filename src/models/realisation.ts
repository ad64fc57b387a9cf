/** What a point at integer sizes tells those who draw, judge and report it: shared by models. */

import type { CellBlock } from '../parts/cell.ts';
import { type Block, realiseBlocks } from '../parts/inputs/covariance.ts';
import type { Point } from '../parts/parameter.ts';
import { resistance, type Schedule } from '../parts/schedule.ts';
import { type DrawCell, samplerOf } from '../simulators/cell.ts';
import type { DeepCell } from '../simulators/deep/cell.ts';
import type { RegressionSeries } from '../simulators/regression/plan.ts';
import type { Readout } from '../simulators/regression/readings.ts';
import type { LimitProblem, RegressionProblem } from '../theories/engine.ts';
import type { RegressionRealisation } from './model.ts';
import { numberOf } from './parameters.ts';
import { givenNumber, realiseDirections, spectrumOf } from './spectra.ts';
import { subsampleCount } from './subsampling.ts';
import { scheduleOf } from './trainingTime.ts';

/**
 * What the expansion in 1/size is an expansion in: a few strong directions make a problem as small as their number, so the size
 * counts by the effective dimension (tr Σ)²/tr Σ² per dimension.
 */
export function effectiveSize(blocks: readonly CellBlock[], size: number): number {
  const moment = (power: number) =>
    blocks.reduce((sum, { count, variance }) => sum + count * variance ** power, 0);
  return (size * moment(1) ** 2) / (moment(0) * moment(2));
}

/** |n − parameters| up to which ridgeless risks have no usable mean: their variance is infinite or nearly so. */
const thresholdMargin = 8;

/** Why means are not judged so near the threshold of what n samples say of so many parameters; null farther off. */
export function nearThreshold(
  { kernel, training }: LimitProblem,
  fit: {
    readonly samples: number;
    readonly parameters: number;
    readonly ridge: number;
    readonly schedule?: Schedule;
    /** Samples of a predictor, where these are not all. */
    readonly subsample?: number | undefined;
  },
): string | null {
  const { samples, parameters, ridge, schedule, subsample: n = samples } = fit;
  // Parameters, or the rank of their features where the kernel has no tail: what n has to stay away from.
  const free =
    kernel.tail > 0
      ? parameters
      : Math.min(parameters, Math.round((kernel.rank / training.samples) * samples));
  const stays = Math.abs(n - free) > thresholdMargin;
  if (stays || (schedule ? resistance(schedule) : Math.abs(ridge)) * n ** 2 >= 1) return null;
  return `n = ${n} and ${free} parameters: too near the ridgeless threshold for means, see the quantiles`;
}

/** Series of regression at the ridge, or under the schedule, of a readout. */
export function seriesOf<C>(cell: C, { ridge, schedule, intercept }: Readout): RegressionSeries<C> {
  return { cell, ridge, ...(schedule ? { schedule } : {}), ...(intercept ? { intercept } : {}) };
}

interface Drawn<C> {
  readonly cell: C;
  readonly readout: Readout;
  readonly ratios: Point;
  readonly limit: RegressionProblem;
}

/** Regression on linear or random features of inputs; `size` as the model counts it. */
export function realiseFeatures(size: number, drawn: Drawn<DrawCell>): RegressionRealisation<DrawCell> {
  const { cell, readout, ratios } = drawn;
  const { parameters, drawn: random, testPoints } = samplerOf(cell);
  const names = random ? { N: parameters } : { p: parameters };
  // Columns of data that are combinations of others are no directions of the law.
  const directions = Math.min(parameters, Number(ratios['p'] ?? Number.POSITIVE_INFINITY));
  return {
    ...realiseInputs(size, drawn, { names, parameters, testPoints }),
    spectrum: { cell, orders: { samples: cell.samples, parameters: directions } },
    measures: (quantity) => measures(quantity, cell, { parameters, ridge: readout.ridge }),
  };
}

/** Regression on fitted parameters that any features give. */
export function realiseInputs<C extends DrawCell | DeepCell>(
  size: number,
  { cell, readout, ratios, limit }: Drawn<C>,
  {
    names,
    parameters,
    testPoints,
  }: {
    readonly names: Readonly<Record<string, number>>;
    readonly parameters: number;
    readonly testPoints: number;
  },
): RegressionRealisation<C> {
  const { samples, blocks } = cell;
  const d = blocks.reduce((sum, { count }) => sum + count, 0);
  const subsample = readout.subsample === undefined ? undefined : subsampleCount(readout.subsample, samples);
  return {
    series: { ...seriesOf(cell, readout), ...(subsample === undefined ? {} : { subsample }) },
    ...{ readout, ratios, limit, testPoints },
    sizes: { n: samples, ...names, d },
    effectiveSize: effectiveSize(blocks, size),
    untested: nearThreshold(limit, { samples, parameters, ...readout, subsample }),
    // A draw in which K/n + λ is not positive definite has no values.
    ...(readout.ridge < 0 ? { partial: true as const } : {}),
    measures: () => true,
  };
}

/**
 * Unobserved signal sits in the bias and in the variance: only their sum is measured then. Without ridge and with as many parameters as samples
 * residuals vanish, and estimates by them are 0/0.
 */
function measures(
  quantity: string,
  { data, blocks, samples }: DrawCell,
  { parameters, ridge }: { readonly parameters: number; readonly ridge: number },
): boolean {
  if (quantity === 'gcv' || quantity === 'leaveOneOut') return ridge !== 0 || parameters < samples;
  const whole = !data && blocks.every(({ observed, count }) => observed === count);
  return whole || (quantity !== 'bias' && quantity !== 'variance');
}

/** What is read off a draw at the point, and how it is fitted. */
export function readoutOf(point: Point): Readout {
  const subsample = givenNumber(point, 'subsample');
  return {
    ridge: numberOf(point, 'ridge'),
    signal: numberOf(point, 'signal'),
    nonlinear: numberOf(point, 'nonlinear'),
    noise: numberOf(point, 'noise'),
    predictors: givenNumber(point, 'ensemble') ?? givenNumber(point, 'bags') ?? 1,
    ...scheduleOf(point),
    ...(subsample === null ? {} : { subsample }),
    ...(point['fitIntercept'] === 'true' ? { intercept: true } : {}),
  };
}

/** Blocks of the input coordinates, the readout of a target on them, and the blocks' shares unless the spectrum is explicit. */
export interface InputsAt {
  readonly blocks: readonly CellBlock[];
  readonly readout: Readout;
  readonly shares?: readonly Block[];
}

export function inputsAt(point: Point, dimension: number): InputsAt {
  const spectrum = spectrumOf(point);
  const readout = readoutOf(point);
  if (spectrum.kind === 'blocks') {
    const { counts, blocks } = realiseBlocks(spectrum.blocks, dimension);
    return {
      blocks: blocks
        .map(
          ({ share: _, ...block }, i): CellBlock => ({ ...block, count: counts[i]!, observed: counts[i]! }),
        )
        .filter((block) => block.count > 0),
      readout,
      shares: blocks.filter((block) => block.share > 0),
    };
  }
  const { blocks, power, lost } = realiseDirections(spectrum, dimension, dimension, 1);
  const { signal, nonlinear } = readout;
  return { blocks, readout: { ...readout, signal: signal * power, nonlinear: nonlinear + signal * lost } };
}
