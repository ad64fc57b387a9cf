/**
 * How unevenly rows of data pull at a ridge regression: by their leverages h = x·(Σ + κ)⁻¹x at its effective ridge κ. The limit has the same h for all, as many
 * weak directions add up to; where it varies, κ and the risk are off by shares of the order of
 *
 *     u = Var(h)/n² = (z(κ)/n)² Var(h)/(E h)²
 *
 * the second term of E 1/(1 + δh/E h), which a row's residual is multiplied by, with δ/(1 + δ) = z(κ)/n (compare El Karoui 2018, on elliptical data).
 *
 * Measured, excess risk of trials against the limit: Wisconsin breast cancer, standardised, u = 0.24, 0.10, 0.065, 0.028: 14, 5.5, 6, 3.4 % off; diabetes u = 0.11,
 * 0.028: 16, 2.8 %; digits u = 0.056, 0.018: 2.3, 2.4 %.
 */
import { setRows } from '../linalg/matrix.ts';
import { openBackend } from '../linalg/select.ts';
import { type DataSet, openData } from '../parts/inputs/data.ts';
import type { Point } from '../parts/parameter.ts';
import { quantityOf } from '../theories/engine.ts';
import { type Model, predicted, resolvePoint } from './model.ts';
import { givenNumber } from './spectra.ts';

/** u from which the limit is some 5 % off. What Gaussian rows have of it is said by few samples. */
const uneven = 0.06;
/** Rows that are looked at, at most, evenly spaced. */
const mostRows = 2000;
/** Columns beyond which their eigenvectors would take longer than trials do. */
const mostColumns = 1000;

/** Variances of the rows' directions, and every row's squared coordinates along them. */
interface Directions {
  readonly variances: Float64Array;
  readonly squares: Float64Array;
  readonly rows: number;
}

const known = new WeakMap<DataSet, Directions>();

function directionsOf(data: DataSet): Directions {
  const found = known.get(data) ?? decomposed(data);
  known.set(data, found);
  return found;
}

function decomposed({ inputs }: DataSet): Directions {
  const backend = openBackend('embedded');
  const { workspace } = backend;
  const { columns } = inputs;
  const rows = Math.min(inputs.rows, mostRows);
  workspace.reserve(8 * (2 * rows * columns + 3 * columns ** 2) + 2 ** 24);
  return workspace.scope(() => {
    const x = workspace.matrix(rows, columns);
    setRows(
      x,
      inputs,
      Array.from({ length: rows }, (_, i) => Math.floor((i * inputs.rows) / rows)),
    );
    const moments = workspace.matrix(columns, columns);
    backend.gram(moments, x, { transpose: true, alpha: 1 / rows });
    const vectors = workspace.matrix(columns, columns);
    const variances = backend.eigenSymmetric(moments, vectors).slice();
    const along = workspace.matrix(rows, columns);
    backend.multiply(along, x, vectors, { transposeB: true });
    return { variances, squares: along.data.map((value) => value * value), rows };
  });
}

/** Mean and variance of the leverages at effective ridge κ, and the variance that Gaussian rows would have. */
export function leveragesAt(
  data: DataSet,
  kappa: number,
): { mean: number; variance: number; gaussian: number } {
  const { variances, squares, rows } = directionsOf(data);
  const largest = variances.at(-1)!;
  const weights = variances.map((s) => (s > 1e-12 * largest ? 1 / (s + kappa) : 0));
  const leverages = Float64Array.from({ length: rows }, (_, i) =>
    weights.reduce((sum, weight, j) => sum + weight * squares[i * weights.length + j]!, 0),
  );
  const mean = leverages.reduce((sum, h) => sum + h, 0) / rows;
  const variance = leverages.reduce((sum, h) => sum + (h - mean) ** 2, 0) / rows;
  const gaussian = 2 * weights.reduce((sum, weight, j) => sum + (weight * variances[j]!) ** 2, 0);
  return { mean, variance, gaussian };
}

/** At points of ridge regression on rows of data, more than twice as many as columns: fewer say too little of their own leverages. */
export function unevenRowsCaution(model: Model, point: Point): string[] {
  const n = givenNumber(point, 'n');
  const text = String(point['data'] ?? 'none');
  if (text === 'none' || n === null) return [];
  const data = openData(text);
  const { rows, columns } = data.inputs;
  if (columns > mostColumns || Math.min(rows, mostRows) < 2 * columns) return [];
  const kappa = quantityOf(predicted(model, resolvePoint(model, point)), 'kappa');
  if (kappa === null || kappa < 0) return [];
  const { mean, variance, gaussian } = leveragesAt(data, kappa);
  if (variance <= uneven * n ** 2 || variance <= 2 * gaussian) return [];
  const [own, normal] = [variance, gaussian].map((each) => Math.round((100 * Math.sqrt(each)) / mean));
  return [
    `uneven rows: leverages x·(Σ + κ)⁻¹x vary by ${own} % of their mean, those of Gaussian rows by ${normal} %; at n = ${Number(n.toPrecision(3))} and this ridge the limit can be 10 % off and more; expected more samples, a larger ridge, or inputs of lighter tails, as their logarithms have`,
  ];
}
