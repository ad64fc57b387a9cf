/**
 * What a trial measures, averaged over signals and noise exactly: a is linear in the labels and the risk quadratic, so given inputs
 * and weights E over β and ε only takes their second moments, E ββᵀ = 1/d and E εεᵀ = 1.
 *
 * With K = (G + s)⁻¹ for the smaller Gram matrix G (of order m), a = K Zᵀy or Zᵀ K y, and U = E φφᵀ:
 *
 *     parameters ≤ samples (G = ZᵀZ):  noise risk tr U K G K = ⟨U, K − sK²⟩      residual (n − rank + s²|K|²)/n
 *     beyond (G = ZZᵀ):                noise risk ⟨ZUZᵀ, K²⟩                    residual (n − rank + s²|K|²)/n
 *
 * and a signal or nonlinear target of labels y is a column of A = K Zᵀy or K y: its risk is ⟨A, U A⟩ − 2⟨A, c⟩ + E f², with ZUZᵀ and Z c for
 * U and c beyond. The plain way to the same numbers is to fit a whole basis of signals and one of noise: where the Gram matrix is
 * not trusted, it is gone.
 */
import type { Backend } from '../../linalg/backend.ts';
import { copyColumns, type Matrix, meanSquares, setColumns } from '../../linalg/matrix.ts';
import {
  coreSolver,
  type DesignMatrix,
  gramOf,
  isPrimal,
  needsOrthogonal,
  project,
  subtractPredictions,
} from '../../solvers/ridge.ts';
import { type DrawCell, samplerOf } from '../cell.ts';
import { drawLabels, drawTargets, labelMatrix } from '../draw.ts';
import type { Drawn, Moments } from '../features/sampler.ts';
import type { TrialValues } from '../simulator.ts';
import { averageParts, fittedValues } from './fitted.ts';
import type { RegressionPlan } from './plan.ts';

/** One entry a shift. */
export function exactValues(
  backend: Backend,
  plan: RegressionPlan,
  cell: DrawCell,
  drawn: Drawn,
  shifts: readonly number[],
): TrialValues[] {
  const { design, x, streams } = drawn;
  const { workspace } = backend;
  const gram = gramOf(backend, design);
  const untrusted = shifts.map((shift) => needsOrthogonal(backend, design, gram, shift));
  const plain = fitBases(
    backend,
    plan,
    cell,
    drawn,
    shifts.filter((_, i) => untrusted[i]),
  );
  if (plain.length === shifts.length) return plain;
  const labels = drawTargets(backend, plan, cell, streams);
  const y = labelMatrix(backend, x, labels, null);
  const moments = samplerOf(cell).moments(backend, drawn, labels);
  const right = withIdentity(backend, isPrimal(design) ? project(backend, design, y) : y);
  const solver = coreSolver(backend, design, gram, right);
  const cores = workspace.matrix(right.rows, right.columns);
  let fitted = 0;
  return shifts.map((shift, i) => {
    if (untrusted[i]) return plain[fitted++]!;
    const regular = solver.byCholesky(shift, cores, 0);
    const rank = regular ? gram.rows : solver.byEigenvectors(shift, cores, 0);
    return workspace.scope(() => {
      const solved = { design, gram, y, moments, shift, regular, rank, ...split(backend, cores, y.columns) };
      const { risks, squares } = targetParts(backend, solved);
      const noise = noiseParts(backend, solved);
      return [
        ...averageParts(Float64Array.of(...risks, noise.risk), labels),
        ...averageParts(Float64Array.of(...squares, noise.square), labels),
      ];
    });
  });
}

function fitBases(
  backend: Backend,
  plan: RegressionPlan,
  cell: DrawCell,
  drawn: Drawn,
  shifts: readonly number[],
): TrialValues[] {
  if (shifts.length === 0) return [];
  return backend.workspace.scope(() =>
    fittedValues(backend, samplerOf(cell), drawn, drawLabels(backend, plan, cell, drawn.streams), shifts),
  );
}

/** What is known once (G + s)·[A, K] = [right, 1] is solved, on `rank` eigenvectors. */
interface Solved {
  readonly design: DesignMatrix;
  readonly gram: Matrix;
  readonly y: Matrix;
  readonly moments: Moments;
  readonly shift: number;
  readonly regular: boolean;
  readonly rank: number;
  readonly a: Matrix;
  readonly k: Matrix;
}

/** Risks and mean squared residuals of the columns of A. */
function targetParts(backend: Backend, { design, gram, y, moments, shift, regular, a }: Solved) {
  const { workspace } = backend;
  const product = workspace.matrix(a.rows, a.columns);
  backend.multiply(product, moments.form, a);
  for (let i = 0; i < product.data.length; i++) product.data[i]! -= 2 * moments.cross.data[i]!;
  const risks = Float64Array.from(moments.powers);
  for (let i = 0; i < a.data.length; i++) risks[i % a.columns]! += a.data[i]! * product.data[i]!;
  const residuals = workspace.matrix(y.rows, y.columns);
  residuals.data.set(y.data);
  if (isPrimal(design)) subtractPredictions(backend, design, a, residuals);
  // y − Z a = y − G A, which is s·A where G + s is regular.
  else if (regular) copyColumns(residuals, 0, a, 0, a.columns, shift);
  else backend.multiply(residuals, gram, a, { alpha: -1, beta: 1 });
  return { risks, squares: meanSquares(residuals) };
}

/** Averages over the noise of the risk and of the mean squared residual. */
function noiseParts(backend: Backend, { design, moments, shift, rank, k }: Solved) {
  const square = backend.workspace.matrix(k.rows, k.columns);
  backend.gram(square, k);
  const weighted = innerProduct(moments.form, square);
  const risk = isPrimal(design) ? innerProduct(moments.form, k) - shift * weighted : weighted;
  const { samples } = design;
  return { risk, square: (samples - rank + shift * shift * innerProduct(k, k)) / samples };
}

function innerProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += a.data[i]! * b.data[i]!;
  return sum;
}

function withIdentity(backend: Backend, right: Matrix): Matrix {
  const out = backend.workspace.matrix(right.rows, right.columns + right.rows);
  out.data.fill(0);
  setColumns(out, 0, right);
  for (let i = 0; i < out.rows; i++) out.data[i * out.columns + right.columns + i] = 1;
  return out;
}

function split(backend: Backend, cores: Matrix, width: number): { readonly a: Matrix; readonly k: Matrix } {
  const a = backend.workspace.matrix(cores.rows, width);
  copyColumns(a, 0, cores, 0, width);
  const k = backend.workspace.matrix(cores.rows, cores.rows);
  copyColumns(k, 0, cores, width, cores.rows);
  return { a, k };
}
