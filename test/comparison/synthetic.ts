/** Trials with known laws to test the harness with, from a small generator of its own. */
import type { Claim, Level } from '../../src/comparison/claim.ts';

export interface Generator {
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Gamma with mean `shape`. */
  readonly gamma: (shape: number) => number;
}

/** Mulberry32 behind a few mixing draws: deterministic, good enough for a few million numbers. */
export function generator(seed: number): Generator {
  let state = (seed * 0x9e3779b1) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    // Marsaglia and Tsang 2000.
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return { uniform, normal, gamma };
}

/** Standardised right-skewed noise: skewness 2/sqrt(shape). */
export function skewed(random: Generator, shape: number): number {
  return (random.gamma(shape) - shape) / Math.sqrt(shape);
}

export interface LadderOptions {
  readonly id?: string;
  readonly sizes: readonly number[];
  readonly trials: number;
  readonly truth: number;
  /** Terms c/size and e/size^2 of the risk, relative to the truth. */
  readonly first?: number;
  readonly second?: number;
  /** Relative standard deviation of a trial at the smallest size; falls as size^-power. */
  readonly deviation: number;
  readonly power?: number;
  readonly theoryFactor?: number;
  readonly exact?: boolean;
  /** Standardised noise of trial t of level l. */
  readonly noise: (l: number, t: number) => number;
}

/** A claim whose trials are truth (1 + first/size + second/size^2) plus noise. */
export function ladder(options: LadderOptions): Claim {
  const { sizes, trials, truth, deviation, first = 0, second = 0, power = 0.75, theoryFactor = 1 } = options;
  const exact = options.exact ?? false;
  const levels = sizes.map((size, l): Level => {
    const mean = truth * (1 + first / size + second / size ** 2);
    const scale = truth * deviation * (sizes[0]! / size) ** power;
    return {
      size,
      draw: `size-${size}`,
      values: Float64Array.from({ length: trials }, (_, t) => mean + scale * options.noise(l, t)),
      theory: theoryFactor * (exact ? mean : truth),
    };
  });
  return { id: options.id ?? 'claim', levels, exact, theory: theoryFactor * truth };
}

/**
 * Inverse-Wishart trials: the variance part of the excess risk of ridgeless regression with unit noise given the n x p
 * Gaussian design, trace((X^T X)^-1), by Gram-Schmidt: diagonal of the inverse through the Bartlett factor. Mean p/(n-p-1).
 */
export function ridgelessVariance(random: Generator, n: number, p: number): number {
  // X^T X = L L^T with L lower triangular, chi diagonal (Bartlett); trace of its inverse = |L^-1|^2.
  const factor = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    factor[i * p + i] = Math.sqrt(2 * random.gamma((n - i) / 2));
    for (let j = 0; j < i; j++) factor[i * p + j] = random.normal();
  }
  let trace = 0;
  const column = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    for (let i = k; i < p; i++) {
      let rest = i === k ? 1 : 0;
      for (let j = k; j < i; j++) rest -= factor[i * p + j]! * column[j]!;
      column[i] = rest / factor[i * p + i]!;
      trace += column[i]! ** 2;
    }
  }
  return trace;
}
