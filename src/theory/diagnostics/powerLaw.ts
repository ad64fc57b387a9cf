/**
 * What is known of eigenvalues s_i = i^−a and target powers v_i ∝ i^−b without end: how the excess risk falls with n, d log R/d log n,
 *
 *     no noise, ridge 0 or the best     −r                  r = min(2a, b − 1)
 *     noise, the best ridge             −r/(r + 1)
 *     noise, ridge 0                    0: tempered, R → (a − 1)σ²
 *     a ridge that does not change      0: R tends to what that ridge leaves
 *
 * and, for a = 1, how slowly interpolating noise becomes benign: of the first `count` eigenvalues 1/(1 − 1/L) with L = log(L count/n), as
 * z(κ) = log(κ count)/κ = n.
 *
 * Source: exponents, Cui, Loureiro, Krzakala & Zdeborová, arXiv:2105.15004; tempered, Mallinar et al., arXiv:2207.06569.
 * Checked against: local slopes and coefficients of the one equation.
 */

export interface PowerLaw {
  readonly a: number;
  readonly b: number;
}

/** null where the exponents do not decide: a or b ≤ 1, or eigenvalues whose sum has no bound. */
export function riskExponent(
  { a, b }: PowerLaw,
  { noise, ridge }: { readonly noise: number; readonly ridge: number | 'best' },
): number | null {
  if (!(a > 1 && b > 1)) return null;
  if (ridge !== 'best' && ridge > 0) return 0;
  const r = Math.min(2 * a, b - 1);
  if (noise === 0) return -r;
  return ridge === 'best' ? -r / (r + 1) : 0;
}

/** Of a = 1 with so many eigenvalues per sample; null where these are too few for the logarithm. */
export function logarithmicCoefficient(countPerSample: number): number | null {
  let level = Math.log(countPerSample);
  if (!(level > 2)) return null;
  for (let i = 0; i < 100; i++) level = Math.log(level * countPerSample);
  return level / (level - 1);
}
