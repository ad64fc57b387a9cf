/**
 * Means of trials on rows of a data set by numpy 2.4.6 and scipy, written apart from this project: rows are those of scenarios/data (1600 × 40), drawn by
 * rng.permutation, or rng.integers for a population; fits by numpy.linalg.solve, or scipy.optimize.minimize (L-BFGS-B) of Σ log(1 + exp(−y f)) + |w|²/2 with f = w·x/√d.
 * Each is mean ± standard error of 300 to 4000 trials.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { predict } from '../../src/index.ts';
import { openBackend } from '../../src/linalg/select.ts';
import { modelNamed } from '../../src/models/registry.ts';
import { openData } from '../../src/parts/inputs/data.ts';
import { estimateSpectrum, type Groups } from '../../src/parts/inputs/estimate.ts';
import { jackknifeError } from '../../src/parts/inputs/replicates.ts';
import { teacherOf } from '../../src/parts/inputs/teacher.ts';
import { npyFile } from '../helpers/npy.ts';
import { resultsOf } from './inProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'descent-'));
const inputs = 'scenarios/data/mixture-inputs.npy';
const rows = `${inputs},scenarios/data/mixture-labels.npy`;
const backend = openBackend('embedded');

let written = 0;

/** A file of its own for each: they are read once. */
function spectrumFile({ groups }: { readonly groups: Groups }): string {
  const lines = groups.map(
    ({ eigenvalue, weight, multiplicity }) => `${eigenvalue},${weight},${multiplicity}`,
  );
  const path = join(folder, `${written++}.csv`);
  writeFileSync(path, `eigenvalue,weight,multiplicity\n${lines.join('\n')}\n`);
  return path;
}

function limitsOf(
  { model, parameters, data, spectrum }: Record<'model' | 'parameters' | 'data' | 'spectrum', string>,
  trials: number,
  quantities = '',
) {
  return resultsOf(`title: Rows
model: ${model}
parameters: ${parameters}
inputs: { spectrum: "file:${spectrum}", data: "${data}" }
simulation: { trials: ${trials}, seed: "5" }
comparison: { alpha: 0.001, tolerance: 0.05${quantities === '' ? '' : `, quantities: [${quantities}]`} }
`).limits;
}

/** Both simulations agree, and theory with numpy's. */
function held(
  {
    estimate,
    standardError,
    theory,
  }: { estimate: number | null; standardError: number | null; theory: number | null },
  [mean, error]: readonly [number, number],
  tolerance: number,
): void {
  expect(Math.abs(estimate! - mean)).toBeLessThan(4 * Math.hypot(standardError!, error));
  expect(Math.abs(theory! / mean - 1)).toBeLessThan(tolerance);
}

describe('trials on rows, and what is predicted of them', () => {
  const opened = openData(rows);

  it('are those of numpy, of a population that is drawn from with replacement', () => {
    const spectrum = spectrumFile(estimateSpectrum(backend, openData(`${rows},population`), { whole: true }));
    const parameters = '{ n: [30, 120], ridge: 0.1 }';
    const limits = limitsOf({ model: 'linear', parameters, data: `${rows},population`, spectrum }, 400);
    held(limits[0]!, [0.7860624, 0.0017797], 0.03);
    held(limits[1]!, [0.5203727, 0.0003993], 0.03);
  });

  it('are those of numpy, of random features', () => {
    const spectrum = spectrumFile(estimateSpectrum(backend, opened));
    const parameters = '{ n: 60, k: [40, 150], activation: tanh, ridge: 0.1 }';
    const limits = limitsOf({ model: 'random-features', parameters, data: rows, spectrum }, 200);
    held(limits[0]!, [0.591819, 0.00094], 0.03);
    held(limits[1]!, [0.5785935, 0.00089], 0.03);
  });

  it('are those of scipy, of logistic regression on the signs of the labels', () => {
    const signs = join(folder, 'signs.npy');
    writeFileSync(signs, npyFile([...opened.labels.data].map((label) => [label > 0 ? 1 : -1])));
    const data = `${inputs},${signs}`;
    const classes = openData(data);
    const spectrum = spectrumFile(teacherOf(classes, estimateSpectrum(backend, classes)));
    const parameters = '{ n: [80, 300], ridge: 1, loss: logistic, labels: probit, delta: 1 }';
    const limits = limitsOf(
      { model: 'classification', parameters, data, spectrum },
      60,
      'labelError, testLoss',
    );
    // Labels of a mixture have no teacher: the one of probit labels is 5 % off.
    const of = (quantity: string) => limits.filter((each) => each.quantity === quantity);
    held(of('labelError')[0]!, [0.3890965, 0.0013825], 0.08);
    held(of('labelError')[1]!, [0.3459051, 0.0006838], 0.08);
    held(of('testLoss')[0]!, [0.6621223, 0.0006676], 0.08);
    held(of('testLoss')[1]!, [0.6366055, 0.0003899], 0.08);
  });
});

describe('predictions', () => {
  const { inputs: x, labels: y } = openData(rows);
  const every = (step: number, count: number) => Array.from({ length: count }, (_, i) => i * step);
  const table = ({ columns, data }: typeof x, chosen: readonly number[]) => ({
    rows: chosen.length,
    columns,
    data: Float64Array.from(chosen.flatMap((row) => [...data.subarray(row * columns, (row + 1) * columns)])),
  });
  const excessRisk = (groups: Groups, n: number, ridge: number) =>
    predict(modelNamed('linear'), { spectrum: `file:${spectrumFile({ groups })}`, n, ridge }).excessRisk!;

  it('from fewer rows than inputs are those of numpy, within their error', () => {
    const chosen = every(44, 36);
    const { groups, replicates } = estimateSpectrum(
      backend,
      { inputs: table(x, chosen), labels: table(y, chosen) },
      { replicates: true },
    );
    for (const [n, mean] of [
      [10, 0.804951],
      [25, 0.8370345],
    ] as const) {
      const error = jackknifeError(replicates.map((each) => excessRisk(each, n, 0.1)));
      expect(error / mean).toBeLessThan(0.4);
      expect(Math.abs(excessRisk(groups, n, 0.1) - mean)).toBeLessThan(3 * error);
    }
  });

  it('from a kernel matrix are those of numpy', () => {
    // K = exp(−|x − x′|²/2m), m the mean of |x|²; fits (K + 0.01 n)⁻¹y of n rows.
    const chosen = every(4, 400);
    const own = table(x, chosen);
    const square = meanSquare(x);
    const dot = (a: number, b: number) => {
      let sum = 0;
      for (let j = 0; j < x.columns; j++)
        sum += (own.data[a * x.columns + j]! - own.data[b * x.columns + j]!) ** 2;
      return sum;
    };
    const data = Float64Array.from({ length: 400 * 400 }, (_, i) =>
      Math.exp(-dot(Math.floor(i / 400), i % 400) / (2 * square)),
    );
    const { groups } = estimateSpectrum(backend, {
      gram: { rows: 400, columns: 400, data },
      labels: table(y, chosen),
    });
    expect(excessRisk(groups, 40, 0.01) / 0.5525596).toBeCloseTo(1, 1);
    expect(excessRisk(groups, 160, 0.01) / 0.497971).toBeCloseTo(1, 1);
  });
});

/** Mean squared norm of a row. */
function meanSquare({ rows: count, data }: { readonly rows: number; readonly data: Float64Array }): number {
  return data.reduce((sum, value) => sum + value * value, 0) / count;
}
