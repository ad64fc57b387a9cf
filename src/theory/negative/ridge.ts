/**
 * Negative ridges. In terms of the innermost effective ridge γ the ridge is an explicit function,
 *
 *     λ(γ) = γ t u,   t = κ/γ = 1 − z/k,   u = λ/κ = 1 − z/n,      dλ/dγ = t u + (z − d2)(u/k + t/n)
 *
 * which the branch of λ ≥ 0 follows down to the γ* at which dλ/dγ = 0: λ(γ*) is minus the lower edge of the spectrum of the empirical kernel, its
 * null eigenvalues apart, and beyond it no limit is known, since K/n + λ is not positive definite. Where rank < n, k and there is no
 * tail, γ and κ are negative, −s_min < γ < 0; else, with n < k, u < 0, and with k < n, t and κ < 0.
 *
 * Source: the edge, Silverstein & Choi, J. Multivariate Anal. 54 (1995) 295–309; negative ridges, Kobak, Lomond & Sanchez, arXiv:1805.10939, and
 * Wu & Xu, arXiv:2006.05800. Checked against: (1 − √γ)² of the Marchenko–Pastur law, the edges of support.ts, and simulation.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import { type EffectiveRidge, type Sizes, solveEffectiveRidge } from '../effectiveRidge.ts';
import type { Kernel } from '../kernel.ts';

/** Counts without the ridge. */
export type Counts = Omit<Sizes, 'ridge'>;

/** The end of the branch: λ there, ≤ 0, and the γ between which and that of λ = 0 it lies. */
export interface Edge {
  readonly ridge: number;
  readonly gamma: number;
  /** γ at λ = 0. */
  readonly top: number;
}

/** γ is looked for down to this share of that of λ = 0: what is below has no weight. */
const leastShare = 1e-26;

/** κ and γ at any ridge; `beyond` at one below the edge. */
export function solveSigned(kernel: Kernel, sizes: Sizes): EffectiveRidge {
  return sizes.ridge < 0 ? solveNegative(kernel, sizes) : solveEffectiveRidge(kernel, sizes);
}

/** The least ridge that has a limit, which is 0 at the interpolation threshold. */
export function edgeOf(kernel: Kernel, counts: Counts): Edge {
  const { gamma: top, converged } = solveEffectiveRidge(kernel, { ...counts, ridge: 0 });
  if (!converged) return { ridge: Number.NaN, gamma: Number.NaN, top };
  const rises = (gamma: number) => curveAt(kernel, counts, gamma).slope > 0;
  if (top > 0) {
    const end = (logarithm: number) => Math.exp(logarithm);
    const [low, high] = [Math.log(top * leastShare), Math.log(top)];
    const gamma = rises(end(low)) ? end(low) : end(lastHolding((x) => rises(end(x)), high, low));
    return { ridge: Math.min(0, curveAt(kernel, counts, gamma).ridge), gamma, top };
  }
  const least = kernel.eigenvalues.reduce((min, s) => (s > 0 && s < min ? s : min), Number.POSITIVE_INFINITY);
  const full = kernel.rank >= Math.min(counts.samples, counts.features);
  const gamma = full || least === Number.POSITIVE_INFINITY ? 0 : lastHolding(rises, 0, -least);
  return { ridge: gamma === 0 ? 0 : curveAt(kernel, counts, gamma).ridge, gamma, top };
}

function solveNegative(kernel: Kernel, sizes: Sizes): EffectiveRidge {
  const { samples, features, ridge } = sizes;
  const edge = edgeOf(kernel, sizes);
  const nothing = {
    gamma: Number.NaN,
    ridgeShare: Number.NaN,
    featureShare: Number.NaN,
    residual: Number.NaN,
  };
  if (ridge <= edge.ridge) return { ...nothing, converged: true, beyond: true };
  const excess = (gamma: number) =>
    gamma === edge.top ? -ridge : curveAt(kernel, sizes, gamma).ridge - ridge;
  const gamma = bracketedRoot(excess, [edge.gamma, edge.top]);
  if (!Number.isFinite(gamma)) return { ...nothing, converged: false };
  const { ridgeShare: u, featureShare: t } = curveAt(kernel, sizes, gamma);
  // The small one of the factors of λ, a difference of nearly equal numbers, comes of the others.
  const [ownU, ownT] = [ridge / (gamma * t), ridge / (gamma * u)];
  if (edge.top === 0)
    return {
      gamma: ridge / (t * u),
      ridgeShare: u,
      featureShare: t,
      converged: true,
      residual: Math.abs(u - ownU),
    };
  return samples < features
    ? { gamma, ridgeShare: ownU, featureShare: t, converged: true, residual: Math.abs(u - ownU) }
    : { gamma, ridgeShare: u, featureShare: ownT, converged: true, residual: Math.abs(t - ownT) };
}

/** λ, dλ/dγ and the two shares at a γ that is no pole. */
function curveAt(
  { eigenvalues, multiplicities, rank, tail }: Kernel,
  { samples, features }: Counts,
  gamma: number,
) {
  let [learned, rest, drop, all] = [0, tail / gamma, tail / gamma, true];
  for (let i = 0; i < eigenvalues.length; i++) {
    const [s, m] = [eigenvalues[i]!, multiplicities[i]!];
    if (s === 0) continue;
    const missed = gamma / (s + gamma);
    if (s > Math.abs(gamma)) {
      learned += m;
      rest -= m * missed;
    } else {
      all = false;
      rest += m * (1 - missed);
    }
    drop += m * (1 - missed) * missed;
  }
  // Whole numbers first: close to n = rank the rest must not drown.
  const share = (count: number) =>
    count === Number.POSITIVE_INFINITY ? 1 : (count - (all ? rank : learned) - rest) / count;
  const [u, t] = [share(samples), share(features)];
  return {
    ridge: gamma * t * u,
    slope: t * u + drop * (u / features + t / samples),
    ridgeShare: u,
    featureShare: t,
  };
}

/** The last x on the way from `good`, where the condition holds, to `bad`, where it does not, to the last digits. */
function lastHolding(holds: (x: number) => boolean, good: number, bad: number): number {
  for (;;) {
    const middle = good + (bad - good) / 2;
    if (middle === good || middle === bad) return good;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
}
