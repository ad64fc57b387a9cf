/**
 * Exact averages of an activation over Gaussian pre-activations, for the population risk of a random-features predictor
 * without test points. u, u' are centred Gaussian with variances v, v' and covariance c.
 */
export interface GaussianAverages {
  /** E σ(u) σ(u'). */
  readonly product: (c: number, v: number, vPrime: number) => number;
  /** E σ'(u): by Stein's lemma E σ(u) x_j = Cov(u, x_j) E σ'(u). */
  readonly slope: (v: number) => number;
  /** E σ''(u): E σ(u) x_i x_j = Cov(u, x_i) Cov(u, x_j) E σ''(u) for independent x_i, x_j. */
  readonly curvature: (v: number) => number;
  /**
   * h with σ(ru) = r^h σ(u) for r > 0; absent when σ is not homogeneous. Homogeneity carries Gaussian averages over to the
   * uniform law on the sphere: E_gauss[g] = E[r^k] d^{−k/2} E_sphere[g] for g of degree k, r² ~ χ²_d.
   */
  readonly degree?: 0 | 1;
}

const clamp = (cosine: number): number => Math.max(-1, Math.min(1, cosine));

/**
 * σ(x) = max(x, 0) + a·min(x, 0): with θ the angle between u and u',
 * E relu(u)relu(u') = √(vv') (sin θ + (π − θ) cos θ)/2π.
 * Source: Cho & Saul 2009, eq. (6).
 */
export function leakyRelu(a: number): GaussianAverages {
  return {
    product: (c, v, vPrime) => {
      const norm = Math.sqrt(v * vPrime);
      const theta = Math.acos(clamp(c / norm));
      const plus = (norm * Math.sin(theta) + (Math.PI - theta) * c) / (2 * Math.PI);
      // σ(x) = (1 − a) relu(x) + a x and E relu(u) u' = c/2.
      return (1 - a) * (1 - a) * plus + a * c;
    },
    slope: () => (1 + a) / 2,
    curvature: (v) => (1 - a) / Math.sqrt(2 * Math.PI * v),
    degree: 1,
  };
}

/** E sign(u) sign(u') = (2/π) asin(c/√(vv')). Source: Price 1958. */
export const sign: GaussianAverages = {
  product: (c, v, vPrime) => (2 / Math.PI) * Math.asin(clamp(c / Math.sqrt(v * vPrime))),
  slope: (v) => Math.sqrt(2 / (Math.PI * v)),
  curvature: () => 0,
  degree: 0,
};

export const identity: GaussianAverages = {
  product: (c) => c,
  slope: () => 1,
  curvature: () => 0,
  degree: 1,
};

/** E erf(u) erf(u') = (2/π) asin(2c/√((1+2v)(1+2v'))). Source: Williams 1998, eq. (11). */
export const errorFunction: GaussianAverages = {
  product: (c, v, vPrime) => (2 / Math.PI) * Math.asin((2 * c) / Math.sqrt((1 + 2 * v) * (1 + 2 * vPrime))),
  slope: (v) => 2 / Math.sqrt(Math.PI * (1 + 2 * v)),
  curvature: () => 0,
};

/** E sin(u) sin(u') = e^{−(v+v')/2} sinh c. */
export const sine: GaussianAverages = {
  product: (c, v, vPrime) => (Math.exp(c - (v + vPrime) / 2) - Math.exp(-c - (v + vPrime) / 2)) / 2,
  slope: (v) => Math.exp(-v / 2),
  curvature: () => 0,
};

/** E cos(u) cos(u') = e^{−(v+v')/2} cosh c. */
export const cosine: GaussianAverages = {
  product: (c, v, vPrime) => (Math.exp(c - (v + vPrime) / 2) + Math.exp(-c - (v + vPrime) / 2)) / 2,
  slope: () => 0,
  curvature: (v) => -Math.exp(-v / 2),
};
