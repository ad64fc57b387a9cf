/**
 * Risk of ridge regression on several layers of random features. With z, d2, B, b2 of the innermost kernel at γ and g = γ, a layer of k
 * features and then a layer's own kernel, gain·K + tail, are
 *
 *     t = 1 − z/k,  κ = g t,  w = z − d2,  θ = kt/(kt + w),    d2 ← (1−θ) z + θ d2,  b2 ← (1−θ) B + θ b2
 *     g ← gain·κ,  z ← z + tail/g
 *
 * every sum of positive terms; the sample level ends them, n(1 − λ/κ) = z. The last layer and the samples are solved together as in
 * effectiveRidge.ts, a = min(n,k), b = max(n,k): a − z = a u_a, a u_a (b − a + a u_a) = abλ/g, which rises with γ.
 *
 * Source: theory of deep structured random features (Schröder et al., arXiv:2302.00401; Bosch et al., arXiv:2302.13735).
 * Checked against: risk.ts for one layer; the complex curve, which solves the same equations by continuation.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Layer } from '../complex/curve.ts';
import { type Kernel, spectralFunctions, trace } from '../kernel.ts';
import { type RiskPrediction, type Training, unconverged } from '../risk.ts';

/** The functions of the last layer's kernel at its effective ridge g. */
interface Composed {
  readonly gamma: number;
  readonly g: number;
  readonly degrees: number;
  readonly degrees2: number;
  readonly unlearned: number;
  readonly unlearned2: number;
}

/** Halvings of the bracket of log γ, from some hundreds to rounding. */

/**
 * As predictRisk, for `training.features` in the first layer and those of `layers` in the further ones, at least one of them; the tail of
 * the last one must be positive.
 */
export function predictDeepRisk(
  kernel: Kernel,
  training: Training,
  layers: readonly Layer[],
): RiskPrediction {
  const widths = [training.features, ...layers.map(({ features }) => features)];
  const last = widths.at(-1)!;
  const { samples, ridge } = training;
  const [a, b] = [Math.min(samples, last), Math.max(samples, last)];
  /** a − z − a u_a at log γ; negative too where an inner layer has no root κ > 0. */
  const gapAt = (logGamma: number) => {
    const point = compose(kernel, widths, layers, Math.exp(logGamma));
    if (point === null) return { gap: Number.NEGATIVE_INFINITY, point, left: 0 };
    const weight = a * b * (ridge / point.g);
    const left = (2 * weight) / (b - a + Math.sqrt((b - a) ** 2 + 4 * weight)) || 0;
    return { gap: a - point.degrees - left, point, left };
  };
  const logGamma = rootOf((x) => gapAt(x).gap, Math.log(startOf(kernel, training, layers)));
  const { gap, point, left } = gapAt(logGamma);
  const residual = Math.abs(gap) / samples;
  if (point === null || !(residual < 1e-9)) return unconverged(residual);
  return assemble(
    kernel,
    training,
    point,
    { samples: samples - a + left, last: last - a + left, width: last },
    residual,
  );
}

/** Risks from the last kernel's functions, and from what of n and k is left: n u, k t. */
function assemble(
  kernel: Kernel,
  { samples, noise }: Training,
  point: Composed,
  left: { readonly samples: number; readonly last: number; readonly width: number },
  residual: number,
): RiskPrediction {
  const drop = point.degrees - point.degrees2;
  const theta = left.last / (left.last + drop);
  const unlearned2 = (1 - theta) * point.unlearned + theta * point.unlearned2;
  const degrees2 = (1 - theta) * point.degrees + theta * point.degrees2;
  const denominator = (left.samples + theta * drop) / samples;
  const disturbance = noise + kernel.unlearnable;
  const bias = unlearned2 / denominator + kernel.unlearnable;
  const variance = disturbance === 0 ? 0 : (disturbance * degrees2) / samples / denominator;
  const share = left.samples / samples;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    excessRisk: finite(bias + variance),
    testError: finite(bias + variance + noise),
    trainError: share === 0 ? 0 : finite(share * share * (bias + variance + noise)),
    bias: finite(bias),
    variance: finite(variance),
    kappa: (point.g * left.last) / left.width,
    gammaEffective: point.gamma,
    degreesOfFreedom: point.degrees / samples,
    status: Number.isFinite(bias + variance) ? 'ok' : 'diverges',
    residual,
  };
}

/** From γ to the last kernel; null where z exceeds the width of a layer below it. */
function compose(
  kernel: Kernel,
  widths: readonly number[],
  layers: readonly Layer[],
  gamma: number,
): Composed | null {
  const inner = spectralFunctions(kernel, gamma);
  let { degrees, degrees2, unlearned2 } = inner;
  let g = gamma;
  for (const [i, { gain, tail }] of layers.entries()) {
    const share = 1 - degrees / widths[i]!;
    if (!(share > 0)) return null;
    // 1/θ − 1
    const rise = (degrees - degrees2) / (widths[i]! * share);
    degrees2 = (rise * degrees + degrees2) / (1 + rise);
    unlearned2 = (rise * inner.unlearned + unlearned2) / (1 + rise);
    g *= gain * share;
    degrees += tail / g;
  }
  return { gamma, g, degrees, degrees2, unlearned: inner.unlearned, unlearned2 };
}

/** A γ at which every level sees nothing but a perturbation: the gap is positive there. */
function startOf(kernel: Kernel, { features, samples, ridge }: Training, layers: readonly Layer[]): number {
  const narrowest = Math.min(samples, features, ...layers.map((layer) => layer.features));
  let traces = trace(kernel);
  let gains = 1;
  for (const { gain, tail } of layers) {
    gains *= gain;
    traces += tail / gains;
  }
  return 16 * 2 ** layers.length * (traces / narrowest + ridge / gains);
}

/** The root of a rising function below `high`, where it is positive. */
function rootOf(f: (x: number) => number, high: number): number {
  let low = high - 1;
  for (let width = 1; f(low) > 0 && width < 2000; width *= 2) low -= width;
  return bracketedRoot(f, [low, high]);
}
