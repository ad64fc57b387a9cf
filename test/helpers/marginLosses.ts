import type { MarginLoss } from '../../src/solvers/margins/fit.ts';

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
} = { square, logistic, hinge, squaredHinge };

/** argmin over u of v·ℓ(u) + (u − x)²/2, and its derivative by x. */
export interface Proximal {
  readonly proximal: (x: number, v: number) => number;
  readonly proximalSlope: (x: number, v: number) => number;
}

/** The root of u − x + v ℓ'(u), by Newton's method from the side on which it is monotone, or by halving. */
function logisticProximal(x: number, v: number): number {
  let [low, high] = [x, x + v];
  let u = x + v / (1 + Math.exp(x + v / 2));
  for (let i = 0; i < 100; i++) {
    const excess = u - x + v * logistic.slope(u);
    if (excess > 0) high = u;
    else low = u;
    const next = u - excess / (1 + v * logistic.curvature(u));
    const inside = next >= low && next <= high ? next : (low + high) / 2;
    if (Math.abs(inside - u) <= 1e-15 * (1 + Math.abs(u))) return inside;
    u = inside;
  }
  return u;
}

/** Their proximal points. */
export const proximals: Record<keyof typeof losses, Proximal> = {
  square: { proximal: (x, v) => (x + v) / (1 + v), proximalSlope: (_, v) => 1 / (1 + v) },
  logistic: {
    proximal: logisticProximal,
    proximalSlope: (x, v) => 1 / (1 + v * logistic.curvature(logisticProximal(x, v))),
  },
  hinge: {
    proximal: (x, v) => Math.max(x, Math.min(x + v, 1)),
    proximalSlope: (x, v) => (x < 1 && x > 1 - v ? 0 : 1),
  },
  squaredHinge: {
    proximal: (x, v) => (x < 1 ? (x + v) / (1 + v) : x),
    proximalSlope: (x, v) => (x < 1 ? 1 / (1 + v) : 1),
  },
};
