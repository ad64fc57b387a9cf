/** Tests of Kolmogorov and Smirnov, by the limit law of the distance: P(√n D > x) → 2 Σ (−1)^{k−1} exp(−2k²x²). */

/** How often a sample of this law deviates as much or more. */
export function kolmogorov(sample: readonly number[], cdf: (x: number) => number): number {
  const n = sample.length;
  const distances = sample
    .toSorted((a, b) => a - b)
    .map((x, i) => Math.max(Math.abs(cdf(x) - i / n), Math.abs(cdf(x) - (i + 1) / n)));
  return upperTail(Math.sqrt(n) * distances.reduce((a, b) => Math.max(a, b)));
}

/** How often two samples of one continuous law deviate as much or more. */
export function smirnov(one: readonly number[], two: readonly number[]): number {
  const [a, b] = [one, two].map((sample) => sample.toSorted((x, y) => x - y)) as [number[], number[]];
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i]! <= b[j]!) i++;
    else j++;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return upperTail(distance * Math.sqrt((a.length * b.length) / (a.length + b.length)));
}

function upperTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k < 50; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
