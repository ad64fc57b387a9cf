/** Where along an axis data cease to be interpolated without a ridge: separable data by losses of the margin, n = rank by the square loss. */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Point } from '../../problem/parameter.ts';
import { separableSamples } from '../../theory/replica/interpolation.ts';
import { spectralMoments } from '../../theory/replica/spectral.ts';
import type { LimitProblem } from '../model.ts';
import { givenNumber } from '../spectra.ts';

/** Natural logarithms of a parameter between which the threshold is sought. */
const range: Readonly<Record<string, readonly [number, number]>> = {
  psi1: [-5, 5],
  observedShare: [-7, 0],
  signal: [-20, 20],
  delta: [-20, 20],
  flip: [-20, Math.log(0.5)],
};

/** @param limit  that of the model */
export function interpolationThreshold(
  limit: (point: Point) => LimitProblem,
  name: string,
  point: Point,
): number | null {
  const sought = range[name];
  if (name !== 'alpha' && sought === undefined) return null;
  // Of two axes of a map, neither is given.
  if (givenNumber(point, 'n') !== null || (name !== 'alpha' && givenNumber(point, 'alpha') === null))
    return null;
  if (limit({ ...point, [name]: 1 }).classifier!.rule !== 'minimise') return null;
  const most = (value: number) => interpolated(limit({ ...point, [name]: value }));
  if (name === 'alpha') {
    const alpha = most(1);
    return Number.isFinite(alpha) ? alpha : null;
  }
  const alpha = givenNumber(point, 'alpha')!;
  const found = bracketedRoot((x) => Math.atan(Math.log(most(Math.exp(x)) / alpha)), sought!);
  return Number.isNaN(found) ? null : Math.exp(found);
}

/** The most samples that are interpolated, per input dimension. */
function interpolated({ kernel, training, classifier }: LimitProblem): number {
  const { loss, labels, offset } = classifier!;
  if (loss.separates) return separableSamples(kernel, training.features, labels, offset);
  return spectralMoments(kernel, training.features, 0).degrees;
}
