import { complex } from '../../numerics/complex.ts';
import { type Curve, curveAt } from '../complex/curve.ts';

const halvings = 80;

/**
 * The upper edge of the spectrum of the empirical kernel K = ZZᵀ/n, in units of the ridge: with w = −γ beyond the population spectrum −λ(−w) is
 * convex, and the edge is its least value. A bound on what a draw of finite size may exceed a little.
 *
 * Source: Silverstein & Choi, J. Multivariate Anal. 54 (1995). Checked against: (1 + √γ)² of the Marchenko–Pastur law.
 */
export function upperEdge(curve: Curve): number {
  const largest = Math.max(0, ...curve.kernel.eigenvalues);
  // w − largest lies between e^low and e^high: beyond the traces that push it out nothing pushes back.
  const { eigenvalues, multiplicities, tail } = curve.kernel;
  const trace = eigenvalues.reduce((sum, s, i) => sum + s * multiplicities[i]!, tail);
  let high = Math.log(largest + trace * (1 / curve.samples + 1 / curve.features)) + 10;
  let low = high - 60;
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (curveAt(curve, complex(-largest - Math.exp(middle))).slope.re < 0) low = middle;
    else high = middle;
  }
  return -curveAt(curve, complex(-largest - Math.exp(high))).lambda.re;
}
