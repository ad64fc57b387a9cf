/**
 * Generalised approximate message passing, for designs of independent entries: another way to the minimum of
 *
 *     Σ ℓ(y f) + (λ/2)|a|²,    f = Z a,    λ > 0
 *
 * whose iterates have overlaps that follow the state evolution of the same problem step by step. From a⁰ = 0, g⁻¹ = 0, χ⁰ = 1/λ, with the
 * mean square z² of an entry of the n × p design,
 *
 *     V = p z² χ       ω = Z a − V g       g ← (prox_{Vℓ(y·)}(ω) − ω)/V
 *     A = −z² Σ ∂g/∂ω                      a ← (A a + Zᵀg)/(λ + A),   χ ← 1/(λ + A)
 *
 * A fixed point is the minimum, whatever V and A are: ω + V g = Z a is then the proximal point, so that g = −∂ℓ/∂f, and λ a = Zᵀg.
 *
 * Source: S. Rangan, arXiv:1010.5141: its max-sum estimation functions, with scalar variances.
 */
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import type { DesignMatrix } from '../ridge.ts';
import { requireLabels } from './labels.ts';
import { backProject, dot, predict, rowNorms } from './products.ts';

/** Where a margin is put, and the derivative of that by the margin. */
export interface Estimate {
  readonly value: number;
  readonly slope: number;
}

export interface MessagePassing {
  /** argmin over u of v·ℓ(u) + (u − margin)²/2, for v > 0; or, for the posterior, the mean of what was N(margin, v). */
  readonly estimate: (margin: number, v: number) => Estimate;
  /** λ; finite, > 0. */
  readonly penalty: number;
  /** At least 1. */
  readonly iterations: number;
  /**
   * Share of a step that is taken, in (0, 1]; 1 unless given. Less of it leaves fixed points where they are and goes to them more surely, but
   * iterates no longer follow the state evolution.
   */
  readonly damping?: number;
  /** Imbalance at which to stop before the last iteration; absent: none. */
  readonly settled?: number;
  /** Called with each iterate but the first, of zeros; t counts from 1. */
  readonly visit?: (t: number, coefficients: Float64Array) => void;
}

/** Where message passing ends: not necessarily where it converges to. */
export interface PassedMessages {
  /** a, one a parameter. */
  readonly coefficients: Float64Array;
  /** |λ a − Zᵀg|/|λ a| with the last g, which is 0 at the fixed point; what is not a number has diverged. */
  readonly imbalance: number;
}

/**
 * The iterates of message passing; they need not converge for designs that are not like Gaussian ones.
 *
 * @param labels −1 or 1, one a sample
 * @throws {InputError} for labels, a penalty or iterations outside of their domain
 */
export function messagePassing(
  backend: Backend,
  design: DesignMatrix,
  labels: Float64Array,
  { estimate, penalty, iterations, damping = 1, settled = 0, visit }: MessagePassing,
): PassedMessages {
  requireLabels(labels, design.samples);
  if (!(penalty > 0 && penalty < Number.POSITIVE_INFINITY)) {
    throw new InputError(`a penalty of ${penalty}: for message passing it must be a finite number above 0`);
  }
  if (!(Number.isInteger(iterations) && iterations >= 1)) {
    throw new InputError(`${iterations} iterations: their number must be an integer, at least 1`);
  }
  const norms = rowNorms(design);
  const square = dot(norms, norms) / (design.samples * design.parameters);
  let a = new Float64Array(design.parameters);
  let g = new Float64Array(design.samples);
  let chi = 1 / penalty;
  let imbalance = 0;
  for (let t = 1; t <= iterations; t++) {
    const v = design.parameters * square * chi;
    const margins = predict(backend, design, a).map((f, i) => labels[i]! * (f - v * g[i]!));
    let response = 0;
    g = margins.map((margin, i) => {
      const { value, slope } = estimate(margin, v);
      response += 1 - slope;
      return (damping * labels[i]! * (value - margin)) / v + (1 - damping) * g[i]!;
    });
    const precision = (square * response) / v;
    const pulled = backProject(backend, design, g);
    a = a.map(
      (value, i) =>
        (damping * (precision * value + pulled[i]!)) / (penalty + precision) + (1 - damping) * value,
    );
    chi = 1 / (penalty + precision);
    const apart = a.map((value, i) => penalty * value - pulled[i]!);
    imbalance = Math.sqrt(dot(apart, apart) / dot(a, a)) / penalty;
    visit?.(t, a);
    if (imbalance < settled) break;
  }
  return { coefficients: a, imbalance };
}
