/**
 * What rows of data tell of the population that they are of: its eigenvalues, and the labels' power along them. From more rows than inputs by
 * manyRows.ts, else by fewRows.ts; and with the estimates that leave out a twentieth of the rows each, which say how uncertain is what follows from it.
 */
import { InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import { type Matrix, rowOf, setRows } from '../../linalg/matrix.ts';
import { openStream } from '../../random/stream.ts';
import { populationOfFew, type SpectrumGroup } from './fewRows.ts';
import { populationOfMany } from './manyRows.ts';
import type { Table } from './npy.ts';
import { jackknifeError, replicateCount } from './replicates.ts';

/** A power with its standard error over other rows of the same population. */
export interface EstimatedPower {
  readonly power: number;
  /** null: not known without replicates. */
  readonly standardError: number | null;
}

/** By descending eigenvalue; the last, of eigenvalue 0, has what is not explained for its weight. */
export type Groups = readonly SpectrumGroup[];

/** What a function linear in the inputs explains of the labels, to which the weights of eigenvalues > 0 sum if it is not below 0; and what none does. */
interface Powers {
  readonly explained: EstimatedPower;
  readonly unexplained: EstimatedPower;
}

export interface SpectrumEstimate extends Powers {
  readonly groups: Groups;
  /** Estimates without a part of the rows each. */
  readonly replicates: readonly Groups[];
  /** Whether the rows are too few to tell noise from power along weak directions. */
  readonly few: boolean;
}

/** Rows, or the Gram matrix of rows, with their labels. */
export type Sample = { readonly labels: Table } & ({ readonly inputs: Table } | { readonly gram: Table });

export interface EstimateOptions {
  /** The rows are the population: its eigenvalues are those of XᵀX/N, or of K/N, and powers are exact. */
  readonly whole?: boolean;
  /** With replicates, if the rows are a sample and not fewer than these. */
  readonly replicates?: boolean;
}

/** Directions below this share of the largest eigenvalue are rounding. */
const negligible = 1e-12;

/**
 * The population's eigenvalues, and the power of the labels along their eigenvectors, summed over the labels of a row.
 *
 * @throws {InputError} when a Gram matrix is not positive semidefinite, or not 0 everywhere
 */
export function estimateSpectrum(
  backend: Backend,
  sample: Sample,
  { whole = false, replicates: wanted = false }: EstimateOptions = {},
): SpectrumEstimate {
  const { rows } = sample.labels;
  const inputs = 'inputs' in sample ? sample.inputs.columns : Number.POSITIVE_INFINITY;
  // What is estimated without some rows has to be estimated in the same way with all.
  const few = rows * (1 - 1 / replicateCount) <= inputs;
  const gram = 'gram' in sample ? sample.gram : few ? gramOf(backend, sample.inputs) : null;
  const estimate = (kept: readonly number[]): Powers & { readonly groups: Groups } => {
    const labels = rowsOf(sample.labels, kept);
    return gram === null
      ? ofMany(backend, rowsOf((sample as { inputs: Table }).inputs, kept), labels, whole)
      : ofFew(backend, squareOf(gram, kept), labels, { inputs, whole });
  };
  const all = Array.from({ length: rows }, (_, i) => i);
  const { groups, explained, unexplained } = estimate(all);
  const parts = wanted && !whole && rows >= replicateCount ? partsOf(rows) : [];
  const replicates = parts.map((part) => estimate(all.filter((i) => !part.has(i))).groups);
  const errorOf = (value: (groups: Groups) => number) =>
    replicates.length > 0 ? jackknifeError(replicates.map(value)) : null;
  const withError = ({ power, standardError }: EstimatedPower, value: (groups: Groups) => number) => ({
    power,
    standardError: whole ? null : (standardError ?? errorOf(value)),
  });
  return {
    groups,
    replicates,
    explained: withError(explained, explainedBy),
    unexplained: withError(unexplained, (each) => each.at(-1)!.weight),
    few: few && !whole,
  };
}

function explainedBy(groups: Groups): number {
  return groups.slice(0, -1).reduce((sum, { weight }) => sum + weight, 0);
}

/** A division of the rows into parts of one size, but for one row, at random: files are often in some order. */
function partsOf(rows: number): ReadonlySet<number>[] {
  const keys = new Float64Array(rows);
  openStream([0, 0], 0, 0).uniforms(keys);
  const order = Array.from({ length: rows }, (_, i) => i).sort((a, b) => keys[a]! - keys[b]!);
  return Array.from(
    { length: replicateCount },
    (_, k) => new Set(order.filter((_row, i) => i % replicateCount === k)),
  );
}

function rowsOf(table: Table, kept: readonly number[]): Table {
  if (kept.length === table.rows) return table;
  const { columns } = table;
  const out = { rows: kept.length, columns, data: new Float64Array(kept.length * columns) };
  setRows(out, table, kept);
  return out;
}

function squareOf({ columns, data }: Table, kept: readonly number[]): Table {
  const size = kept.length;
  const out = Float64Array.from(
    { length: size * size },
    (_, i) => data[kept[Math.floor(i / size)]! * columns + kept[i % size]!]!,
  );
  return { rows: size, columns: size, data: out };
}

/** XXᵀ. */
function gramOf({ workspace, gram }: Backend, { rows, columns, data }: Table): Table {
  workspace.reserve(8 * (rows * columns + rows * rows) + 2 ** 24);
  return workspace.scope(() => {
    const x = workspace.matrix(rows, columns);
    x.data.set(data);
    const out = workspace.matrix(rows, rows);
    gram(out, x, { transpose: false });
    return { rows, columns: rows, data: out.data.slice() };
  });
}

/** From more rows than inputs: the least-squares fit tells what is explained. */
function ofMany(backend: Backend, inputs: Table, labels: Table, whole: boolean) {
  const { workspace } = backend;
  const { rows, columns } = inputs;
  const width = labels.columns;
  workspace.reserve(
    8 * (rows * columns + 2 * rows * width + 4 * columns * columns + 6 * columns * width) + 2 ** 24,
  );
  return workspace.scope(() => {
    const x = matrixOf(backend, inputs);
    const y = matrixOf(backend, labels);
    const moments = workspace.matrix(columns, columns);
    backend.gram(moments, x, { transpose: true, alpha: 1 / rows });
    const cross = workspace.matrix(columns, width);
    backend.multiply(cross, x, y, { transposeA: true, alpha: 1 / rows });
    const vectors = workspace.matrix(columns, columns);
    const values = backend.eigenSymmetric(moments, vectors);
    const along = workspace.matrix(columns, width);
    backend.multiply(along, vectors, cross);
    // Of the least-squares fit: its coefficients in the eigenbasis, then its residuals.
    const least = negligible * values.at(-1)!;
    const [eigenvalues, fitted]: [number[], number[]] = [[], []];
    for (let i = columns - 1; i >= 0; i--) {
      const own = along.data.subarray(i * width, (i + 1) * width);
      const seen = values[i]! > least;
      if (seen) {
        eigenvalues.push(values[i]!);
        fitted.push(own.reduce((sum, value) => sum + value * value, 0) / values[i]!);
      }
      own.forEach((value, k) => {
        own[k] = seen ? value / values[i]! : 0;
      });
    }
    backend.multiply(cross, vectors, along, { transposeA: true });
    backend.multiply(y, x, cross, { alpha: -1, beta: 1 });
    const powers = powersOf(labels, y, whole ? 0 : eigenvalues.length);
    const left = powers.unexplained.power;
    const groups = whole
      ? eigenvalues.map((eigenvalue, i) => ({ eigenvalue, weight: fitted[i]!, multiplicity: 1 }))
      : populationOfMany(
          eigenvalues,
          fitted.map((power) => power - left / rows),
          rows,
        );
    return { groups: [...groups, { eigenvalue: 0, weight: left, multiplicity: 1 }], ...powers };
  });
}

function matrixOf({ workspace }: Backend, { rows, columns, data }: Table): Matrix {
  const out = workspace.matrix(rows, columns);
  out.data.set(data);
  return out;
}

/** Power of the labels that a fit of so many parameters explains, and that it does not, from its residuals. */
function powersOf(labels: Table, residuals: Matrix, parameters: number): Powers {
  const { rows } = labels;
  const squareOf = (table: Pick<Table, 'columns' | 'data'>, row: number) =>
    rowOf(table, row).reduce((sum, value) => sum + value * value, 0);
  const lost = Float64Array.from(
    { length: rows },
    (_, i) => (squareOf(residuals, i) * rows) / (rows - parameters),
  );
  return {
    explained: meanOf(
      lost.map((square, i) => squareOf(labels, i) - square),
      rows,
    ),
    // As many residuals are independent.
    unexplained: meanOf(lost, rows - parameters),
  };
}

function meanOf(values: Float64Array, independent: number): EstimatedPower {
  const power = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - power) ** 2, 0) / values.length;
  return { power, standardError: Math.sqrt(variance / independent) };
}

/** From a Gram matrix. */
function ofFew(
  backend: Backend,
  gram: Table,
  labels: Table,
  { inputs, whole }: { readonly inputs: number; readonly whole: boolean },
) {
  const { workspace } = backend;
  const { rows } = gram;
  workspace.reserve(8 * (4 * rows * rows + 2 * rows * labels.columns) + 2 ** 24);
  return workspace.scope(() => {
    const vectors = workspace.matrix(rows, rows);
    const values = backend.eigenSymmetric(matrixOf(backend, gram), vectors);
    const along = workspace.matrix(rows, labels.columns);
    backend.multiply(along, vectors, matrixOf(backend, labels));
    const top = values.at(-1)!;
    if (!(top > 0) || values[0]! < -1e-8 * top)
      throw new InputError(
        `the Gram matrix has eigenvalues from ${values[0]!.toPrecision(3)} to ${top.toPrecision(3)}; expected none below 0, and one above`,
      );
    const [eigenvalues, powers]: [number[], number[]] = [[], []];
    // Of centred rows one is said by the others.
    const free = whole || !isCentred(gram) ? rows : rows - 1;
    for (let i = rows - 1; i >= 0 && values[i]! > negligible * top; i--) {
      const own = along.data.subarray(i * labels.columns, (i + 1) * labels.columns);
      eigenvalues.push(values[i]! / free);
      powers.push(own.reduce((sum, value) => sum + value * value, 0) / free);
    }
    const power = labels.data.reduce((sum, value) => sum + value * value, 0) / free;
    const left = Math.max(0, power - powers.reduce((sum, each) => sum + each, 0));
    const groups = whole
      ? [
          ...eigenvalues.map((eigenvalue, i) => ({ eigenvalue, weight: powers[i]!, multiplicity: 1 })),
          { eigenvalue: 0, weight: left, multiplicity: 1 },
        ]
      : populationOfFew({ rows: free, inputs, eigenvalues, powers, power });
    const estimated = (found: number): EstimatedPower => ({ power: found, standardError: null });
    return {
      groups,
      explained: estimated(explainedBy(groups)),
      unexplained: estimated(groups.at(-1)!.weight),
    };
  });
}

/** Whether the rows of this Gram matrix sum to 0. */
function isCentred({ rows, data }: Table): boolean {
  const sums = new Float64Array(rows);
  let size = 0;
  data.forEach((value, i) => {
    sums[i % rows]! += value;
    size += Math.abs(value);
  });
  return sums.every((sum) => Math.abs(sum) <= (1e-10 * size) / rows);
}
