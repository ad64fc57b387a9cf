/**
 * How training from zero goes on, and where it stops: a spectral filter φ of the empirical kernel K = ZZᵀ/n, with the predictor Zᵀφ(K)y/n and
 * the training residual r(K)y, r(s) = 1 − sφ(s). Z is scaled so that the ridge λ is that of (1/n)Σ(y−f)² + λ|w|², which is φ(s) = 1/(s+λ).
 */
export type Schedule =
  /** Gradient flow ẇ = −∇ (1/2n)Σ(y−f)² for a time t: r(s) = e^{−ts}. */
  | { readonly kind: 'flow'; readonly time: number }
  /**
   * T ≥ 1 steps of gradient descent on the same loss, w ← w − η∇ + β(w − w_before):
   * r₀ = 1, r₁ = 1 − ηs, r_{k+1} = (1+β−ηs) r_k − β r_{k−1}.
   */
  | {
      readonly kind: 'descent';
      readonly steps: number;
      readonly stepSize: number;
      readonly momentum: number;
    }
  /** K ≥ 1 ridge regressions with λ > 0, each on the residuals of the one before: r(s) = (λ/(s+λ))^K. */
  | { readonly kind: 'iterated'; readonly count: number; readonly ridge: number };
