/**
 * What the posterior of a Gaussian teacher says at finite size: its mean, by approximate message passing, and a draw from it.
 *
 * The mean needs designs of independent Gaussian entries and equal prior variances. It is message passing (messagePassing.ts) with ∂ log Z0 for the loss's
 * force and the prior for the ridge: λ = 1/prior variance. A draw takes any design: elliptical slice sampling, which has no parameters, from the
 * teacher itself. Given the data the teacher is a draw from the posterior, so that the chain is in its stationary law from its first step on and only
 * has to forget where it began.
 *
 * Source: Rangan, arXiv:1010.5141, sum-product; Murray, Adams & MacKay, arXiv:1001.0175, Figure 2.
 */
import type { Backend } from '../../../linalg/backend.ts';
import type { Stream } from '../../../random/stream.ts';
import type { BinaryLabels } from '../../labels/signs.ts';
import type { DesignMatrix } from '../ridge.ts';
import { messagePassing } from './messagePassing.ts';
import { predict } from './products.ts';

/** Passes after which means stand still to far below the spread between trials. */
const passes = 60;
/** Of the width of Z0: differences err by its square. */
const difference = 1e-4;

/** @param priorVariance  of every coefficient a of f* = Z a */
export function posteriorMean(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  { labels, priorVariance }: { readonly labels: BinaryLabels; readonly priorVariance: number },
): Float64Array {
  let known = { v: Number.NaN, force: (_: number) => 0, width: 1 };
  const at = (v: number) => {
    if (known.v !== v) {
      const { density, probability, feature } = labels.given(v);
      const force = (margin: number) => density(margin) / probability(margin);
      known = { v, force, width: feature?.width ?? 1 };
    }
    return known;
  };
  return messagePassing(backend, design, y, {
    proximal: (margin, v) => margin + v * at(v).force(margin),
    proximalSlope: (margin, v) => {
      const { force, width } = at(v);
      const step = difference * width;
      return 1 + (v * (force(margin + step) - force(margin - step))) / (2 * step);
    },
    penalty: 1 / priorVariance,
    iterations: passes,
  }).coefficients;
}

/** A draw of the coefficients from their posterior, after as many steps from the teacher's own. */
export function posteriorDraw(
  backend: Backend,
  design: DesignMatrix,
  y: Float64Array,
  {
    labels,
    teacher,
    deviations,
    steps,
    stream,
  }: {
    readonly labels: BinaryLabels;
    readonly teacher: Float64Array;
    /** Of the prior, a coefficient each. */
    readonly deviations: Float64Array;
    readonly steps: number;
    readonly stream: Stream;
  },
): Float64Array {
  let here = teacher.slice();
  let values = predict(backend, design, here);
  const other = new Float64Array(here.length);
  const uniform = new Float64Array(1);
  const draw = () => {
    stream.uniforms(uniform);
    return uniform[0]!;
  };
  const likelihood = (f: Float64Array) =>
    f.reduce((sum, value, i) => sum + Math.log(labels.probability(y[i]! * value)), 0);
  let level = likelihood(values);
  for (let step = 0; step < steps; step++) {
    stream.normals(other);
    for (let j = 0; j < other.length; j++) other[j]! *= deviations[j]!;
    const otherValues = predict(backend, design, other);
    const least = level + Math.log(1 - draw());
    let angle = 2 * Math.PI * draw();
    let [low, high] = [angle - 2 * Math.PI, angle];
    for (;;) {
      const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
      const moved = values.map((value, i) => cosine * value + sine * otherValues[i]!);
      const found = likelihood(moved);
      if (found >= least) {
        here = here.map((value, j) => cosine * value + sine * other[j]!);
        values = moved;
        level = found;
        break;
      }
      if (angle < 0) low = angle;
      else high = angle;
      angle = low + (high - low) * draw();
    }
  }
  return here;
}
