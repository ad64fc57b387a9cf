/**
 * The limit of in-context learning of linear regression by linear attention: d → ∞ with
 *
 *     α = ℓ/d  (ℓ examples a context)     κ = k/d  (k pretraining tasks)     τ = n/d²  (n pretraining contexts)
 *
 * Tokens x ~ N(0, I/d), outputs y = x·w + ε, ε ~ N(0, ρ), tasks w ~ N(0, I). The prediction at a query x is x·Γb̃, linear in the d × (d+1)
 * matrix Γ, with b̃ = ((d/ℓ) Σ y_i x_i, (1/ℓ) Σ y_i²) of the context; Γ minimises Σ (y − x·Γb̃)² + (n/d) λ |Γ|² over the n contexts. This is
 * ridge regression on about d² features, whose covariance has the eigenvalues μ + c, each d times, with μ those of (1/k) Σ w wᵀ, which obey
 * the Marchenko–Pastur law of ratio κ, and c = (1 + ρ)/α what a finite context blurs.
 *
 * With x = c + g and averages ⟨·⟩ over μ, every sum of positive terms,
 *
 *     1 − λ/g = ⟨(μ+c)/(μ+x)⟩/τ                              the effective ridge g
 *     e_IDG   = (ρ + x² A₁ + c B) / (λ/g + g D/τ)             tests on the k pretraining tasks
 *     e_ICL   = ρ + x² N + c B + (1 + c) D e_IDG/τ            tests on new tasks
 *     e_train = (λ/g)² e_IDG                                 the pretraining contexts themselves
 *
 * N = ⟨1/(μ+x)²⟩, A₁ = ⟨μ/(μ+x)²⟩, B = ⟨μ²/(μ+x)²⟩, D = ⟨(μ+c)/(μ+x)²⟩ = A₁ + cN. The last feature, of y², is one of d + 1 and drops out.
 *
 * Source: Lu, Letey, Zavatone-Veth, Maiti & Pehlevan, PNAS 122 (2025), arXiv:2405.11751, whose form of these is not a sum of positive
 * terms.
 */
import { InputError, show } from '../../errors.ts';
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import type { Status } from '../../theory/risk.ts';

/** A problem in the limit. */
export interface InContextLimit {
  /** α = ℓ/d > 0, examples in a context per dimension, of pretraining and of tests; finite. */
  readonly alpha: number;
  /** κ = k/d > 0, pretraining tasks per dimension; Infinity: every context has a task of its own. */
  readonly kappa: number;
  /** τ = n/d² > 0, pretraining contexts per squared dimension; Infinity: the population's Γ. */
  readonly tau: number;
  /** λ ≥ 0 of (n/d) λ |Γ|²; 0: the limit λ → 0⁺. */
  readonly ridge: number;
  /** ρ ≥ 0, variance of the outputs' noise; E (x·w)² = 1. */
  readonly noise: number;
}

/** Mean squared errors of the query's output, its noise included; null where no finite limit exists. */
export interface InContextPrediction {
  /** On new tasks w ~ N(0, I): in-context learning. */
  readonly icl: number | null;
  /** On new contexts of the pretraining tasks: in-distribution generalisation. */
  readonly idg: number | null;
  /** Mean squared residual of the pretraining contexts. */
  readonly trainError: number | null;
  /** g; 0 at λ = 0 from τ = 1 on. */
  readonly effectiveRidge: number | null;
  readonly status: Status;
  /** Relative residual of the equation of g. */
  readonly residual: number | null;
}

/** A solution of a larger residual is none. */
const largestResidual = 1e-9;

/**
 * The errors in the limit. At λ = 0 they diverge at the interpolation threshold τ = 1, where `icl` and `idg` are null, and `trainError` is 0
 * up to it.
 *
 * @throws {InputError} for a value out of its domain
 */
export function predictInContext(limit: InContextLimit): InContextPrediction {
  checkDomain(limit);
  const { alpha, kappa, tau, ridge, noise } = limit;
  const blur = (1 + noise) / alpha;
  const { effectiveRidge, residual } = solveEffectiveRidge(limit, blur);
  if (!(residual < largestResidual))
    return { ...nothing, status: 'not-converged', residual: Number.isFinite(residual) ? residual : null };
  // λ/g; at g = 0 what is left of the samples, 1 − 1/τ.
  const left = effectiveRidge > 0 ? ridge / effectiveRidge : 1 - 1 / tau;
  const shift = blur + effectiveRidge;
  const { inverseSquare, first, second } = averages(kappa, shift);
  const spread = first + blur * inverseSquare;
  const bias = noise + shift ** 2 * first + blur * second;
  const idg = bias / (left + (effectiveRidge * spread) / tau);
  const icl = noise + shift ** 2 * inverseSquare + blur * second + ((1 + blur) * spread * idg) / tau;
  if (!Number.isFinite(icl) || !Number.isFinite(idg))
    return { ...nothing, trainError: left === 0 ? 0 : null, effectiveRidge, status: 'diverges', residual };
  return { icl, idg, trainError: left * left * idg, effectiveRidge, status: 'ok', residual };
}

const nothing = { icl: null, idg: null, trainError: null, effectiveRidge: null } as const;

/**
 * The g ≥ 0 of λ/g + z/τ = 1 with z = ⟨(μ+c)/(μ+c+g)⟩: of few samples as it is; of more with z = 1 − gM as
 * gM/τ + max(0, 1 − 1/τ) = λ/g + max(0, 1/τ − 1), which is exact close to the threshold. Of both one side rises with g and one falls.
 */
function solveEffectiveRidge({ kappa, tau, ridge }: InContextLimit, blur: number) {
  if (ridge === 0 && tau >= 1) return { effectiveRidge: 0, residual: 0 };
  const excess = (logG: number): number => {
    const g = Math.exp(logG);
    const { inverse, share } = averages(kappa, blur + g);
    if (tau < 0.5) return -Math.log(ridge / g + (share + blur * inverse) / tau);
    const rising = (g * inverse) / tau + Math.max(0, 1 - 1 / tau);
    return Math.log(rising / (ridge / g + Math.max(0, 1 / tau - 1)));
  };
  // ⟨(μ+c)/(μ+c+g)⟩ lies between c/(c+g) and (1+c)/g.
  const least = Math.max(ridge, tau < 1 ? (blur * (1 - tau)) / tau : 0);
  const most = ridge + (1 + blur) / tau;
  const logG = bracketedRoot(excess, [Math.log(least / 2), Math.log(2 * most)]);
  return { effectiveRidge: Math.exp(logG), residual: Math.abs(excess(logG)) };
}

/**
 * M = ⟨1/(μ+x)⟩, ⟨1/(μ+x)²⟩, A = ⟨μ/(μ+x)⟩, ⟨μ/(μ+x)²⟩ and ⟨μ²/(μ+x)²⟩ at x > 0 over the eigenvalues μ of (1/k) Σ w wᵀ, from
 * (x/κ) M² + (x + 1 − 1/κ) M = 1 and A = M/(1 + M/κ).
 */
function averages(kappa: number, x: number) {
  const linear = x + (1 - 1 / kappa);
  const gap = (1 - 1 / kappa) ** 2 + 2 * x * (1 + 1 / kappa);
  const root = Math.sqrt(x * x + gap);
  const inverse = linear > 0 ? 2 / (linear + root) : (kappa * (root - linear)) / (2 * x);
  const share = inverse / (1 + inverse / kappa);
  return {
    inverse,
    share,
    inverseSquare: (inverse * (1 + inverse / kappa)) / root,
    first: share / root,
    second: (share * gap) / (root * (root + x)),
  };
}

function checkDomain({ alpha, kappa, tau, ridge, noise }: InContextLimit): void {
  const finite = Number.isFinite;
  requireThat(finite(alpha) && alpha > 0, 'alpha', alpha, 'a finite number > 0');
  requireThat(kappa > 0, 'kappa', kappa, 'a number > 0, or Infinity');
  requireThat(tau > 0, 'tau', tau, 'a number > 0, or Infinity');
  requireThat(finite(ridge) && ridge >= 0, 'ridge', ridge, 'a finite number >= 0');
  requireThat(finite(noise) && noise >= 0, 'noise', noise, 'a finite number >= 0');
}

function requireThat(holds: boolean, name: string, value: number, valid: string): void {
  if (!holds) throw new InputError(`${name} ${show(value)} is not valid; expected ${valid}`);
}
