/**
 * Sums over pairs of poles, by the two-point functions of each.
 */
import { add, type Complex, multiply, scale } from '../../numerics/complex.ts';
import type { Curve, CurvePoint } from '../complex/curve.ts';
import type { ComplexSolution } from '../complex/solve.ts';
import { twoPoint } from '../complex/twoPoint.ts';
import type { Pole } from './poles.ts';

/** All that is summed over pairs of poles, and over poles. */
export interface Sums {
  /** Σ a_i a_j (b_ij − v_⊥) g_ij. */
  readonly bias: number;
  /** (σ² + v_⊥) Σ a_i a_j (d_ij/n) g_ij. */
  readonly variance: number;
  readonly train: number;
  readonly degrees: number;
  readonly solutions: readonly ComplexSolution[];
  /** Σ |a_i a_j| of all that is summed. */
  readonly size: number;
}

/** The sums over all poles: twice the real part of those with one factor in the upper half plane and the other in either. */
export function sumOverPairs(
  curve: Curve,
  noise: number,
  poles: readonly Pole[],
  solutions: readonly ComplexSolution[],
): Sums {
  const points = solutions.map(({ point }) => point);
  const resting = noise + curve.kernel.unlearnable;
  const mirrored = points.map(conjugatePoint);
  let [bias, variance, train, size, degrees] = [0, 0, 0, 0, 0];
  const include = (weight: Complex, a: CurvePoint, b: CurvePoint) => {
    const { unlearned, degrees: d, gain } = twoPoint(curve, a, b);
    const weighted = multiply(weight, gain);
    const signal = multiply(weighted, unlearned);
    const spread = scale(weighted, resting);
    const seen = multiply(multiply(a.share, b.share), add(signal, spread));
    bias += 2 * signal.re;
    variance += (2 * (spread.re * d.re - spread.im * d.im)) / curve.samples;
    train += 2 * seen.re;
    size += Math.abs(signal.re) + Math.abs(signal.im);
  };
  for (let i = 0; i < poles.length; i++) {
    const { weight } = poles[i]!;
    degrees += (2 * multiply(weight, points[i]!.degrees).re) / curve.samples;
    for (let j = 0; j <= i; j++) {
      const other = scale(poles[j]!.weight, i === j ? 1 : 2);
      include(multiply(weight, other), points[i]!, points[j]!);
      include(multiply(weight, conjugate(other)), points[i]!, mirrored[j]!);
    }
  }
  return { bias, variance, train, degrees, solutions, size };
}

function conjugate({ re, im }: Complex): Complex {
  return { re, im: -im };
}

function conjugatePoint(point: CurvePoint): CurvePoint {
  return {
    gamma: conjugate(point.gamma),
    degrees: conjugate(point.degrees),
    kappa: conjugate(point.kappa),
    share: conjugate(point.share),
    lambda: conjugate(point.lambda),
    slope: conjugate(point.slope),
  };
}
