/** Where along an axis data cease to be interpolated without a ridge: separable data by losses of the margin, n = rank by the square loss. */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Point } from '../../problem/parameter.ts';
import { separableSamples } from '../../theory/replica/interpolation.ts';
import { spectralMoments } from '../../theory/replica/spectral.ts';
import type { LimitProblem } from '../model.ts';
import { givenNumber } from '../spectra.ts';

/** Natural logarithms of a number of features, or of a share of inputs, between which the threshold is sought. */
const range = { psi1: [-5, 5], observedShare: [-7, 0] } as const;

/** @param limit  that of the model */
export function interpolationThreshold(
  limit: (point: Point) => LimitProblem,
  name: string,
  point: Point,
): number | null {
  if (name !== 'alpha' && name !== 'psi1' && name !== 'observedShare') return null;
  // Of two axes of a map, neither is given.
  if (givenNumber(point, 'n') !== null || (name !== 'alpha' && givenNumber(point, 'alpha') === null))
    return null;
  if (limit({ ...point, [name]: 1 }).classifier!.rule !== 'minimise') return null;
  const most = (value: number) => interpolated(limit({ ...point, [name]: value }));
  if (name === 'alpha') {
    const alpha = most(1);
    return Number.isFinite(alpha) ? alpha : null;
  }
  const [first, last] = range[name];
  const alpha = givenNumber(point, 'alpha')!;
  const found = bracketedRoot((x) => Math.atan(Math.log(most(Math.exp(x)) / alpha)), [first, last]);
  return Number.isNaN(found) ? null : Math.exp(found);
}

/** The most samples that are interpolated, per input dimension. */
function interpolated({ kernel, training, classifier }: LimitProblem): number {
  const { loss, labels, offset } = classifier!;
  if (loss.separates) return separableSamples(kernel, training.features, labels, offset);
  return spectralMoments(kernel, training.features, 0).degrees;
}
