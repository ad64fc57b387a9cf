/** The population as the smaller side of the design sees it: what the quadratic risk of any predictor is made of. */
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, meanSquares, rowsOf } from '../../linalg/matrix.ts';
import type { DrawCell } from '../../problem/cell.ts';
import { findActivation } from '../../problem/features/activations.ts';
import { observedMoments } from '../../problem/features/linear.ts';
import {
  exactAverages,
  kernelForm,
  kernelMatrix,
  targetOverlaps,
} from '../../problem/features/population.ts';
import { features } from '../../problem/features/random.ts';
import { type DesignMatrix, isPrimal } from '../../problem/rules/ridge.ts';
import { drawInputRows, labelMatrix, type Targets } from '../draw.ts';
import type { Drawn } from './fitted.ts';
import { testPointCount } from './measure.ts';

/** U = E φφᵀ and c = E φf of the targets in columns, or ZUZᵀ and Z c where there are fewer samples than parameters; E f². */
export interface Moments {
  readonly form: Matrix;
  readonly cross: Matrix;
  readonly powers: Float64Array;
}

/** In closed form where there is one, else over test points. */
export function populationMoments(backend: Backend, cell: DrawCell, drawn: Drawn, labels: Targets): Moments {
  const { design, weights } = drawn;
  const { blocks, distribution } = cell;
  if (cell.features.kind !== 'random' || weights === null) {
    const { variances, cross } = observedMoments(backend, labels, blocks);
    return seenBy(backend, design, cross, {
      primal: () => diagonal(backend, variances),
      dual: (whole) => weightedGram(backend, whole, variances),
    });
  }
  const averages = exactAverages(findActivation(cell.features.activation), distribution);
  if (!averages) return testMoments(backend, cell, drawn, weights, labels);
  const population = { averages, distribution, blocks, weights, ...labels };
  return seenBy(backend, design, targetOverlaps(backend, population), {
    primal: () => kernelMatrix(backend, population),
    dual: (whole) => kernelForm(backend, population, whole),
  });
}

function seenBy(
  backend: Backend,
  design: DesignMatrix,
  cross: Matrix,
  form: { readonly primal: () => Matrix; readonly dual: (whole: Matrix) => Matrix },
): Moments {
  const powers = new Float64Array(cross.columns).fill(1);
  if (isPrimal(design)) return { form: form.primal(), cross, powers };
  const { whole } = design;
  if (whole === null) throw new Error('the moments of a design that is not held');
  const seen = backend.workspace.matrix(design.samples, cross.columns);
  backend.multiply(seen, whole, cross, { transposeA: true });
  return { form: form.dual(whole), cross: seen, powers };
}

function testMoments(
  backend: Backend,
  cell: DrawCell,
  { design, streams }: Drawn,
  weights: Matrix,
  labels: Targets,
): Moments {
  const { workspace } = backend;
  const order = Math.min(design.samples, design.parameters);
  const form = workspace.matrix(order, order);
  const cross = workspace.matrix(order, labels.signals.columns + labels.nonlinear.length);
  const alpha = 1 / testPointCount;
  return workspace.scope(() => {
    const x = drawInputRows(backend, cell, testPointCount, streams('testInputs'));
    const targets = labelMatrix(backend, x, labels, null);
    const seen = workspace.matrix(testPointCount, order);
    const activation = findActivation((cell.features as { activation: string }).activation);
    if (isPrimal(design)) features(backend, seen, x, weights, activation);
    else {
      design.panels((panel, first) => {
        workspace.scope(() => {
          const phi = workspace.matrix(testPointCount, panel.rows);
          features(backend, phi, x, rowsOf(weights, first, first + panel.rows), activation);
          backend.multiply(seen, phi, panel, { beta: first === 0 ? 0 : 1 });
        });
      });
    }
    backend.gram(form, seen, { transpose: true, alpha });
    backend.multiply(cross, seen, targets, { transposeA: true, alpha });
    return { form, cross, powers: meanSquares(targets) };
  });
}

function diagonal(backend: Backend, values: Float64Array): Matrix {
  const out = backend.workspace.matrix(values.length, values.length);
  out.data.fill(0);
  for (let i = 0; i < values.length; i++) out.data[i * (values.length + 1)] = values[i]!;
  return out;
}

/** Σ_j w_j r_j r_jᵀ over the rows r_j. */
function weightedGram(backend: Backend, rows: Matrix, weights: Float64Array): Matrix {
  const out = backend.workspace.matrix(rows.columns, rows.columns);
  backend.workspace.scope(() => {
    const scaled = backend.workspace.matrix(rows.rows, rows.columns);
    for (let i = 0; i < rows.data.length; i++) {
      scaled.data[i] = Math.sqrt(weights[Math.floor(i / rows.columns)]!) * rows.data[i]!;
    }
    backend.gram(out, scaled, { transpose: true });
  });
  return out;
}
