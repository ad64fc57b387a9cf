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
import { parameterCount, samplerOf } from '../../simulators/cell.ts';
import type { ClassifierSeries } from '../../simulators/classification/plan.ts';
import type { ExactMean } from '../model.ts';

/** Of random labels on Gaussian inputs themselves, or on the sphere; empty elsewhere. */
export function classificationExactMeans({
  cell,
  classifier,
  ridge,
}: ClassifierSeries): Partial<Record<'separable', ExactMean>> {
  const inputs = !samplerOf(cell).drawn && cell.distribution !== 'rademacher';
  const general = inputs && !cell.data && cell.blocks.every(({ variance }) => variance > 0);
  if (!general || ridge > 0 || classifier.labels.kind !== 'random' || classifier.rule !== 'minimise')
    return {};
  const [n, p] = [cell.samples, parameterCount(cell)];
  if (n === 2 * p) return {};
  return { separable: { mean: separability(n, p), limit: n < 2 * p ? 1 : 0 } };
}

/** Cover's count of the separable labellings over that of all. */
export function separability(n: number, p: number): number {
  return 1 - binomialUpperTail(p, n - 1, 0.5);
}
