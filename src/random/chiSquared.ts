/** Chi-squared variates, exact in law: 2·gamma(k/2) by Marsaglia and Tsang, ACM Trans. Math. Softw. 26:363 (2000). */
import type { Stream } from './stream.ts';

/** Fill with independent numbers, out[i] chi-squared with degrees + i degrees of freedom; degrees is an integer ≥ 0. */
export function chiSquares(stream: Stream, out: Float64Array, degrees: number): void {
  const uniforms = new Float64Array(out.length);
  stream.normals(out);
  stream.uniforms(uniforms);
  const again = new Float64Array(1);
  for (let i = 0; i < out.length; i++) {
    const k = degrees + i;
    let x = out[i]!;
    if (k < 2) {
      out[i] = k * x * x;
      continue;
    }
    const d = k / 2 - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    let u = uniforms[i]!;
    while (!accepts(x, u, d, c * x)) {
      stream.normals(again);
      x = again[0]!;
      stream.uniforms(again);
      u = again[0]!;
    }
    const root = 1 + c * x;
    out[i] = 2 * d * root * root * root;
  }
}

/** u < exp(x²/2) v^d exp(d − dv) with v = (1+t)³; most of them by a bound that needs no logarithm. */
function accepts(x: number, u: number, d: number, t: number): boolean {
  if (t <= -1) return false;
  const square = x * x;
  if (u < 1 - 0.0331 * square * square) return true;
  return Math.log(u) < square / 2 + d * (3 * Math.log1p(t) - t * (3 + t * (3 + t)));
}
