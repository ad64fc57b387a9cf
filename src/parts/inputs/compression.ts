/**
 * Few eigenvalues for many: within a narrow range of log s every function that the theory sums over a spectrum, s/(s+g) and the like, is
 * replaced by its interpolant at Chebyshev nodes. A sum over the eigenvalues is then one over the nodes, with the weights Σ_i m_i ℓ_j(log s_i).
 *
 * In log s these functions are analytic up to the pole at log g ± iπ: with g real, ranges of width w and q nodes the relative error is some
 * ρ^{−q}, ρ = x + √(x²+1), x = 2π/w; for w = ½ and q = 14 it is below 10⁻¹⁸, rounding, and for |arg g| ≤ 120°, which the training times need,
 * 10⁻¹².
 */

/** Eigenvalues in descending order, each with its multiplicity and a second weight. */
export interface Spectrum {
  readonly variances: Float64Array;
  readonly counts: Float64Array;
  /** Target power along all of a group's directions. */
  readonly powers: Float64Array;
}

/** Spectra up to this length are left as they are. */
export const longestExact = 2000;
const width = 0.5;
const order = 14;

/** Chebyshev points of the first kind on [−1, 1], and their barycentric weights. */
const nodes = Array.from({ length: order }, (_, j) => Math.cos((Math.PI * (j + 0.5)) / order));
const barycentric = nodes.map((_, j) => (-1) ** j * Math.sin((Math.PI * (j + 0.5)) / order));

/** The spectrum itself where it is short; else with ranges of more than a few eigenvalues replaced by their nodes. */
export function compress(spectrum: Spectrum): Spectrum {
  const { variances, counts, powers } = spectrum;
  const length = variances.length;
  if (length <= longestExact) return spectrum;
  const out: { variance: number; count: number; power: number }[] = [];
  for (let start = 0; start < length; ) {
    const top = Math.log(variances[start]!);
    let end = start + 1;
    while (end < length && top - Math.log(variances[end]!) <= width) end++;
    if (end - start <= order || variances[start] === 0) {
      for (let i = start; i < end; i++)
        out.push({ variance: variances[i]!, count: counts[i]!, power: powers[i]! });
    } else out.push(...interpolated(spectrum, start, end, top));
    start = end;
  }
  return {
    variances: Float64Array.from(out, ({ variance }) => variance),
    counts: Float64Array.from(out, ({ count }) => count),
    powers: Float64Array.from(out, ({ power }) => power),
  };
}

function interpolated({ variances, counts, powers }: Spectrum, start: number, end: number, top: number) {
  const half = width / 2;
  const count = new Float64Array(order);
  const power = new Float64Array(order);
  const basis = new Float64Array(order);
  for (let i = start; i < end; i++) {
    const x = (Math.log(variances[i]!) - top) / half + 1;
    let sum = 0;
    for (let j = 0; j < order; j++) {
      const distance = x - nodes[j]!;
      // On a node the basis is that node's alone: the limit, within rounding.
      basis[j] = barycentric[j]! / (distance === 0 ? Number.MIN_VALUE * 2 ** 100 : distance);
      sum += basis[j]!;
    }
    for (let j = 0; j < order; j++) {
      count[j]! += (counts[i]! * basis[j]!) / sum;
      power[j]! += (powers[i]! * basis[j]!) / sum;
    }
  }
  return nodes.map((node, j) => ({
    variance: Math.exp(top + half * (node - 1)),
    count: count[j]!,
    power: power[j]!,
  }));
}
