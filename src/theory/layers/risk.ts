/**
 * Risks of ridge regression on several layers of random features, on the spectral curve of the problem (complex/curve.ts): on the real axis λ(γ) rises
 * from 0 at γ*, where the first of the factors 1 − z/k and 1 − z/n vanishes, without bound, and the one equation is its inverse. The risk is the
 * two-point function of the ridge with itself.
 *
 * Source: Schröder, Cui, Dmitriev & Loureiro, arXiv:2302.00401 (deterministic equivalents layer by layer).
 * Checked against: the engine of one layer; simulation.
 */
import { complex } from '../../numerics/complex.ts';
import { type Curve, type CurvePoint, curveAt } from '../complex/curve.ts';
import { errorProduct, twoPoint } from '../complex/twoPoint.ts';
import { spectralFunctions } from '../kernel.ts';
import type { RiskPrediction } from '../risk.ts';

const iterations = 400;

/** λ ≥ 0, its minimum-norm limit for 0; noise σ². Quantities as those of one layer; γ is the innermost effective ridge. */
export function predictLayers(
  curve: Curve,
  { ridge, noise }: { readonly ridge: number; readonly noise: number },
): RiskPrediction {
  const least = leastGamma(curve);
  const point =
    ridge === 0 ? (least > 0 ? curveAt(curve, complex(least)) : null) : solveReal(curve, ridge, least);
  if (point === null) return withoutValue('not-converged');
  const settled = settle(curve, point, ridge);
  const pair = twoPoint(curve, settled, settled);
  const gain = pair.gain.re;
  const resting = noise + curve.kernel.unlearnable;
  const bias = pair.unlearned.re * gain + curve.kernel.unlearnable;
  const variance = resting === 0 ? 0 : resting * (gain - 1);
  const excessRisk = errorProduct(curve, noise, pair).re;
  if (!(gain > 0) || !Number.isFinite(excessRisk)) return withoutValue('diverges');
  const share = settled.share.re;
  return {
    excessRisk,
    testError: excessRisk + noise,
    trainError: share * share * (excessRisk + noise),
    bias,
    variance,
    kappa: settled.kappa.re,
    gammaEffective: settled.gamma.re,
    degreesOfFreedom: settled.degrees.re / curve.samples,
    status: 'ok',
    residual: Math.abs(point.lambda.re - ridge) / (settled.gamma.re * point.slope.re),
  };
}

/** Whether all factors 1 − z/k of the layers and 1 − z/n are positive: so above γ*, and not below. */
function isFeasible({ kernel, samples, features, layers = [] }: Curve, gamma: number): boolean {
  let { degrees } = spectralFunctions(kernel, gamma);
  let kappa = gamma * (1 - degrees / features);
  for (const layer of layers) {
    if (!(kappa > 0)) return false;
    const g = layer.gain * kappa;
    degrees += layer.tail / g;
    kappa = g * (1 - degrees / layer.features);
  }
  return kappa > 0 && degrees < samples;
}

/** γ*, 0 where no factor vanishes above it. */
function leastGamma(curve: Curve): number {
  const { eigenvalues, tail } = curve.kernel;
  const scale = Math.log(Math.max(...eigenvalues, tail));
  let [low, high] = [scale - 80, scale + 80];
  if (isFeasible(curve, Math.exp(low))) return 0;
  while (high - low > 4e-16 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (isFeasible(curve, Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** Newton's method for log λ(γ) in log γ, kept above γ* by bisection. */
function solveReal(curve: Curve, ridge: number, least: number): CurvePoint | null {
  let low = least > 0 ? Math.log(least) : Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let x = Math.log(ridge + 2 * least) + 1;
  for (let i = 0; i < iterations; i++) {
    const point = curveAt(curve, complex(Math.exp(x)));
    const lambda = point.lambda.re;
    if (lambda > ridge) high = Math.min(high, x);
    else low = Math.max(low, x);
    const step = (ridge - lambda) / (Math.exp(x) * point.slope.re);
    if (Math.abs(step) <= 4 * Number.EPSILON) return point;
    let next = x + step;
    if (!(next > low && next < high)) {
      if (high === Number.POSITIVE_INFINITY) next = x + 2;
      else if (low === Number.NEGATIVE_INFINITY) next = x - 2;
      else next = (low + high) / 2;
    }
    if (next === x || high - low <= 4e-16 * Math.abs(x)) return point;
    x = next;
  }
  return null;
}

/** λ/κ, or κ, from the other: what is the smaller of the two differences of nearly equal numbers is known by their product. */
function settle(curve: Curve, point: CurvePoint, ridge: number): CurvePoint {
  const narrowest = Math.min(curve.features, ...(curve.layers ?? []).map(({ features }) => features));
  return narrowest < curve.samples
    ? { ...point, kappa: complex(ridge / point.share.re) }
    : { ...point, share: complex(ridge / point.kappa.re) };
}

function withoutValue(status: 'not-converged' | 'diverges'): RiskPrediction {
  return {
    excessRisk: null,
    testError: null,
    trainError: null,
    bias: null,
    variance: null,
    kappa: null,
    gammaEffective: null,
    degreesOfFreedom: null,
    status,
    residual: null,
  };
}
