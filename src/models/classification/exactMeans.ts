/**
 * Exact probability that n points with random labels are separable by a hyperplane through the origin of p dimensions, the points in general position:
 *
 *     P = 2^(1−n) Σ_{k<p} C(n−1, k) = P(B < p),    B binomial of n − 1 tosses of a fair coin
 *
 * Its limit is 1 for n < 2p, 0 for n > 2p.
 *
 * Source: Cover, Geometrical and statistical properties of systems of linear inequalities, IEEE Trans. Electron. Comput. 14 (1965) 326.
 */
import { binomialUpperTail } from '../../numerics/binomial.ts';
import type { Point } from '../../parts/parameter.ts';
import type { ExactMeans } from '../model.ts';
import { numberOf } from '../parameters.ts';
import { sizesOf, specOf } from './point.ts';

/** Of n random labels on p inputs themselves, Gaussian or on the sphere; empty elsewhere. */
export function classificationExactMeans(point: Point, n: number, p: number): ExactMeans {
  const general = sizesOf(point).psi1 === undefined && point['distribution'] !== 'rademacher';
  const { labels, rule } = specOf(point);
  if (!general || numberOf(point, 'ridge') > 0 || labels.kind !== 'random' || rule !== 'minimise') return {};
  return { separable: { mean: separability(n, p), limit: n === 2 * p ? Number.NaN : n < 2 * p ? 1 : 0 } };
}

/** Cover's count of the separable labellings over that of all. */
export function separability(n: number, p: number): number {
  return 1 - binomialUpperTail(p, n - 1, 0.5);
}
