/**
 * How training from zero goes on, and where it stops, or what of the spectrum is left out: a spectral filter φ of the empirical kernel K = ZZᵀ/n, with the predictor Zᵀφ(K)y/n and
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
  | { readonly kind: 'iterated'; readonly count: number; readonly ridge: number }
  /** Truncated singular value decomposition: r(s) = 0 where √s > rcond times the largest √s, else 1. */
  | { readonly kind: 'truncated'; readonly rcond: number }
  /** Principal components regression on the largest so many per sample: r(s) = 0 for these, else 1. */
  | { readonly kind: 'components'; readonly perSample: number };
