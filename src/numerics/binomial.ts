/** The binomial law, and what it says of a probability: exact (Clopper–Pearson) limits. */
import { logGamma } from './gammaFunction.ts';

/** P(X ≥ k) of X successes in n trials with probability p each. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n || p <= 0) return 0;
  if (p >= 1) return 1;
  // The terms fall away from the mean: the shorter side is summed.
  return k > n * p ? sumAway(k, n, p) : 1 - sumAway(n - k + 1, n, 1 - p);
}

/** P(X ≥ k) for k above the mean. */
function sumAway(k: number, n: number, p: number): number {
  const odds = p / (1 - p);
  const logFirst =
    logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  let ratio = 1;
  let sum = 1;
  for (let i = k; i < n && ratio > sum * 1e-17; i++) {
    ratio *= (odds * (n - i)) / (i + 1);
    sum += ratio;
  }
  return Math.min(1, sum * Math.exp(logFirst));
}

/** The probability below which k or more successes in n trials are rarer than `tail`; 0 for none. */
export function binomialLowerLimit(k: number, n: number, tail: number): number {
  if (k <= 0) return 0;
  let [low, high] = [0, k / n];
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (binomialUpperTail(k, n, middle) < tail) low = middle;
    else high = middle;
  }
  return low;
}

/** The probability above which k or fewer successes in n trials are rarer than `tail`; 1 for all of them. */
export function binomialUpperLimit(k: number, n: number, tail: number): number {
  return 1 - binomialLowerLimit(n - k, n, tail);
}
