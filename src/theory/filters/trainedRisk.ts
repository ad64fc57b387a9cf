/**
 * Risks of any linear training rule from zero, φ(s) = Σ_j a_j/(s+λ_j) with Σ_j a_j = 1 (poles.ts): predictor and residual are the same combinations
 * of those of ridge regressions with complex ridges, and with the two-point functions d_ij, b_ij and g_ij = 1/(1 − d_ij/n)
 *
 *     bias     = Σ_ij a_i a_j (b_ij − v_⊥) g_ij + v_⊥          variance = (σ² + v_⊥) Σ_ij a_i a_j (d_ij/n) g_ij
 *     E_train  = Σ_ij a_i a_j (λ_i/κ_i)(λ_j/κ_j)(b_ij + σ²) g_ij      degrees of freedom = Σ_j a_j z(κ_j)
 *
 * Source: Ali, Kolter & Tibshirani, arXiv:1810.10082 (gradient flow as a filter); the two-point function as in twoPoint.ts.
 * Checked against: Marchenko–Pastur integrals, ridge and ridgeless limits, and direct simulation.
 */
import { add, type Complex, multiply, scale } from '../../numerics/complex.ts';
import type { Curve, CurvePoint } from '../complex/curve.ts';
import { solveComplex } from '../complex/solve.ts';
import { twoPoint } from '../complex/twoPoint.ts';
import type { Kernel } from '../kernel.ts';
import { type RiskPrediction, unconverged } from '../risk.ts';
import { flowPoles, type Pole, steppedPoles } from './poles.ts';
import type { Schedule } from './schedule.ts';
import { upperEdge } from './upperEdge.ts';

/**
 * Asymptotic risk of training by the schedule, on labels with this noise. κ and γ are null, as there are many. `residual` bounds the
 * error relative to the labels' power plus the risk: of the nodes, the complex solutions, and rounding.
 *
 * status `diverges`: the step size is beyond 2(1+momentum) over the upper edge of the empirical spectrum.
 */
export function predictTrained(curve: Curve, noise: number, schedule: Schedule): RiskPrediction {
  const sumsOf = (poles: readonly Pole[]) => combine(curve, noise, poles, solveAll(curve, poles));
  if (schedule.kind === 'flow') return assemble(curve.kernel, noise, sumsOf(flowPoles(schedule.time)), 0);
  const edge = schedule.kind === 'descent' ? upperEdge(curve) : 0;
  if (schedule.kind === 'descent' && schedule.stepSize * edge > 2 * (1 + schedule.momentum))
    return { ...unconverged(Number.NaN), status: 'diverges' };
  const full = steppedPoles(schedule, edge);
  const fewer = steppedPoles(schedule, edge, coarse);
  if (full === null || fewer === null) return unconverged(Number.NaN);
  const [sums, check] = [sumsOf(full), sumsOf(fewer)];
  const change = Math.abs(sums.bias + sums.variance - check.bias - check.variance);
  return assemble(curve.kernel, noise, sums, change);
}

/** Fewer nodes, which give a few digits less. */
const coarse = 0.75;

interface Solved {
  readonly points: readonly CurvePoint[];
  readonly converged: boolean;
  readonly residual: number;
}

function solveAll(curve: Curve, poles: readonly Pole[]): Solved {
  const solutions = poles.map(({ ridge }) => solveComplex(curve, ridge));
  return {
    points: solutions.map(({ point }) => point),
    converged: solutions.every(({ converged }) => converged),
    residual: Math.max(...solutions.map(({ residual }) => residual)),
  };
}

interface Sums {
  /** Σ a_i a_j (b_ij − v_⊥) g_ij. */
  readonly bias: number;
  /** (σ² + v_⊥) Σ a_i a_j (d_ij/n) g_ij. */
  readonly variance: number;
  readonly train: number;
  readonly degrees: number;
  readonly solved: Solved;
  /** Σ |a_i a_j| of all that is summed. */
  readonly size: number;
}

/** The sums over all poles: twice the real part of those with one factor in the upper half plane and the other in either. */
function combine(curve: Curve, noise: number, poles: readonly Pole[], solved: Solved): Sums {
  const { points } = solved;
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
  return { bias, variance, train, degrees, solved, size };
}

function assemble(kernel: Kernel, noise: number, sums: Sums, nodes: number): RiskPrediction {
  const power = kernel.targets.reduce((sum, v) => sum + v, kernel.unlearnable + noise);
  const error = nodes + Number.EPSILON * sums.size;
  const whole = power + Math.abs(sums.bias + sums.variance);
  const residual = sums.solved.residual + (error === 0 ? 0 : error / whole);
  if (!sums.solved.converged || !(residual < worstResidual)) return unconverged(residual);
  // Squares, but for rounding.
  const bias = Math.max(0, sums.bias) + kernel.unlearnable;
  const variance = Math.max(0, sums.variance);
  return {
    excessRisk: bias + variance,
    testError: bias + variance + noise,
    trainError: Math.max(0, sums.train),
    bias,
    variance,
    kappa: null,
    gammaEffective: null,
    degreesOfFreedom: sums.degrees,
    status: 'ok',
    residual,
  };
}

/** Nothing is reported that is not right to some digits. */
const worstResidual = 1e-7;

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
