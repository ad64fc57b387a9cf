import type { Elementwise } from '../../linalg/elementwise.ts';

/**
 * Exact averages of an activation over Gaussian pre-activations, for the population risk of a random-features predictor
 * without test points. u, u' are centred Gaussian with variances v, v' and covariance c:
 *
 *     E σ(u) σ(u') = amplitude(v) amplitude(v') similarity(factor(v) factor(v') c)
 */
export interface GaussianAverages {
  readonly amplitude: (v: number) => number;
  readonly factor: (v: number) => number;
  /** As a kernel; absent for the identity. */
  readonly similarity?: Elementwise;
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

const one = () => 1;
const rootTwoOverPi = () => Math.sqrt(2 / Math.PI);
const inverseRoot = (v: number) => 1 / Math.sqrt(v);

/**
 * σ(x) = max(x, 0) + a·min(x, 0): with θ the angle between u and u',
 * E relu(u)relu(u') = √(vv') (sin θ + (π − θ) cos θ)/2π, where π − θ = π/2 + asin(cos θ).
 * Source: Cho & Saul 2009, eq. (6).
 */
export function leakyRelu(a: number): GaussianAverages {
  return {
    amplitude: Math.sqrt,
    factor: inverseRoot,
    similarity: ['arcCosine', a],
    slope: () => (1 + a) / 2,
    curvature: (v) => (1 - a) / Math.sqrt(2 * Math.PI * v),
    degree: 1,
  };
}

/** E sign(u) sign(u') = (2/π) asin(c/√(vv')). Source: Price 1958. */
export const sign: GaussianAverages = {
  amplitude: rootTwoOverPi,
  factor: inverseRoot,
  similarity: ['asin'],
  slope: (v) => Math.sqrt(2 / (Math.PI * v)),
  curvature: () => 0,
  degree: 0,
};

export const identity: GaussianAverages = {
  amplitude: one,
  factor: one,
  slope: one,
  curvature: () => 0,
  degree: 1,
};

/** E erf(u) erf(u') = (2/π) asin(2c/√((1+2v)(1+2v'))). Source: Williams 1998, eq. (11). */
export const errorFunction: GaussianAverages = {
  amplitude: rootTwoOverPi,
  factor: (v) => Math.sqrt(2 / (1 + 2 * v)),
  similarity: ['asin'],
  slope: (v) => 2 / Math.sqrt(Math.PI * (1 + 2 * v)),
  curvature: () => 0,
};

/** E sin(u) sin(u') = e^{−(v+v')/2} sinh c. */
export const sine: GaussianAverages = {
  amplitude: (v) => Math.exp(-v / 2),
  factor: one,
  similarity: ['sinh'],
  slope: (v) => Math.exp(-v / 2),
  curvature: () => 0,
};

/** E cos(u) cos(u') = e^{−(v+v')/2} cosh c. */
export const cosine: GaussianAverages = {
  amplitude: (v) => Math.exp(-v / 2),
  factor: one,
  similarity: ['cosh'],
  slope: () => 0,
  curvature: (v) => -Math.exp(-v / 2),
};
