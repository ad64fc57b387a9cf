import type { MarginLoss } from '../../src/problem/rules/margins/fit.ts';

const square: MarginLoss = {
  kind: 'square',
  value: (u) => (1 - u) ** 2 / 2,
  slope: (u) => u - 1,
  curvature: () => 1,
};

const logistic: MarginLoss = {
  kind: 'logistic',
  value: (u) => Math.max(-u, 0) + Math.log1p(Math.exp(-Math.abs(u))),
  slope: (u) => -1 / (1 + Math.exp(u)),
  curvature: (u) => 1 / (2 + Math.exp(u) + Math.exp(-u)),
};

const hinge: MarginLoss = {
  kind: 'hinge',
  value: (u) => Math.max(1 - u, 0),
  slope: (u) => (u < 1 ? -1 : 0),
  curvature: () => 0,
};

const squaredHinge: MarginLoss = {
  kind: 'squared-hinge',
  value: (u) => Math.max(1 - u, 0) ** 2 / 2,
  slope: (u) => Math.min(u - 1, 0),
  curvature: (u) => (u < 1 ? 1 : 0),
};

/** Losses of the margin, written out. */
export const losses: {
  square: MarginLoss;
  logistic: MarginLoss;
  hinge: MarginLoss;
  squaredHinge: MarginLoss;
} = {
  square,
  logistic,
  hinge,
  squaredHinge,
};
