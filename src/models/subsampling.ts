/** Parameters of averages of predictors that are trained on subsamples: shared by linear regression and random features. */
import { InputError } from '../errors.ts';
import type { NumberParameter, Point } from '../parts/parameter.ts';
import type { Subsampling } from '../theory/subsampling/risk.ts';
import { refuseBeside } from './beside.ts';
import { givenNumber } from './spectra.ts';

export const subsamplingParameters: readonly NumberParameter[] = [
  {
    kind: 'number',
    name: 'subsample',
    of: 'fit',
    tex: 'k/n',
    definition: '\\text{share of the samples}',
    meaning:
      'share k/n of the samples, drawn without replacement, that a predictor is trained on, at the ridge of k samples; trials need the design bagged',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    optional: true,
  },
  {
    kind: 'number',
    name: 'bags',
    of: 'fit',
    tex: 'M',
    meaning:
      'predictors M on independent subsamples, with the same features, that are averaged (subagging); one unless given; needs subsample',
    minimum: 1,
    maximum: 1e12,
    whole: true,
    optional: true,
  },
];

/** @throws {InputError} for what is known of predictors on all samples alone */
export function checkSubsampling(point: Point): void {
  const { subsample, bags, ridge } = point;
  if (subsample === undefined) {
    if (bags !== undefined)
      throw new InputError(`bags ${bags} needs subsample, the share of samples of each`);
    return;
  }
  const given = `subsample ${subsample}`;
  const weights = ['sphere', 'gaussian'];
  const others = { weights, ensemble: [1], fitIntercept: ['false'], data: ['none'], testVariance: ['s'] };
  refuseBeside(given, point, others);
  if (ridge === 'optimalSigned' || Number(ridge) < 0)
    throw new InputError(`${given} is known at ridges >= 0, not ${ridge}; expected such, or optimal`);
}

/** Nothing where all samples are used. */
export function subsamplingOf(point: Point): { readonly subsampling?: Subsampling } {
  const share = givenNumber(point, 'subsample');
  return share === null ? {} : { subsampling: { share, bags: givenNumber(point, 'bags') ?? 1 } };
}

/** The point for trials of so many samples, of which subsamples are a whole number. */
export function wholeSubsample(point: Point, samples: number): Point {
  const share = givenNumber(point, 'subsample');
  return share === null ? point : { ...point, subsample: subsampleCount(share, samples) / samples };
}

/** How many samples that share is. */
export function subsampleCount(share: number, samples: number): number {
  return Math.max(1, Math.round(share * samples));
}

/** The share, where it is given. */
export function subsampleRatio({ subsample }: Point): Point {
  return subsample === undefined ? {} : { subsample };
}
