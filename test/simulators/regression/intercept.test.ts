/** Fits with an intercept, against least squares with a column of ones whose weight is not penalised. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openEmbedded } from '../../../src/linalg/embedded.ts';
import type { Matrix } from '../../../src/linalg/matrix.ts';
import { linear } from '../../../src/models/linear/linear.ts';
import { signatures } from '../../../src/models/registry.ts';
import { planCases } from '../../../src/pipeline/cases.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { cellName, type DrawCell } from '../../../src/simulators/cell.ts';
import { drawInputRows, drawLabels, labelMatrix, openStreams } from '../../../src/simulators/draw.ts';
import { centre } from '../../../src/simulators/regression/intercept.ts';
import { useFolder } from '../../cli/harness.ts';
import { npyFile } from '../../helpers/npy.ts';
import { readTrial } from '../../helpers/trials.ts';

const backend = openEmbedded();
const base = {
  signal: 1,
  nonlinear: 0,
  noise: 0,
  distribution: 'gaussian',
  blocks: 'isotropic',
  observedShare: 1,
};
useFolder({});

/** (a, b) of (A, B): Gaussian elimination with pivots, without any of the program's linear algebra. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best));
    rows.splice(rows.indexOf(pivot), 1, rows[k]!);
    rows[k] = pivot;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[k]! / pivot[k]!;
      row.forEach((_, j) => {
        row[j]! -= factor * pivot[j]!;
      });
    }
  }
  return rows.map((row, k) => row.at(-1)! / row[k]!);
}

const rowsOf = ({ rows, columns, data }: Matrix) =>
  Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));

describe('fits with an intercept', () => {
  it.each([
    { samples: 9, p: 4, ridge: 0 },
    { samples: 9, p: 4, ridge: 0.3 },
    { samples: 5, p: 8, ridge: 0.3 },
    { samples: 5, p: 5, ridge: 1e-3 },
  ])('are those of a column of ones without penalty: %o', ({ samples, p, ridge }) => {
    const cell: DrawCell = {
      distribution: 'gaussian',
      blocks: [{ count: p, observed: p, variance: 1 }],
      samples,
      features: { kind: 'linear' },
    };
    const series = [
      { cell, ridge: 0.7 },
      { cell, ridge, intercept: true as const },
    ];
    const plan = { design: 'direct', series, labels: 1, nonlinear: false, seed: 'ones' } as const;
    const read = readTrial(backend, plan, 3)[1]!;
    backend.workspace.scope(() => {
      const streams = openStreams('ones', cellName(cell), 3);
      const x = drawInputRows(backend, cell, samples, streams('inputs'));
      const labels = drawLabels(backend, plan, cell, streams);
      const y = rowsOf(labelMatrix(backend, x, labels, labels.noise));
      const ones = rowsOf(x).map((row) => [1, ...row]);
      const gram = Array.from({ length: p + 1 }, (_, i) =>
        Array.from({ length: p + 1 }, (__, j) => {
          const product = ones.reduce((sum, row) => sum + row[i]! * row[j]!, 0);
          return product + (i === j && i > 0 ? samples * ridge : 0);
        }),
      );
      const beta = rowsOf(labels.signals).map(([value]) => value!);
      for (const [c, part, target] of [
        [0, 'Signal', beta],
        [1, 'Noise', beta.map(() => 0)],
      ] as const) {
        const [b, ...w] = solve(
          gram,
          gram.map((_, i) => ones.reduce((sum, row, k) => sum + row[i]! * y[k]![c]!, 0)),
        );
        const risk = b! ** 2 + w.reduce((sum, each, j) => sum + (each - target[j]!) ** 2, 0);
        const squares = ones.map(
          (row, k) => (y[k]![c]! - b! - w.reduce((s, each, j) => s + each * row[j + 1]!, 0)) ** 2,
        );
        const train = squares.reduce((sum, each) => sum + each, 0) / samples;
        expect(read(`risk${part}`) - risk, part).toBeCloseTo(0, 9);
        expect(read(`train${part}`) - train, part).toBeCloseTo(0, 9);
      }
    });
  });

  it('are of contrasts, which have the products of centred rows', () => {
    backend.workspace.scope(() => {
      const x = backend.workspace.matrix(5, 3);
      x.data.set(Array.from({ length: 15 }, (_, i) => Math.sin(7 * i) + 2));
      const { contrasts, mean } = centre(backend, x);
      expect([contrasts.rows, mean.rows]).toEqual([4, 1]);
      for (let i = 0; i < 3; i++) {
        const column = (j: number) => rowsOf(x).map((row) => row[j]!);
        expect(mean.data[i]).toBeCloseTo(column(i).reduce((a, b) => a + b) / 5, 14);
        for (let j = 0; j < 3; j++) {
          const wanted = column(i).reduce(
            (sum, value, k) => sum + (value - mean.data[i]!) * (column(j)[k]! - mean.data[j]!),
            0,
          );
          expect(rowsOf(contrasts).reduce((sum, row) => sum + row[i]! * row[j]!, 0)).toBeCloseTo(wanted, 13);
        }
      }
    });
  });

  it('of rows of data do not feel what all labels, or all inputs of a column, have in common', () => {
    const rows = Array.from({ length: 12 }, (_, i) => [Math.sin(3 * i), Math.cos(5 * i * i)]);
    const labels = rows.map(([a, b], i) => [a! - 2 * b! + Math.sin(40 * i)]);
    const shifted = (by: number) => (row: number[]) => row.map((value) => value + by);
    const errors = [0, 7].map((by) => {
      const [x, y] = [`x${by}.npy`, `y${by}.npy`];
      writeFileSync(x, npyFile(rows.map(shifted(-by))));
      writeFileSync(y, npyFile(labels.map(shifted(by))));
      return [6, 2].flatMap((n) => {
        const point = {
          n,
          spectrum: 'power:a=1,count=2',
          data: `${x},${y}`,
          fitIntercept: 'true',
          ridge: 0.1,
        };
        const { series } = linear.realise({ ...base, ...point }, n);
        const plan = { design: 'direct', labels: 1, nonlinear: false, seed: 'rows' } as const;
        const { intercept: _, ...plain } = series;
        const [own, without] = [series, plain].map((each) => {
          // Files differ, and so would the rows that are drawn.
          const data = { ...each.cell.data!, digest: 'rows' };
          return readTrial(backend, { ...plan, series: [{ ...each, cell: { ...each.cell, data } }] }, 0)[0]!;
        });
        return ['riskSignal', 'trainSignal'].map((column) => [own!(column), without!(column)] as const);
      });
    });
    errors[0]!.forEach(([own, without], i) => {
      const [ownShifted, withoutShifted] = errors[1]![i]!;
      expect(ownShifted).toBeCloseTo(own, 10);
      expect(Math.abs(withoutShifted - without)).toBeGreaterThan(1e-6);
    });
  });

  it.each([
    [
      'design: nested',
      'simulation.design: nested cannot draw fitIntercept true; expected fitIntercept false, or the design direct',
    ],
    ['design: tridiagonal', 'tridiagonal cannot draw fitIntercept true'],
    ['design: crossed', 'crossed cannot draw fitIntercept true'],
    ['design: leave-one-out', 'leave-one-out cannot draw fitIntercept true'],
    ['labels: exact', 'simulation.labels: exact is for fits without an intercept'],
  ])('are refused by what cannot do them: %s', (asked, message) => {
    const text = `
title: refused
model: linear
parameters: { gamma: [0.5, 2], fitIntercept: true }
simulation: { sizes: 12, trials: 2, ${asked} }
`;
    expect(() => planCases(loadScenario('refused.yaml', text, signatures))).toThrow(message);
  });
});
