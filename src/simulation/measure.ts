/** What a trial measures: population risks and training residuals, averaged over its label draws. */
import type { Backend } from '../linalg/backend.ts';
import { type Matrix, setColumns } from '../linalg/matrix.ts';
import type { DrawCell } from '../problem/cell.ts';
import { findActivation } from '../problem/features/activations.ts';
import { linearRisks } from '../problem/features/linear.ts';
import { exactAverages, exactRisks, features } from '../problem/features/random.ts';
import { drawInputRows, type LabelDraws, labelMatrix, type Streams } from './draw.ts';

/** Fresh inputs on which the risk is measured where no closed form exists. */
export const testPointCount = 2048;

/** Test points per trial: 0 where the population risk is exact. */
export function testPoints(cell: DrawCell): number {
  if (cell.features.kind === 'linear') return 0;
  return exactAverages(findActivation(cell.features.activation), cell.distribution) ? 0 : testPointCount;
}

interface Fitted {
  readonly weights: Matrix | null;
  readonly labels: LabelDraws;
  readonly coefficients: readonly Matrix[];
  readonly streams: Streams;
}

/** Risk of every column of every fit on fresh inputs: in closed form where there is one, else on test points. */
export function populationRisks(backend: Backend, cell: DrawCell, fitted: Fitted): Float64Array[] {
  const { weights, coefficients } = fitted;
  const { signals, nonlinear } = fitted.labels;
  if (cell.features.kind === 'linear' || weights === null) {
    return coefficients.map((a) => linearRisks(a, signals, nonlinear.length, cell.blocks));
  }
  const activation = findActivation(cell.features.activation);
  const averages = exactAverages(activation, cell.distribution);
  if (averages) {
    const { distribution, blocks } = cell;
    return exactRisks(backend, { averages, distribution, blocks, weights, signals, nonlinear }, coefficients);
  }
  return backend.workspace.scope(() => {
    const x = drawInputRows(backend, cell, testPointCount, fitted.streams('testInputs'));
    const target = labelMatrix(backend, x, fitted.labels, null);
    const z = backend.workspace.matrix(testPointCount, weights.rows);
    features(backend, z, x, weights, activation);
    return coefficients.map((a) =>
      backend.workspace.scope(() => {
        const errors = backend.workspace.matrix(testPointCount, a.columns);
        errors.data.fill(0);
        setColumns(errors, 0, target);
        backend.multiply(errors, z, a, { alpha: -1, beta: 1 });
        return meanSquares(errors);
      }),
    );
  });
}

/** Column by column. */
export function meanSquares(matrix: Matrix): Float64Array {
  const squares = new Float64Array(matrix.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (let c = 0; c < matrix.columns; c++) {
      squares[c]! += matrix.data[i * matrix.columns + c]! ** 2 / matrix.rows;
    }
  }
  return squares;
}

/** Averages of the columns over the draws of [signal, nonlinear (0 when absent), noise]. */
export function averageParts(
  columns: Float64Array,
  { signals, nonlinear }: LabelDraws,
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
