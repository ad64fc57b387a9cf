/**
 * Hastie, Montanari, Rosset & Tibshirani, arXiv:1903.08560v5, in the paper's own variables: an independent witness for the engine.
 * Isotropic inputs, γ = p/n, signal r² on the observed inputs, noise σ².
 */

/** Excess risk split as the paper splits it, conditional on X; units of y², label noise not included. */
export interface HastieRisk {
  readonly bias: number;
  readonly variance: number;
}

/**
 * Theorem 1: ridgeless.
 *
 *     γ < 1: B = 0, V = σ²γ/(1−γ)        γ > 1: B = r²(1−1/γ), V = σ²/(γ−1)
 */
export function ridgelessRisk(gamma: number, r2: number, sigma2: number): HastieRisk {
  return gamma < 1
    ? { bias: 0, variance: (sigma2 * gamma) / (1 - gamma) }
    : { bias: r2 * (1 - 1 / gamma), variance: sigma2 / (gamma - 1) };
}

/**
 * Section 6: ridge λ > 0 of (1/n)|y − Xβ|² + λ|β|².
 *
 *     B = r² λ² m'(−λ),  V = σ² γ (m(−λ) − λ m'(−λ)),
 *     m(z) = (1 − γ − z − √((1−γ−z)² − 4γz)) / (2γz)      Stieltjes transform of the Marchenko–Pastur law
 */
export function ridgeRisk(gamma: number, lambda: number, r2: number, sigma2: number): HastieRisk {
  const root = Math.sqrt((1 - gamma + lambda) ** 2 + 4 * gamma * lambda);
  const m = (root - (1 - gamma + lambda)) / (2 * gamma * lambda);
  // From γ z m² + (z + γ − 1) m + 1 = 0 (the equation of m), differentiated in z at z = −λ.
  const mPrime = (m * (1 + gamma * m)) / root;
  return { bias: r2 * lambda * lambda * mPrime, variance: sigma2 * gamma * (m - lambda * mPrime) };
}

/**
 * Section 5, misspecified: a share κ of the signal is observed, the rest inflates the noise and stays in the risk (M).
 *
 *     R = B(κ r²) + V(σ² + (1−κ) r²) + (1−κ) r²
 */
export function misspecifiedRisk(gamma: number, r2: number, sigma2: number, observedSignal: number): number {
  const unseen = (1 - observedSignal) * r2;
  const { bias, variance } = ridgelessRisk(gamma, observedSignal * r2, sigma2 + unseen);
  return bias + variance + unseen;
}
