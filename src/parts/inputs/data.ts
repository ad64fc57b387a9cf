/**
 * Inputs and labels of the user's own, as a population to draw from: n of its rows are the training set, the others the test set.
 * Limit: the spectrum of its second moments and the labels' power along it (Loureiro et al., arXiv:2102.08127, Section 4).
 */
import { clip, InputError } from '../../errors.ts';
import { files } from './files.ts';
import { parseNpy, type Table } from './npy.ts';

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
  const { bytes: read, digest } = files(inputs);
  const bytes = [read(inputs), read(labels)] as const;
  const x = parseNpy(bytes[0], inputs);
  const y = parseNpy(bytes[1], labels);
  const count = y.rows * y.columns;
  if (count !== x.rows || Math.min(y.rows, y.columns) !== 1)
    throw new InputError(
      `${labels}: ${y.rows} × ${y.columns} labels do not go with the ${x.rows} rows of ${inputs}; expected one label a row`,
    );
  const data = {
    files: { inputs, labels, digest: digest(bytes) },
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
