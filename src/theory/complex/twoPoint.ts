/**
 * The two-point function of ridge regression: the inner product of the errors of two ridges λ_a, λ_b, fitted on the same data and features,
 *
 *     d = (κ_a z_a − κ_b z_b)/(κ_a − κ_b),  b = (κ_a B_b − κ_b B_a)/(κ_a − κ_b),  gain = 1/(1 − d/n)
 *     E (f_a − f*)(f_b − f*) = (b + σ²) gain − σ²
 *
 * (d2, b2 for λ_a = λ_b), by divided differences in γ that do not cancel. Any linear training rule is a combination of these.
 *
 * Source: deterministic equivalents of products of resolvents; for gradient flow Ali, Kolter & Tibshirani, arXiv:1810.10082.
 */
import { add, type Complex, complex, divide, multiply, scale, subtract } from '../../numerics/complex.ts';
import { type Curve, type CurvePoint, differences, unlearnedOf } from './curve.ts';

export interface TwoPoint {
  /** b − v_⊥. */
  readonly unlearned: Complex;
  /** d. */
  readonly degrees: Complex;
  /** 1/(1 − d/n). */
  readonly gain: Complex;
}

const one = complex(1);

export function twoPoint(curve: Curve, a: CurvePoint, b: CurvePoint): TwoPoint {
  const { unlearned, change } = unlearnedOf(curve.kernel, a.gamma, b.gamma);
  const { degrees, kappa } = differences(curve, a, b);
  // d = z_a + κ_b Δz/Δκ and b = B_a − κ_a ΔB/Δκ; 1 − z_a/n is λ_a/κ_a.
  const inverse = divide(one, kappa);
  const drop = multiply(multiply(b.kappa, degrees), inverse);
  return {
    unlearned: subtract(unlearned, multiply(multiply(a.kappa, change), inverse)),
    degrees: add(a.degrees, drop),
    gain: divide(one, subtract(a.share, scale(drop, 1 / curve.samples))),
  };
}

/** E (f_a − f*)(f_b − f*) with noise σ² and the kernel's v_⊥. */
export function errorProduct(curve: Curve, noise: number, { unlearned, gain }: TwoPoint): Complex {
  const resting = complex(curve.kernel.unlearnable + noise);
  return subtract(multiply(add(unlearned, resting), gain), complex(noise));
}
