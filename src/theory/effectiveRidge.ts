/**
 * The one equation, and its composition with one layer of k random features (k = ∞: none):
 *
 *     n (1 − λ/κ) = z(γ) = k (1 − κ/γ)
 *
 * n training samples, ridge λ ≥ 0 of `(1/n)Σ(y−f)² + λ|w|²`, kernel (1/k) Σ_a φ_a φ_a'. Write u = λ/κ, t = κ/γ.
 * With a = min(n,k), b = max(n,k), the share a·u_a = a − z(γ) left to the smaller of the two satisfies
 * a u_a (b − a + a u_a) = a b λ/γ, so that y = 1/γ solves one scalar equation
 *
 *     T(y) = z(1/y) + a u_a(y) = a,    a u_a = 2abλy / (D + √(D² + 4abλy)),    D = b − a.
 *
 * T is increasing and concave with T(0)=0: Newton's method from the left converges monotonically, always. At the root
 * all of T's pieces are bounded by twice its logarithmic derivative once a − Σm over the learned (s > γ) eigenspaces is formed
 * first, so κ and γ carry a few units in the last place however close the threshold n = k = rank is.
 *
 * Source: Hastie et al., arXiv:1903.08560v5, and Mei–Montanari, arXiv:1908.05355v5, Definition 1, whose ν1, ν2
 * on the imaginary axis are this κ, γ. Checked against: both papers' closed forms, and 90-digit arithmetic.
 */
import { type Kernel, trace } from './kernel.ts';

/** Sample count n, feature count k (Infinity without random features) and ridge, in the kernel's extensive scale. */
export interface Sizes {
  readonly samples: number;
  readonly features: number;
  readonly ridge: number;
}

/** The solution; `gamma` is 0 when nothing but the rank resists: λ = 0, no tail, rank ≤ min(n, k). Signs at λ < 0: negative/ridge.ts. */
export interface EffectiveRidge {
  /** γ, the effective ridge on the inner kernel; equals κ without random features. */
  readonly gamma: number;
  /** u = λ/κ in [0, 1]. */
  readonly ridgeShare: number;
  /** t = κ/γ in [0, 1]. */
  readonly featureShare: number;
  readonly converged: boolean;
  /** The ridge is below the least that has a limit: there is no solution. */
  readonly beyond?: true;
  /** |n(1−λ/κ) − z(γ)| / n at the returned solution. */
  readonly residual: number;
}

const maximumIterations = 400;
/** A last step as short as this is rounding, of sums over very many eigenspaces, that does not settle. */
const roundingStep = 1e-13;

/** κ and γ of the problem; n, k > 0, λ ≥ 0, all finite but k. Never throws; failure is `converged: false`. */
export function solveEffectiveRidge(kernel: Kernel, sizes: Sizes): EffectiveRidge {
  const { samples, features, ridge } = sizes;
  const a = Math.min(samples, features);
  const shares = (left: number) => ({
    ridgeShare: Math.min(1, (samples - a + left) / samples),
    featureShare: features === Number.POSITIVE_INFINITY ? 1 : Math.min(1, (features - a + left) / features),
  });
  if (ridge === 0 && kernel.tail === 0 && kernel.rank <= a) {
    return { gamma: 0, ...shares(a - kernel.rank), converged: true, residual: 0 };
  }
  let y = startFromLeft(kernel, sizes);
  let point = evaluate(kernel, sizes, y);
  let converged = false;
  let step = Number.NaN;
  for (let i = 0; i < maximumIterations && !converged; i++) {
    step = point.gap / point.slope;
    y *= 1 + step;
    point = evaluate(kernel, sizes, y);
    converged = Math.abs(step) <= 4 * Number.EPSILON;
  }
  converged ||= Math.abs(step) <= roundingStep;
  return { gamma: 1 / y, ...shares(point.left), converged, residual: Math.abs(point.gap) / samples };
}

/** A y with T(y) ≤ a: both z ≤ (Σms + τ) y and a u_a ≤ min(√(abλy), abλy/D) are at most a/2 there. */
function startFromLeft(kernel: Kernel, { samples, features, ridge }: Sizes): number {
  const a = Math.min(samples, features);
  const b = Math.max(samples, features);
  const fromTrace = a / (2 * trace(kernel));
  const fromRidge =
    b === Number.POSITIVE_INFINITY ? 1 / (2 * ridge) : Math.max(a, 2 * (b - a)) / (4 * b * ridge);
  return Math.min(fromTrace, fromRidge);
}

/** gap = a − T(y), slope = dT/dlog y, left = a u_a; see the head of the file for why the gap is summed in this order. */
function evaluate(kernel: Kernel, { samples, features, ridge }: Sizes, y: number) {
  const { eigenvalues, multiplicities, rank, tail } = kernel;
  const a = Math.min(samples, features);
  const b = Math.max(samples, features);
  let learned = 0;
  let weak = 0;
  let missed = 0;
  let gained = 0;
  let slope = tail * y;
  for (let i = 0; i < eigenvalues.length; i++) {
    const m = multiplicities[i]!;
    const sy = eigenvalues[i]! * y;
    if (sy > 1) {
      learned += m;
      missed += m / (1 + sy);
    } else if (sy > 0) {
      weak += m;
      gained += (m * sy) / (1 + sy);
    }
    slope += (m * sy) / (1 + sy) / (1 + sy);
  }
  let left = a * ridge * y;
  let leftSlope = left;
  if (b !== Number.POSITIVE_INFINITY) {
    const difference = b - a;
    const root = Math.sqrt(difference * difference + 4 * b * left);
    leftSlope = ridge === 0 ? 0 : (b * left) / root;
    left = ridge === 0 ? 0 : (2 * b * left) / (difference + root);
  }
  const gap = a - (weak === 0 ? rank : learned) + missed - gained - tail * y - left;
  return { gap, slope: slope + leftSlope, left };
}
