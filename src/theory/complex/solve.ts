/**
 * γ of a complex ridge: the branch of the spectral curve on which λ(γ) ≈ γ/(gains) far out, followed inwards along the ray of λ by
 * Newton steps in log γ.
 *
 * The right branch is known by its arguments: in the upper half plane every step of the curve adds to the argument,
 * 0 ≤ arg γ ≤ … ≤ arg κ ≤ arg λ < π, none of which any other solution satisfies; each answer is checked for it.
 */
import {
  add,
  argument,
  type Complex,
  complex,
  divide,
  exponential,
  modulus,
  multiply,
  scale,
  subtract,
} from '../../numerics/complex.ts';
import { type Curve, type CurvePoint, curveAt } from './curve.ts';

export interface ComplexSolution {
  readonly point: CurvePoint;
  readonly converged: boolean;
  /** |λ(γ) − λ|/|γ λ′(γ)|: how far γ is from the root, relatively. */
  readonly residual: number;
}

/** The first ridge is so large that nothing is learned: λ = γ/(gains) to a part in this. */
const farOut = 1e6;
const newtonSteps = 40;
/** Longest step along the ray, in log |λ|; halved where Newton does not follow. */
const longestStep = 2;
const leastStep = 1e-3;
/** A Newton step in log γ beyond this leads astray. */
const furthest = 4;
const accuracy = 8 * Number.EPSILON;

/**
 * γ at the ridge λ off the closed negative axis.
 * @param from a solution further out on the same ray, to go on from
 */
export function solveComplex(curve: Curve, lambda: Complex, from?: CurvePoint): ComplexSolution {
  const size = modulus(lambda);
  const direction = scale(lambda, 1 / size);
  const { resistance, gains } = scaleOf(curve);
  if (from === undefined && (curve.layers ?? []).length === 0) {
    // Often near enough to get there in one leap; where not, the arguments tell: all of them, if there are no layers in between.
    const leap = newton(curve, lambda, curveAt(curve, scale(add(lambda, complex(resistance)), 1 / gains)));
    if (leap.converged && onBranch(leap.point, lambda)) return leap;
  }
  let known = from ?? curveAt(curve, scale(direction, Math.max(farOut * resistance, size) / gains));
  let height = Math.log(modulus(known.lambda));
  const goal = Math.log(size);
  let step = longestStep;
  while (height > goal) {
    const next = Math.max(goal, height - step);
    const target = next === goal ? lambda : scale(direction, Math.exp(next));
    const found = newton(curve, target, known);
    if (found.converged && onBranch(found.point, target)) {
      known = found.point;
      height = next;
      step = Math.min(longestStep, 2 * step);
    } else if (step <= leastStep) return { ...found, converged: false };
    else step /= 2;
  }
  const settled = newton(curve, lambda, known);
  return { ...settled, converged: settled.converged && onBranch(settled.point, lambda) };
}

/** The same, beginning at a solution for a ridge nearby, where that leads to it. */
export function solveNear(curve: Curve, lambda: Complex, near: CurvePoint): ComplexSolution {
  const found = newton(curve, lambda, near);
  return found.converged && onBranch(found.point, lambda) ? found : solveComplex(curve, lambda);
}

/** The gains of all layers, and the λ beyond which everything that resists is but a perturbation: traces over counts. */
function scaleOf(curve: Curve): { readonly resistance: number; readonly gains: number } {
  const { eigenvalues, multiplicities, tail } = curve.kernel;
  const trace = eigenvalues.reduce((sum, s, i) => sum + s * multiplicities[i]!, tail);
  let gains = 1;
  let resistance = trace / Math.min(curve.features, curve.samples);
  for (const { gain, tail: own, features } of curve.layers ?? []) {
    gains *= gain;
    resistance = Math.max(resistance * gain, own / Math.min(features, curve.samples), trace * gains);
  }
  return { resistance, gains };
}

/** Newton's method for λ(γ) = λ, in log γ. */
function newton(curve: Curve, lambda: Complex, from: CurvePoint): ComplexSolution {
  let point = from;
  let last = Number.POSITIVE_INFINITY;
  for (let i = 0; i < newtonSteps; i++) {
    const step = divide(subtract(lambda, point.lambda), multiply(point.slope, point.gamma));
    const length = modulus(step);
    if (!Number.isFinite(length) || length > furthest) break;
    point = curveAt(curve, multiply(point.gamma, exponential(step)));
    // Rounding sets the floor: where steps shrink no more, the root is reached.
    if (length <= accuracy || (length < 1e-11 && length >= last / 2)) {
      return { point: refined(curve, point, lambda), converged: true, residual: residualOf(point, lambda) };
    }
    last = length;
  }
  return { point, converged: false, residual: residualOf(point, lambda) };
}

function residualOf({ lambda: found, gamma, slope }: CurvePoint, lambda: Complex): number {
  return Math.hypot(found.re - lambda.re, found.im - lambda.im) / modulus(multiply(gamma, slope));
}

/** Of κ and λ/κ the one that comes of a difference of nearly equal numbers, 1 − z/k or 1 − z/n, from the other: their product is λ. */
function refined(curve: Curve, point: CurvePoint, lambda: Complex): CurvePoint {
  const narrowest = Math.min(curve.features, ...(curve.layers ?? []).map(({ features }) => features));
  return narrowest < curve.samples
    ? { ...point, lambda, kappa: divide(lambda, point.share) }
    : { ...point, lambda, share: divide(lambda, point.kappa) };
}

const slack = 1e-9;

function onBranch({ gamma, kappa, share }: CurvePoint, lambda: Complex): boolean {
  const sign = lambda.im < 0 ? -1 : 1;
  const [inner, outer, added] = [gamma, kappa, share].map((each) => sign * argument(each)) as [
    number,
    number,
    number,
  ];
  return inner >= -slack && outer >= inner - slack && added >= -slack && outer + added <= Math.PI + slack;
}
