/** What a trial measures: population risks and training residuals, averaged over its label draws. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares, rowsOf, setColumns } from '../../linalg/matrix.ts';
import type { DrawCell } from '../../problem/cell.ts';
import { findActivation } from '../../problem/features/activations.ts';
import { linearRisks } from '../../problem/features/linear.ts';
import { exactAverages, exactRisks } from '../../problem/features/population.ts';
import { features } from '../../problem/features/random.ts';
import { drawInputRows, labelMatrix, type Streams, type Targets } from '../draw.ts';

/** Fresh inputs on which the risk is measured where no closed form exists. */
export const testPointCount = 2048;

/** Test points per trial: 0 where the population risk, or that of a classifier, is exact. */
export function testPoints(cell: DrawCell, classifies = false): number {
  if (classifies) {
    const gaussian = cell.features.kind === 'linear' && cell.distribution === 'gaussian';
    return gaussian ? 0 : testPointCount;
  }
  if (cell.features.kind !== 'random') return 0;
  return exactAverages(findActivation(cell.features.activation), cell.distribution) ? 0 : testPointCount;
}

interface Fitted {
  readonly weights: Matrix | null;
  readonly labels: Targets;
  /** Of every fit, on as many leading parameters as it has rows: parameters × shifts·`width` right-hand sides. */
  readonly coefficients: readonly Matrix[];
  readonly width: number;
  readonly streams: Streams;
}

/** Risk of every column of every fit on fresh inputs: in closed form where there is one, else on test points. */
export function populationRisks(backend: Backend, cell: DrawCell, fitted: Fitted): Float64Array[] {
  const { weights, coefficients, width } = fitted;
  const { signals, nonlinear } = fitted.labels;
  if (cell.features.kind !== 'random' || weights === null) {
    const targets = { signals, nonlinear: nonlinear.length, width };
    return coefficients.map((a) => linearRisks(a, targets, cell.blocks));
  }
  const activation = findActivation(cell.features.activation);
  const averages = exactAverages(activation, cell.distribution);
  if (averages) {
    const { distribution, blocks } = cell;
    const population = { averages, distribution, blocks, weights, signals, nonlinear };
    return exactRisks(backend, population, coefficients, width);
  }
  const { workspace } = backend;
  return workspace.scope(() => {
    const x = drawInputRows(backend, cell, testPointCount, fitted.streams('testInputs'));
    const target = labelMatrix(backend, x, fitted.labels, null);
    const transposed = workspace.matrix(weights.rows, testPointCount);
    features(backend, transposed, weights, x, activation);
    return coefficients.map((a) =>
      workspace.scope(() => {
        const errors = workspace.matrix(testPointCount, a.columns);
        errors.data.fill(0);
        for (let first = 0; first < a.columns; first += width) setColumns(errors, first, target);
        const leading = rowsOf(transposed, 0, a.rows);
        backend.multiply(errors, leading, a, { transposeA: true, alpha: -1, beta: 1 });
        return meanSquares(errors);
      }),
    );
  });
}

/** Averages of the columns over the draws of [signal, nonlinear (0 when absent), noise]. */
export function averageParts(
  columns: Float64Array,
  { signals, nonlinear }: Targets,
): [number, number, number] {
  const average = (first: number, end: number) => {
    let sum = 0;
    for (let c = first; c < end; c++) sum += columns[c]!;
    return end > first ? sum / (end - first) : 0;
  };
  const linear = signals.columns;
  const quadratic = linear + nonlinear.length;
  return [average(0, linear), average(linear, quadratic), average(quadratic, columns.length)];
}
