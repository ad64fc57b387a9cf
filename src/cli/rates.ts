/** How fast backends are here, and trials. */
import type { Demand } from '../execution/plan.ts';
import type { Draw } from '../execution/trials.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Matrix } from '../linalg/matrix.ts';

/** Operations a second. */
export interface Rates {
  /** Product of two square matrices, 2n³. */
  readonly multiply: number;
  /** Gram matrix of a square matrix and its Cholesky factor, n³ + n³/3: most of a fit. */
  readonly gramCholesky: number;
}

/** The first rounds compile. */
const warmups = 2;

/** Rates on matrices of order n, medians of so many rounds: the same work on each in turn, so that all see the same machine. */
export function ratesOf(backends: readonly Backend[], n: number, rounds: number): Rates[] {
  const jobs = backends.map((backend) => jobsOf(backend, n));
  const seconds = jobs.map((pair) => pair.map((): number[] => []));
  for (let round = -warmups; round < rounds; round++) {
    for (const [i, pair] of jobs.entries()) {
      for (const [j, job] of pair.entries()) {
        const start = performance.now();
        job();
        if (round >= 0) seconds[i]![j]!.push((performance.now() - start) / 1000);
      }
    }
  }
  return seconds.map(([multiply, fit]) => ({
    multiply: (2 * n ** 3) / median(multiply!),
    gramCholesky: ((4 / 3) * n ** 3) / median(fit!),
  }));
}

function jobsOf(backend: Backend, n: number): [() => void, () => void] {
  const [a, b, product] = Array.from({ length: 3 }, () => backend.workspace.matrix(n, n)) as [
    Matrix,
    Matrix,
    Matrix,
  ];
  for (let i = 0; i < n * n; i++) {
    a.data[i] = Math.sin(i);
    b.data[i] = Math.cos(i);
  }
  return [
    () => backend.multiply(product, a, b),
    () => {
      backend.gram(product, a);
      for (let i = 0; i < n; i++) product.data[i * (n + 1)]! += n;
      backend.cholesky(product);
    },
  ];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}

const timedSeconds = 0.3;

export async function trialsPerSecond(draw: Draw, demand: Demand): Promise<number> {
  await draw(demand, 0); // compiles
  const start = performance.now();
  let trials = 0;
  while (performance.now() - start < 1000 * timedSeconds) await draw(demand, trials++);
  return trials / ((performance.now() - start) / 1000);
}
