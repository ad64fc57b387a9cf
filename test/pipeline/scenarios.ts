/** Small scenarios that can be repeated with many seeds, at an error rate that shows within a hundred of them. */

/** Exact finite-size means: nothing is extrapolated. */
export const linear = `title: Ridgeless
model: linear
parameters: { gamma: [0.5, 2], noise: 1 }
simulation: { sizes: 40, trials: 60, labels: 24 }
comparison: { alpha: 0.05, tolerance: 0.1 }
`;

/** A ladder of three sizes, extrapolated; two ridges are read off each draw. */
export const ladder = `title: Random features
model: random-features
parameters: { psi1: [0.5, 3], psi2: 2, ridge: [0.1, 1], noise: 0.2 }
simulation: { sizes: [24, 36, 48], trials: [24, 20, 16], labels: 16 }
comparison: { alpha: 0.05, tolerance: 0.1 }
`;

/** The changes with which the ladder resolves a few percent. */
export const precise: readonly string[] = [
  'parameters.psi1=3',
  'simulation.sizes=[32,64]',
  'simulation.trials=[120,60]',
  'simulation.labels=64',
];
