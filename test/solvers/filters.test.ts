import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/linalg/embedded.ts';
import { type Matrix, setTransposed } from '../../src/linalg/matrix.ts';
import type { Schedule } from '../../src/parts/schedule.ts';
import { openStream } from '../../src/random/stream.ts';
import { filter, fitFiltered } from '../../src/solvers/filters.ts';
import { fitRidge, heldDesign } from '../../src/solvers/ridge.ts';

const backend = openEmbedded();
backend.workspace.reserve(2 ** 24);
const { workspace } = backend;

function normal(rows: number, columns: number, trial: number): Matrix {
  const matrix = workspace.matrix(rows, columns);
  openStream([3, 4], 0, trial).normals(matrix.data);
  return matrix;
}

function designOf(z: Matrix) {
  if (z.columns <= z.rows) return heldDesign(z.rows, z.columns, z);
  const long = workspace.matrix(z.columns, z.rows);
  setTransposed(long, z);
  return heldDesign(z.rows, z.columns, long);
}

/** w ← w − η∇ + β(w − w_before), step by step, for the gradient Zᵀ(Zw − y)/unit. */
function descend(z: Matrix, y: Matrix, unit: number, rule: Schedule & { kind: 'descent' }): Float64Array {
  let w: Float64Array = new Float64Array(z.columns);
  let before = w;
  for (let k = 0; k < rule.steps; k++) {
    const next = w.map((value, j) => value + rule.momentum * (value - before[j]!));
    for (let i = 0; i < z.rows; i++) {
      let error = -y.data[i]!;
      for (let j = 0; j < z.columns; j++) error += z.data[i * z.columns + j]! * w[j]!;
      for (let j = 0; j < z.columns; j++)
        next[j]! -= (rule.stepSize * error * z.data[i * z.columns + j]!) / unit;
    }
    [before, w] = [w, next];
  }
  return w;
}

const shapes = [
  [30, 12],
  [12, 30],
  [20, 20],
] as const;

describe('fitFiltered', () => {
  it.each(shapes)(
    'keeps the principal components that are asked for: %i samples, %i parameters',
    (rows, columns) => {
      workspace.scope(() => {
        const z = normal(rows, columns, 1);
        const identity = workspace.matrix(rows, rows);
        identity.data.fill(0);
        for (let i = 0; i < rows; i++) identity.data[i * (rows + 1)] = 1;
        const hats = (rules: readonly Schedule[]) => {
          const { residuals } = fitFiltered(backend, designOf(z), identity, rules, rows);
          return rules.map((_, k) => (i: number, j: number) => {
            return (i === j ? 1 : 0) - residuals.data[i * residuals.columns + k * rows + j]!;
          });
        };
        const gram = workspace.matrix(rows, rows);
        backend.gram(gram, z, { transpose: false });
        const copy = workspace.matrix(rows, rows);
        copy.data.set(gram.data);
        const values = backend.eigenSymmetric(copy, workspace.matrix(rows, rows));
        const rank = Math.min(rows, columns);
        const q = 5;
        const between = Math.sqrt((values.at(-q)! + values.at(-q - 1)!) / 2 / values.at(-1)!);
        const found = hats([
          { kind: 'components', perSample: q / rows },
          { kind: 'truncated', rcond: between },
          { kind: 'components', perSample: 1 },
        ]);
        const kept = [q, q, rank];
        found.forEach((hat, k) => {
          let [trace, squares, held] = [0, 0, 0];
          for (let i = 0; i < rows; i++) {
            trace += hat(i, i);
            for (let j = 0; j < rows; j++) {
              squares += hat(i, j) ** 2;
              held += hat(i, j) * gram.data[i * rows + j]!;
            }
          }
          // A projection of that rank, and no other holds more of ZZᵀ.
          expect(trace).toBeCloseTo(kept[k]!, 9);
          expect(squares).toBeCloseTo(kept[k]!, 9);
          const most = values.slice(-kept[k]!).reduce((sum, value) => sum + value, 0);
          expect(held / most).toBeCloseTo(1, 10);
        });
      });
    },
  );

  it.each(shapes)('takes the steps of gradient descent: %i samples, %i parameters', (rows, columns) => {
    workspace.scope(() => {
      const [z, y, unit] = [normal(rows, columns, 1), normal(rows, 1, 2), rows];
      const rules = [
        { kind: 'descent', steps: 1, stepSize: 0.2, momentum: 0 },
        { kind: 'descent', steps: 37, stepSize: 0.2, momentum: 0 },
        { kind: 'descent', steps: 100, stepSize: 0.3, momentum: 0.7 },
      ] as const;
      const { coefficients, residuals } = fitFiltered(backend, designOf(z), y, rules, unit);
      rules.forEach((rule, c) => {
        const w = descend(z, y, unit, rule);
        w.forEach((value, j) => {
          expect(Math.abs(coefficients.data[j * rules.length + c]! - value)).toBeLessThan(1e-12);
        });
        for (let i = 0; i < rows; i++) {
          let left = y.data[i]!;
          for (let j = 0; j < columns; j++) left -= z.data[i * columns + j]! * w[j]!;
          expect(Math.abs(residuals.data[i * rules.length + c]! - left)).toBeLessThan(1e-12);
        }
      });
    });
  });

  it.each(shapes)('repeats ridge regression on its residuals: %i × %i', (rows, columns) => {
    workspace.scope(() => {
      const [z, y, unit, ridge] = [normal(rows, columns, 3), normal(rows, 2, 4), 7, 0.4];
      const design = designOf(z);
      const sum = new Float64Array(columns * 2);
      let right = y;
      for (let count = 1; count <= 4; count++) {
        const once = fitRidge(backend, design, right, [unit * ridge]);
        once.coefficients.data.forEach((value, j) => {
          sum[j]! += value;
        });
        right = once.residuals;
        const all = fitFiltered(backend, design, y, [{ kind: 'iterated', count, ridge }], unit);
        all.coefficients.data.forEach((value, j) => {
          expect(Math.abs(value - sum[j]!)).toBeLessThan(1e-12);
        });
        all.residuals.data.forEach((value, i) => {
          expect(Math.abs(value - right.data[i]!)).toBeLessThan(1e-12);
        });
      }
    });
  });
});

describe('filter', () => {
  it('of gradient flow is that of many short steps, to first order in the step', () => {
    const time = 3;
    for (const s of [0, 1e-12, 0.1, 1, 4]) {
      const flow = filter({ kind: 'flow', time }, s);
      const error = (steps: number) =>
        Math.abs(filter({ kind: 'descent', steps, stepSize: time / steps, momentum: 0 }, s) - flow);
      expect(error(1e9)).toBeLessThan(1e-7);
      if (s > 0.01) expect(error(1e5) / error(2e5)).toBeCloseTo(2, 2);
    }
  });

  it('of momentum is the geometric series where it does not oscillate, and nothing is lost near 0', () => {
    for (const s of [0, 1e-15, 1e-9, 0.3]) {
      const [steps, stepSize] = [1e6, 1e-3];
      const plain = filter({ kind: 'descent', steps, stepSize, momentum: 0 }, s);
      const exact = s === 0 ? steps * stepSize : -Math.expm1(steps * Math.log1p(-stepSize * s)) / s;
      expect(Math.abs(plain / exact - 1)).toBeLessThan(1e-9);
      // Heavy ball is descent with a step 1/(1−β) times as long, but for a start of 1/(1−β) steps.
      const heavy = filter({ kind: 'descent', steps, stepSize: stepSize / 10, momentum: 0.9 }, s);
      expect(Math.abs(heavy / exact - 1)).toBeLessThan(1e-4);
    }
  });
});
