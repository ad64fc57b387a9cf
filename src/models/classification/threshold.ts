/** Where along an axis data cease to be interpolated without a ridge: separable data by losses of the margin, n = rank by the square loss. */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Point } from '../../parts/parameter.ts';
import type { LimitProblem } from '../../theories/engine.ts';
import { separableSamples } from '../../theory/replica/interpolation.ts';
import { spectralMoments } from '../../theory/replica/spectral.ts';
import { inputDimensionOf } from '../spectra.ts';

/** Natural logarithms of a parameter between which the threshold is sought. */
const range: Readonly<Record<string, readonly [number, number]>> = {
  psi1: [-5, 5],
  observedShare: [-7, 0],
  signal: [-20, 20],
  delta: [-20, 20],
  flip: [-20, Math.log(0.5)],
};

/** Absolute sizes by the ratio to the input dimension that they are. */
const ratios: Readonly<Record<string, string | undefined>> = { n: 'alpha', k: 'psi1' };

/** @param limit  that of the model */
export function interpolationThreshold(
  limit: (point: Point) => LimitProblem,
  name: string,
  point: Point,
): number | null {
  const ratio = ratios[name] ?? name;
  const sought = range[ratio];
  if (ratio !== 'alpha' && sought === undefined) return null;
  const unit = ratio === name ? 1 : inputDimensionOf(point, 1);
  const at = (value: number) => limit({ ...point, [name]: unit * value });
  if (at(1).classifier!.rule !== 'minimise') return null;
  if (ratio === 'alpha') {
    const alpha = interpolated(at(1));
    return Number.isFinite(alpha) ? unit * alpha : null;
  }
  const alpha = at(1).training.samples;
  const most = (value: number) => interpolated(at(value));
  const found = bracketedRoot((x) => Math.atan(Math.log(most(Math.exp(x)) / alpha)), sought!);
  return Number.isNaN(found) ? null : unit * Math.exp(found);
}

/** The most samples that are interpolated, per input dimension. */
function interpolated({ kernel, training, classifier }: LimitProblem): number {
  const { loss, labels, offset } = classifier!;
  if (loss.separates) return separableSamples(kernel, training.features, labels, offset);
  return spectralMoments(kernel, training.features, 0).degrees;
}
