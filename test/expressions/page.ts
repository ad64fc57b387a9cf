/** The point at which docs/formulas.md shows its examples, and what its model, ReLU features of two-block inputs, has there. */
import type { Host } from '../../src/expressions/host.ts';
import { findActivation, hermiteCoefficients } from '../../src/parts/features/activations.ts';

export const point = { gamma: 2, noise: 0.5, ridge: 0.1 };

const coefficients = hermiteCoefficients(findActivation('relu'));

export const host: Host = {
  mu0: () => coefficients.mu0,
  mu1: () => coefficients.mu1,
  muStar2: () => coefficients.muStar2,
  // The root of κ = λ + γκ/(1 + κ).
  engineKappa: (ridge) => {
    const b = ridge + point.gamma - 1;
    return (b + Math.sqrt(b * b + 4 * ridge)) / 2;
  },
  spectrum: { eigenvalues: [0.5, 1.5], shares: [0.5, 0.5], powers: [0.25, 0.75] },
};
