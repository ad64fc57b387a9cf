import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import type { Matrix } from '../../../src/linalg/matrix.ts';
import { kernelRegression } from '../../../src/models/kernel/kernel.ts';
import { predict } from '../../../src/models/model.ts';
import { drawWeights } from '../../../src/parts/features/random.ts';
import { randomFeature } from '../../../src/parts/kernels/population.ts';
import { findKernel } from '../../../src/parts/kernels/zonal.ts';
import { drawNoise } from '../../../src/parts/labels/regression.ts';
import type { Point } from '../../../src/parts/parameter.ts';
import { openStreams } from '../../../src/simulators/draw.ts';
import { type KernelCell, kernelCellName } from '../../../src/simulators/kernel/cell.ts';
import kernel from '../../../src/simulators/kernel/kernel.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
import { relativeError } from '../../helpers/random.ts';
import { readTrial } from '../../helpers/trials.ts';

const backend = openEmbedded();
const base = { kernel: 'ntk', depth: 1, dimension: 20, n: 100, degrees: '1', noise: 0, ridge: 0 };

function planOf(given: object, ridges: readonly number[], labels = 4): RegressionPlan<KernelCell> {
  const { cell } = kernelRegression.realise({ ...base, ...given } as Point, 1).series;
  const series = ridges.map((ridge) => ({ cell, ridge }));
  return { design: 'direct', series, labels, nonlinear: false, seed: 'test' };
}

const row = ({ data, columns }: Matrix, i: number) => [...data.subarray(i * columns, (i + 1) * columns)];
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** a⁻¹b by elimination with pivots. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((line, i) => [...line, b[i]!]);
  rows.forEach((_, k) => {
    const pivot = rows.findIndex(
      (line, i) =>
        i >= k && Math.abs(line[k]!) === Math.max(...rows.slice(k).map((each) => Math.abs(each[k]!))),
    );
    [rows[k], rows[pivot]] = [rows[pivot]!, rows[k]!];
    for (const line of rows.slice(k + 1)) {
      const factor = line[k]! / rows[k]![k]!;
      line.forEach((_, j) => {
        line[j]! -= factor * rows[k]![j]!;
      });
    }
  });
  const x = new Array<number>(b.length).fill(0);
  for (let i = b.length - 1; i >= 0; i--)
    x[i] = (rows[i]!.at(-1)! - dot(rows[i]!.slice(0, -1), x)) / rows[i]![i]!;
  return x;
}

/** The trial's draw on the circle, fitted by elimination, its risk by a sum over the whole circle: exact for what is band-limited. */
function bruteForce(plan: RegressionPlan<KernelCell>, points: number) {
  const { cell, ridge } = plan.series[0]!;
  const { spec, width, powers } = cell;
  const draws = plan.labels as number;
  const n = cell.samples;
  const streams = openStreams(plan.seed, kernelCellName(cell), 0);
  const x = backend.workspace.matrix(n, 2);
  drawWeights(x, 'sphere', streams('inputs'));
  const degrees = powers.flatMap((share, i) => (share > 0 ? [i + 1] : []));
  const u = backend.workspace.matrix(degrees.length * draws, 2);
  drawWeights(u, 'sphere', streams('signal'));
  const noise = backend.workspace.matrix(n, draws);
  drawNoise(backend, noise, streams('noise'));
  const w = backend.workspace.matrix(width ?? 1, 2);
  drawWeights(w, 'sphere', streams('weights'));
  const at = findKernel(spec).at;
  const phi = width === null ? () => 0 : randomFeature(spec, 2);
  const features = (z: readonly number[]) =>
    Array.from({ length: width! }, (_, a) => phi(dot(row(w, a), z)) / Math.sqrt(width!));
  const h = (a: readonly number[], b: readonly number[]) =>
    width === null ? at(dot(a, b)) : dot(features(a), features(b));
  const inputs = Array.from({ length: n }, (_, i) => row(x, i));
  const gram = inputs.map((a, i) => inputs.map((b, j) => h(a, b) + (i === j ? n * ridge : 0)));
  const harmonic = (l: number, c: number) => (z: readonly number[]) =>
    Math.SQRT2 * Math.cos(l * Math.acos(Math.max(-1, Math.min(1, dot(row(u, c), z)))));
  const circle = Array.from({ length: points }, (_, i) => [
    Math.cos((2 * Math.PI * i) / points),
    Math.sin((2 * Math.PI * i) / points),
  ]);
  const seen = circle.map((z) => inputs.map((a) => h(z, a)));
  const measure = (y: readonly number[], target: (z: readonly number[]) => number) => {
    const alpha = solve(gram, y);
    const risk = circle.reduce((sum, z, i) => sum + (dot(alpha, seen[i]!) - target(z)) ** 2, 0) / points;
    return [risk, dot(alpha, alpha) * n * ridge ** 2] as const;
  };
  const mean = (values: readonly (readonly number[])[], part: number) =>
    values.reduce((sum, value) => sum + value[part]!, 0) / values.length;
  const signals = degrees.map((l, k) =>
    Array.from({ length: draws }, (_, c) => {
      const target = harmonic(l, k * draws + c);
      return measure(inputs.map(target), target);
    }),
  );
  const noises = Array.from({ length: draws }, (_, c) =>
    measure(
      inputs.map((_, i) => noise.data[i * draws + c]!),
      () => 0,
    ),
  );
  const shares = degrees.map((l) => powers[l - 1]!);
  const weighted = (part: number) => signals.reduce((sum, each, k) => sum + shares[k]! * mean(each, part), 0);
  return [weighted(0), 0, mean(noises, 0), weighted(1), 0, mean(noises, 1)];
}

describe('a kernel trial', () => {
  it.each([
    ['a kernel', { kernel: 'rbf', bandwidth: 0.6, dimension: 2, n: 14, degrees: '0.5,0,2' }, 1e-2, 1e-11],
    ['a kernel of slow decay', { kernel: 'ntk', depth: 2, dimension: 2, n: 11, degrees: '1,1' }, 1e-2, 2e-6],
    ['many features', { kernel: 'rbf', dimension: 2, n: 9, degrees: '1,2', width: 23 }, 1e-3, 1e-10],
    ['few features', { kernel: 'polynomial', exponent: 4, dimension: 2, n: 19, width: 6 }, 1e-3, 1e-10],
    ['ReLU features', { kernel: 'arccos', dimension: 2, n: 12, degrees: '1,3', width: 9 }, 1e-2, 1e-5],
  ])('is that of elimination and a sum over the circle: %s', (_, given, ridge, accuracy) => {
    const plan = planOf(given, [ridge]);
    const [got] = runTrial(kernel, backend, plan, 0);
    const want = bruteForce(plan, 2000);
    got!.forEach((value, i) => {
      expect(relativeError(value, want[i]!), `${i}`).toBeLessThan(accuracy);
    });
  });

  it('gives the same bits whatever ran before it, and the same numbers whichever ridges go along', () => {
    const plan = planOf({ n: 40, degrees: '1,2' }, [0, 0.1]);
    const first = runTrial(kernel, backend, plan, 3);
    runTrial(kernel, backend, planOf({ kernel: 'rbf', n: 30 }, [0.3]), 7);
    expect(runTrial(kernel, backend, plan, 3)).toEqual(first);
    expect(runTrial(kernel, openEmbedded(), { ...plan, series: plan.series.slice(1) }, 3)).toEqual([
      first[1],
    ]);
    expect(runTrial(kernel, backend, { ...plan, seed: 'other' }, 3)).not.toEqual(first);
  });

  it('interpolates without a ridge, and projects where the kernel has fewer dimensions than samples', () => {
    const [full] = runTrial(kernel, backend, planOf({ kernel: 'rbf', bandwidth: 0.5, n: 60 }, [0]), 0);
    expect(full![5]).toBeLessThan(1e-18);
    const plan = planOf({ kernel: 'polynomial', exponent: 2, dimension: 5, n: 60, degrees: '1,1' }, [0], 60);
    const [projected] = runTrial(kernel, backend, plan, 0);
    // Rank 1 + 5 + 14: the targets are in it, and noise leaves 1 − 20/60 behind.
    expect(projected![0]).toBeLessThan(1e-12);
    expect(projected![5]).toBeCloseTo(1 - 20 / 60, 12);
  });

  it.each([
    { n: 150, dimension: 40, degrees: '1,1', ridge: 0, noise: 0.5 },
    { kernel: 'arccos', n: 100, dimension: 30, degrees: '1,1', width: 60, ridge: 1e-3, noise: 0.5 },
    { kernel: 'rbf', bandwidth: 3, n: 300, dimension: 30, degrees: '1,1', ridge: 1e-4, noise: 0.5 },
  ])('has the mean that theory predicts: %o', (given) => {
    const plan = planOf(given, [given.ridge], 8);
    const trials = Array.from({ length: 24 }, (_, trial) => {
      const read = readTrial(backend, plan, trial, kernel)[0]!;
      return 2 * read('riskSignal') + given.noise * read('riskNoise');
    });
    const mean = trials.reduce((a, b) => a + b, 0) / trials.length;
    const variance = trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials.length - 1);
    const theory = predict(kernelRegression, { ...base, ...given } as Point).excessRisk!;
    expect(Math.abs(mean - theory)).toBeLessThan(4 * Math.sqrt(variance / trials.length) + 0.01 * theory);
  });
});
