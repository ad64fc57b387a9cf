/** Random learning problems, near thresholds and far. */
import type { Kernel } from '../../src/theory/kernel.ts';
import type { Training } from '../../src/theory/risk.ts';
import { logUniform } from './random.ts';

/** Multiplicities in whole 1024ths, so that their sum is 1 exactly and the decimal reference sees the same problem. */
export function randomKernel(next: () => number, tail: boolean): Kernel {
  const log = logUniform(next);
  const weights = Array.from({ length: 1 + Math.floor(3 * next()) }, () => 0.1 + next());
  const total = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((w) => Math.floor((1024 * w) / total));
  parts[0]! += 1024 - parts.reduce((a, b) => a + b, 0);
  return {
    eigenvalues: parts.map(() => log(1e-3, 10)),
    multiplicities: parts.map((part) => part / 1024),
    rank: 1,
    targets: parts.map(() => next()),
    tail: tail ? log(1e-3, 1) : 0,
    unlearnable: next() < 0.5 ? 0 : next(),
  };
}

/** Ratios from 10⁻³ to 10³, half of them within 10⁻¹…10⁻¹⁶ of a threshold; ridges 0 and 10⁻¹²…10³. */
export function randomProblem(next: () => number): { kernel: Kernel; training: Training } {
  const log = logUniform(next);
  const near = () => 1 + (next() < 0.5 ? -1 : 1) * log(1e-16, 1e-1);
  const layered = next() < 0.7;
  const kernel = randomKernel(next, layered || next() < 0.3);
  const atThreshold = next() < 0.5;
  const samples = atThreshold && !layered ? near() : log(1e-3, 1e3);
  const features = !layered ? Number.POSITIVE_INFINITY : atThreshold ? samples * near() : log(1e-3, 1e3);
  const ridge = next() < 0.2 ? 0 : log(1e-12, 1e3);
  return { kernel, training: { samples, features, ridge, noise: next() < 0.3 ? 0 : log(1e-3, 10) } };
}
