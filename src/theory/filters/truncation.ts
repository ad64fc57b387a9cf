/**
 * Truncation of the empirical spectrum at c: 1 − sφ(s) is 1 below c and 0 above it, which is the mean of λ/(s+λ) over the circle |λ| = c,
 *
 *     φ(s) = (1/2π) ∫ dθ/(s + c e^{iθ})
 *
 * as Cauchy's integral says. The circle crosses the spectrum at λ = −c, where sums over pairs of its points go like 1/(distance to the one + to the
 * other): in log distance they decay, and the trapezoidal rule converges exponentially (Takahasi & Mori's double exponential).
 *
 * Sources: the circle, Dunford's calculus of projections; principal components in the limit, Green & Romanov, arXiv:2405.11676.
 * Checked against: integrals over the Marchenko–Pastur law, and simulation.
 */
import { bracketedRoot } from '../../numerics/bracketedRoot.ts';
import { complex, multiply } from '../../numerics/complex.ts';
import type { Curve } from '../complex/curve.ts';
import { solveComplex } from '../complex/solve.ts';
import type { Pole } from './poles.ts';
import type { Schedule } from './schedule.ts';
import { upperEdge } from './upperEdge.ts';

export type Truncation = Extract<Schedule, { kind: 'truncated' | 'components' }>;

export function isTruncation(schedule: Schedule): schedule is Truncation {
  return schedule.kind === 'truncated' || schedule.kind === 'components';
}

/** The nodes, and the end of their range in t of θ = π/(1 + e^{−π sinh t}): what is left out beyond is 10⁻¹¹ of the circle. */
const range = { nodes: 81, end: 2.85 } as const;

/** Poles of the truncation at c > 0, with `share` of the usual number of nodes. */
export function truncationPoles(cut: number, share = 1): Pole[] {
  const count = Math.round(share * range.nodes);
  const step = (2 * range.end) / (count - 1);
  const nodes = Array.from({ length: count }, (_, k) => {
    const t = -range.end + k * step;
    const inner = Math.PI * Math.sinh(t);
    const [below, above] = [1 / (1 + Math.exp(-inner)), 1 / (1 + Math.exp(inner))];
    return { below, above, width: Math.cosh(t) * below * above };
  });
  const all = nodes.reduce((sum, { width }) => sum + width, 0);
  return nodes.map(({ below, above, width }) => ({
    // The angle from the negative axis: close to it no digits are lost.
    ridge: complex(-cut * Math.cos(Math.PI * below), cut * Math.sin(Math.PI * Math.min(below, above))),
    weight: complex(width / all / 2),
  }));
}

/** Below all eigenvalues that are not null: everything is kept. */
const everything = 0;

/** c of a truncation, at most the upper edge; 0: nothing but null eigenvalues is left out. */
export function cutOf(curve: Curve, truncation: Truncation): number {
  const edge = upperEdge(curve);
  if (truncation.kind === 'truncated') return Math.min(1, truncation.rcond ** 2) * edge;
  const { perSample } = truncation;
  const kept = (logarithm: number) => shareAbove(curve, edge * Math.exp(logarithm)) - perSample;
  let low = -1;
  while (kept(low) < -settled) {
    low *= 2;
    if (low < -deepest) return everything;
  }
  const found = bracketedRoot(kept, [low, 1e-9]);
  return Number.isFinite(found) ? edge * Math.exp(found) : edge * Math.exp(low);
}

/** Depth in log c/edge beyond which eigenvalues count as null, and the error of a share. */
const [deepest, settled] = [40, 1e-10];

/** Eigenvalues of K/n above c, per sample: (1/n) tr Kφ(K)/n = Σ_j a_j z(κ_j)/n. */
function shareAbove(curve: Curve, cut: number): number {
  return truncationPoles(cut).reduce((sum, { ridge, weight }) => {
    const { point } = solveComplex(curve, ridge);
    return sum + (2 * multiply(weight, point.degrees).re) / curve.samples;
  }, 0);
}
