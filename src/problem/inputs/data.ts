/**
 * Inputs and labels of the user's own, as a population to draw from: n of its rows are the training set, the others the test set.
 * Limit: the spectrum of its second moments and the labels' power along it (Loureiro et al., arXiv:2102.08127, Section 4).
 */
import { createHash } from 'node:crypto';
import { clip, InputError } from '../../errors.ts';
import type { Backend } from '../../linalg/backend.ts';
import { parseNpy, type Table } from './npy.ts';
import { readBytes } from './spectrumFile.ts';

/** The files, and what they hold by content. */
export interface DataFiles {
  readonly inputs: string;
  readonly labels: string;
  readonly digest: string;
}

export interface DataSet {
  readonly files: DataFiles;
  /** A row for each. */
  readonly inputs: Table;
  readonly labels: Float64Array;
}

const opened = new Map<string, DataSet>();

/** @throws {InputError} when a file cannot be read, or their rows do not match */
export function openData(inputs: string, labels: string): DataSet {
  const key = JSON.stringify([inputs, labels]);
  const known = opened.get(key);
  if (known) return known;
  const bytes = [readBytes(inputs), readBytes(labels)] as const;
  const hash = createHash('sha256');
  for (const each of bytes) hash.update(each);
  const x = parseNpy(bytes[0], inputs);
  const y = parseNpy(bytes[1], labels);
  const count = y.rows * y.columns;
  if (count !== x.rows || Math.min(y.rows, y.columns) !== 1)
    throw new InputError(
      `${labels}: ${y.rows} × ${y.columns} labels do not go with the ${x.rows} rows of ${inputs}; expected one label a row`,
    );
  const data = {
    files: { inputs, labels, digest: hash.digest('hex').slice(0, 16) },
    inputs: x,
    labels: y.data,
  };
  opened.set(key, data);
  return data;
}

/** `X.npy,y.npy`. @throws {InputError} when it is not two files */
export function parseDataFiles(text: string): readonly [inputs: string, labels: string] {
  const [inputs, labels, ...more] = text.split(',').map((part) => part.trim());
  if (inputs && labels && more.length === 0) return [inputs, labels];
  throw new InputError(`'${clip(text)}' is not two files; expected inputs and labels, as in X.npy,y.npy`);
}

/** Directions below this share of the largest eigenvalue are rounding. */
const negligible = 1e-12;

/** A row of a spectrum file. */
export interface SpectrumRow {
  readonly eigenvalue: number;
  readonly weight: number;
}

/**
 * The spectrum s of XᵀX/N, and the power of the labels along each of its eigenvectors u. On N rows of p inputs the least squares residual, on N − p
 * degrees of freedom, estimates what no linear function of the inputs explains: it is the weight on eigenvalue 0, and each of the powers (uᵀXᵀy/N)²/s
 * exceeds the population's by an N-th of it, which is taken off.
 *
 * @throws {InputError} when there are no more rows than inputs
 */
export function estimateSpectrum(backend: Backend, { files, inputs, labels }: DataSet): SpectrumRow[] {
  const { workspace } = backend;
  const { rows, columns, data } = inputs;
  if (rows <= columns)
    throw new InputError(
      `${files.inputs}: ${rows} rows of ${columns} inputs are too few; expected more rows than inputs`,
    );
  workspace.reserve(8 * (rows * columns + rows + 4 * columns * columns + 4 * columns) + 2 ** 24);
  return workspace.scope(() => {
    const x = workspace.matrix(rows, columns);
    x.data.set(data);
    const y = workspace.matrix(rows, 1);
    y.data.set(labels);
    const moments = workspace.matrix(columns, columns);
    backend.gram(moments, x, { transpose: true, alpha: 1 / rows });
    const cross = workspace.matrix(columns, 1);
    backend.multiply(cross, x, y, { transposeA: true, alpha: 1 / rows });
    const vectors = workspace.matrix(columns, columns);
    const values = backend.eigenSymmetric(moments, vectors);
    const along = workspace.matrix(columns, 1);
    backend.multiply(along, vectors, cross);
    const least = negligible * values.at(-1)!;
    const found = Array.from(values, (eigenvalue, i) => ({
      eigenvalue,
      weight: along.data[i]! ** 2 / eigenvalue,
    }))
      .filter(({ eigenvalue }) => eigenvalue > least)
      .reverse();
    const power = labels.reduce((sum, label) => sum + label * label, 0) / rows;
    const explained = found.reduce((sum, { weight }) => sum + weight, 0);
    const residual = (Math.max(0, power - explained) * rows) / (rows - found.length);
    const unbiased = found.map(({ eigenvalue, weight }) => ({
      eigenvalue,
      weight: Math.max(0, weight - residual / rows),
    }));
    return [...unbiased, { eigenvalue: 0, weight: residual }];
  });
}
