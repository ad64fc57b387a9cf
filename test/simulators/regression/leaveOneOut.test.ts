import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import { cellName, type DrawCell } from '../../../src/simulators/cell.ts';
import { drawInputRows, drawLabels, labelMatrix, openStreams } from '../../../src/simulators/draw.ts';
import { penalty } from '../../../src/simulators/regression/direct.ts';
import type { RegressionPlan } from '../../../src/simulators/regression/plan.ts';
import regression from '../../../src/simulators/regression/regression.ts';
import { runTrial } from '../../../src/simulators/simulator.ts';
import { fitRidge, heldDesign } from '../../../src/solvers/ridge.ts';
import { relativeError } from '../../helpers/random.ts';
import { type Memory, resultsOf } from '../../pipeline/inProcess.ts';

const backend = openEmbedded();

describe('the design leave-one-out', () => {
  it.each([
    [14, 6, 0],
    [14, 6, 0.1],
    [9, 20, 0.3],
  ])('is n fits without one sample each: n = %d, p = %d, ridge %d', (n, p, ridge) => {
    const blocks = [{ count: p, observed: p, variance: 1 }];
    const cell: DrawCell = { distribution: 'gaussian', blocks, samples: n, features: { kind: 'linear' } };
    const plan: RegressionPlan = {
      design: 'leave-one-out',
      series: [{ cell, ridge }],
      labels: 1,
      nonlinear: false,
      seed: 's',
    };
    const values = runTrial(regression, backend, plan, 3)[0]!;
    backend.workspace.reserve(2 ** 24);
    backend.workspace.scope(() => {
      const streams = openStreams('s', cellName(cell), 3);
      const x = drawInputRows(backend, cell, n, streams('inputs'));
      const labels = drawLabels(backend, plan, cell, streams);
      const y = labelMatrix(backend, x, labels, labels.noise);
      const sums = [0, 0];
      for (let out = 0; out < n; out++) {
        backend.workspace.scope(() => {
          const rest = Array.from({ length: n }, (_, i) => i).filter((i) => i !== out);
          const [less, right] = [backend.workspace.matrix(n - 1, p), backend.workspace.matrix(n - 1, 2)];
          for (const [row, i] of rest.entries()) {
            less.data.set(x.data.subarray(i * p, (i + 1) * p), row * p);
            right.data.set(y.data.subarray(2 * i, 2 * i + 2), 2 * row);
          }
          const transposed = backend.workspace.matrix(p, n - 1);
          for (let i = 0; i < n - 1; i++)
            for (let j = 0; j < p; j++) transposed.data[j * (n - 1) + i] = less.data[i * p + j]!;
          const design = heldDesign(n - 1, p, p <= n - 1 ? less : transposed);
          // The same penalty as of the whole: n times the ridge.
          const { coefficients } = fitRidge(backend, design, right, [penalty(cell, ridge)]);
          for (const c of [0, 1]) {
            let error = y.data[2 * out + c]!;
            for (let j = 0; j < p; j++) error -= x.data[out * p + j]! * coefficients.data[2 * j + c]!;
            sums[c]! += error ** 2 / n;
          }
        });
      }
      // Parts: gcv at 6 to 8, leaving one out at 9 to 11; signal, nonlinear, noise.
      expect(relativeError(values[9]!, sums[0]!)).toBeLessThan(ridge === 0 ? 1 : 1e-9);
      expect(relativeError(values[11]!, sums[1]!)).toBeLessThan(1e-9);
    });
  });

  const text = `title: Cross-validation
model: random-features
parameters: { psi1: [0.6, 2], psi2: 1, ridge: [1e-2, 0.3], noise: 0.5, activation: tanh }
simulation: { sizes: [40, 80], trials: [160, 80], design: leave-one-out, labels: 20 }
comparison: { alpha: 0.01, tolerance: 0.15, quantities: [testError, gcv, leaveOneOut] }
`;

  it('tends to the test error, and sees a theory that is off', () => {
    const drawn: Memory = new Map();
    expect(resultsOf(text, [], drawn).verdict).toBe('agree');
    expect(resultsOf(text, ['comparison.theoryFactor=1.3'], drawn).verdict).toBe('disagree');
  });

  it('measures nothing where residuals vanish, and takes numbers of labels', () => {
    const { limits } = resultsOf(text, ['parameters.ridge=0', 'parameters.psi1=2', 'simulation.trials=4']);
    expect(limits.map(({ quantity }) => quantity)).toEqual(['testError']);
    expect(() => resultsOf(text, ['simulation.labels=exact'])).toThrow(
      'exact is not possible with the design leave-one-out',
    );
    expect(() => resultsOf(text, ['simulation.design=direct'])).toThrow(/gcv/);
  });
});
