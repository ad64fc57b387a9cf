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
import { modulus } from '../../numerics/complex.ts';
import type { Curve } from '../complex/curve.ts';
import { solveComplex } from '../complex/solve.ts';
import { degreesError, type Kernel } from '../kernel.ts';
import { predictRisk, type RiskPrediction, unconverged } from '../risk.ts';
import { circleSums } from './circle.ts';
import { type Sums, sumOverPairs } from './pairs.ts';
import { flowPoles, isLarge, largeCircle, type Pole, steppedPoles } from './poles.ts';
import type { Schedule } from './schedule.ts';
import { cutOf, isTruncation, type Truncation, truncationPoles } from './truncation.ts';
import { upperEdge } from './upperEdge.ts';

/**
 * Asymptotic risk of training by the schedule, on labels with this noise. κ and γ are null, as there are many. `residual` bounds the
 * error relative to the labels' power plus the risk: of the nodes, the complex solutions, the kernel's spectrum, and rounding.
 *
 * status `diverges`: the step size is beyond 2(1+momentum) over the upper edge of the empirical spectrum.
 */
export function predictTrained(curve: Curve, noise: number, schedule: Schedule): RiskPrediction {
  const sumsOf = (poles: readonly Pole[]) => sumsOver(curve, noise, poles);
  if (isTruncation(schedule)) return predictTruncated(curve, noise, schedule);
  if (schedule.kind === 'flow') return assemble(curve, noise, sumsOf(flowPoles(schedule.time)), 0);
  const edge = schedule.kind === 'descent' ? upperEdge(curve) : 0;
  if (schedule.kind === 'descent' && schedule.stepSize * edge > 2 * (1 + schedule.momentum))
    return { ...unconverged(Number.NaN), status: 'diverges' };
  if (isLarge(schedule)) {
    const [full, half] = [largeCircle(schedule, 1), largeCircle(schedule, 0.5)];
    if (full === null || half === null) return unconverged(Number.NaN);
    const sums = circleSums(curve, noise, full);
    const whole = powerOf(curve.kernel, noise) + Math.abs(sums.bias + sums.variance);
    // Twice the nodes square what is left.
    const left = change(sums, circleSums(curve, noise, half)) / whole;
    return assemble(curve, noise, sums, whole * left * left);
  }
  const sums = sumsOf(steppedPoles(schedule, edge));
  return assemble(curve, noise, sums, change(sums, sumsOf(steppedPoles(schedule, edge, coarse))));
}

/** Principal components, or singular values beyond a share of the largest. */
function predictTruncated(curve: Curve, noise: number, truncation: Truncation): RiskPrediction {
  const cut = cutOf(curve, truncation);
  if (cut === 0) {
    const ridgeless = predictRisk(curve.kernel, { ...curve, ridge: 0, noise });
    return { ...ridgeless, kappa: null, gammaEffective: null };
  }
  const sums = sumsOver(curve, noise, truncationPoles(cut));
  return assemble(curve, noise, sums, change(sums, sumsOver(curve, noise, truncationPoles(cut, coarse))));
}

function sumsOver(curve: Curve, noise: number, poles: readonly Pole[]): Sums {
  const solutions = poles.map(({ ridge }) => solveComplex(curve, ridge));
  return sumOverPairs(curve, noise, poles, solutions);
}

function change(one: Sums, other: Sums): number {
  return Math.abs(one.bias + one.variance - other.bias - other.variance);
}

/** Fewer nodes, which give a few digits less. */
const coarse = 0.75;

function assemble(curve: Curve, noise: number, sums: Sums, nodes: number): RiskPrediction {
  const { kernel, samples } = curve;
  const error = nodes + Number.EPSILON * sums.size;
  const whole = powerOf(kernel, noise) + Math.abs(sums.bias + sums.variance);
  let [residual, converged] = [0, true];
  for (const solution of sums.solutions) {
    const uncertain = degreesError(kernel, samples, modulus(solution.point.gamma)) / samples;
    residual = Math.max(residual, solution.residual + uncertain);
    converged &&= solution.converged;
  }
  if (error > 0) residual += error / whole;
  if (!converged || !(residual < worstResidual)) return unconverged(residual);
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

/** Of the labels. */
function powerOf({ targets, unlearnable }: Kernel, noise: number): number {
  return targets.reduce((sum, v) => sum + v, unlearnable + noise);
}

/** Nothing is reported that is not right to some digits. */
const worstResidual = 1e-6;
