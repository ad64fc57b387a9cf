/**
 * Inputs and labels of the user's own, as a population to draw from: n of its rows are the training set, the others the test set.
 * Limit: the spectrum of its second moments and the labels' power along it (Loureiro et al., arXiv:2102.08127, Section 4).
 *
 *     X.npy,y.npy                       inputs and labels; arrays of an archive are data.npz:X,data.npz:y
 *     table.csv,label=price             one table, of which a column, by its name or its number from 0, is the label
 *     X.npy,Y.npy                       with several columns in Y the squared errors are summed over them; Y.npy,label=2 takes one
 *     X.npy,y.npy,centre                less their means over all rows; standardise: inputs divided by their standard deviations, too
 *     X.npy,y.npy,population            the rows are all there is: n are drawn independently, and the test set are all
 */
import { clip, InputError } from '../../errors.ts';
import { files } from './files.ts';
import type { Table } from './npy.ts';
import { fileOf, parseTable, tableBytes } from './table.ts';

/** How rows are prepared before anything is drawn: by means and standard deviations over all rows. */
export type Preparation = 'none' | 'centre' | 'standardise';

/** What a text says of data. */
export interface DataText {
  readonly inputs: string;
  /** null: the label is a column of the inputs' file. */
  readonly labels: string | null;
  /** The column that is the label; null: all columns are. */
  readonly label: string | null;
  readonly preparation: Preparation;
  /** Rows are drawn independently of each other, and all of them are the test set: they are all there is. */
  readonly population: boolean;
}

/** The text, and the digest of what it says and what the files hold. */
export interface DataSource {
  readonly text: string;
  readonly digest: string;
  /** Inputs and labels of a row. */
  readonly columns: number;
  readonly width: number;
}

export interface DataSet {
  readonly source: DataSource;
  /** The name of the inputs' file. */
  readonly name: string;
  /** A row for each. */
  readonly inputs: Table;
  readonly labels: Table;
  readonly population: boolean;
  /** Second moment of an input, over all columns and rows. */
  readonly meanVariance: number;
  /** What is far from centred, in words; empty where nothing is. */
  readonly uncentred: readonly string[];
}

const opened = new Map<string, DataSet>();

/** @throws {InputError} when a file cannot be read, or their rows do not match */
export function openData(text: string): DataSet {
  const known = opened.get(text);
  if (known) return known;
  const { inputs: name, labels: labelName, label, preparation, population } = parseData(text);
  const read = [name, ...(labelName === null ? [] : [labelName])].map((each) => ({
    each,
    bytes: tableBytes(each),
  }));
  const [first, second] = read.map(({ each, bytes }) => parseTable(bytes, each)) as [Table, Table?];
  const [x, y] = second
    ? [first, chosen(labelsOf(second, labelName!, first, name), labelName!, label)]
    : separated(first, name, label!);
  const options = [
    ...(label === null ? [] : [`label=${label}`]),
    ...(preparation === 'none' ? [] : [preparation]),
    ...(population ? ['population'] : []),
  ];
  const parts = read.map(({ bytes }) => bytes);
  const said = options.length === 0 ? parts : [...parts, new TextEncoder().encode(JSON.stringify(options))];
  const own = preparation === 'none' ? x : prepared(x, preparation);
  const data = {
    population,
    meanVariance: own.data.reduce((sum, value) => sum + value * value, 0) / own.data.length,
    source: { text, digest: files(name).digest(said), columns: x.columns, width: y.columns },
    name,
    inputs: own,
    labels: preparation === 'none' ? y : prepared(y, 'centre'),
    uncentred: preparation === 'none' ? uncentred(x, y) : [],
  };
  opened.set(text, data);
  return data;
}

/** @throws {InputError} when it is not inputs and labels, and words that are known */
export function parseData(text: string): DataText {
  const [inputs = '', ...more] = text.split(',').map((part) => part.trim());
  const found = { inputs, labels: null as string | null, label: null as string | null };
  let preparation: Preparation = 'none';
  let population = false;
  const given = new Set<string>();
  for (const part of more) {
    const [, key = '', value = ''] = /^(label)=(.+)$/.exec(part) ?? [];
    const isWord = part === 'centre' || part === 'standardise';
    const isAll = part === 'population';
    const kind = key !== '' ? 'label' : isWord ? 'preparation' : isAll ? part : 'labels';
    if (part === '' || given.has(kind)) throw notData(text);
    given.add(kind);
    if (isWord) preparation = part;
    else if (isAll) population = true;
    else if (key !== '') found.label = value;
    else found.labels = part;
  }
  if (inputs === '' || (found.labels === null && found.label === null)) throw notData(text);
  return { ...found, preparation, population };
}

function notData(text: string): InputError {
  return new InputError(
    `'${clip(text)}' is not inputs and labels; expected two files as in X.npy,y.npy or one and its column as in table.csv,label=price, then if wanted label=COLUMN of the labels, centre or standardise, and population`,
  );
}

/**
 * A Gram matrix and labels, `K.npy,y.npy`, centred as data are: K without the means of its features.
 * @throws {InputError} when it is not symmetric, or not of as many rows as labels
 */
export function openGram(text: string): {
  readonly gram: Table;
  readonly labels: Table;
  readonly digest: string;
} {
  const { inputs: name, labels: labelName, label, preparation } = parseData(text);
  const [bytes, labelBytes] = [tableBytes(name), tableBytes(labelName!)];
  const gram = parseTable(bytes, name);
  const { rows, columns, data } = gram;
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const odd = data.findIndex((value, i) => {
    const transposed = data[(i % columns) * columns + Math.floor(i / columns)];
    return !(Math.abs(value - transposed!) <= 1e-6 * largest);
  });
  if (rows !== columns || odd >= 0) {
    const where =
      rows === columns
        ? `, row ${Math.floor(odd / columns)} of which is not column ${Math.floor(odd / columns)}`
        : '';
    throw new InputError(`${name}: ${rows} × ${columns} numbers${where}; expected a symmetric matrix`);
  }
  const labels = chosen(
    labelsOf(parseTable(labelBytes, labelName!), labelName!, gram, name),
    labelName!,
    label,
  );
  const options = new TextEncoder().encode(JSON.stringify(['gram', label, preparation]));
  const digest = files(name).digest([bytes, labelBytes, options]);
  if (preparation === 'none') return { gram, labels, digest };
  const halfway = transposed(prepared(gram, 'centre'));
  return { gram: transposed(prepared(halfway, 'centre')), labels: prepared(labels, 'centre'), digest };
}

function transposed({ rows, columns, data }: Table): Table {
  const out = data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!);
  return { rows: columns, columns: rows, data: out };
}

/** The files that the text names. */
export function dataFiles(text: string): string[] {
  const { inputs, labels } = parseData(text);
  return [...new Set([inputs, ...(labels === null ? [] : [labels])].map((each) => fileOf(each).path))];
}

/** One label a row, or several in columns. */
function labelsOf(y: Table, name: string, x: Table, inputs: string): Table {
  const turned = y.rows === 1 && y.columns === x.rows ? { ...y, rows: y.columns, columns: 1 } : y;
  if (turned.rows === x.rows) return turned;
  throw new InputError(
    `${name}: ${y.rows} × ${y.columns} labels do not go with the ${x.rows} rows of ${inputs}; expected as many rows`,
  );
}

function chosen(labels: Table, name: string, label: string | null): Table {
  return label === null ? labels : column(labels, columnOf(labels, name, label));
}

/** The label taken out of a table of both. */
function separated(table: Table, name: string, label: string): readonly [inputs: Table, labels: Table] {
  if (table.columns < 2) throw new InputError(`${name}: it has one column; expected inputs beside the label`);
  const at = columnOf(table, name, label);
  const columns = table.columns - 1;
  const data = table.data.filter((_, i) => i % table.columns !== at);
  return [{ rows: table.rows, columns, data }, column(table, at)];
}

function columnOf({ columns, names }: Table, name: string, label: string): number {
  const named = names?.indexOf(label) ?? -1;
  if (named >= 0) return named;
  if (/^\d+$/.test(label) && Number(label) < columns) return Number(label);
  const known = names ? `${clip(names.join(', '))}, or a number` : 'a number';
  throw new InputError(
    `${name}: there is no column ${clip(label)}; expected ${known} from 0 to ${columns - 1}`,
  );
}

function column({ rows, columns, data }: Table, at: number): Table {
  return { rows, columns: 1, data: data.filter((_, i) => i % columns === at) };
}

function meansOf({ rows, columns, data }: Table): Float64Array {
  const means = new Float64Array(columns);
  data.forEach((value, i) => {
    means[i % columns]! += value / rows;
  });
  return means;
}

/** Less the means of the columns, and with `standardise` divided by their standard deviations: a constant column is 0. */
function prepared(table: Table, preparation: 'centre' | 'standardise'): Table {
  const { rows, columns } = table;
  const means = meansOf(table);
  const data = table.data.map((value, i) => value - means[i % columns]!);
  if (preparation === 'standardise') {
    const squares = meansOf({ rows, columns, data: data.map((value) => value * value) });
    // Of a column that is constant but for rounding.
    const scales = squares.map((square, j) => (square > 1e-24 * means[j]! ** 2 ? 1 / Math.sqrt(square) : 0));
    data.forEach((value, i) => {
      data[i] = value * scales[i % columns]!;
    });
  }
  return { ...table, data };
}

/** Share of the power that means may have in what passes for centred. */
const smallShare = 0.1;

function uncentred(inputs: Table, labels: Table): string[] {
  return [
    { what: 'the inputs', table: inputs, effect: 'act as one more strong direction' },
    { what: 'the labels', table: labels, effect: 'are to be learned, too, by fits without an intercept' },
  ].flatMap(({ what, table, effect }) => {
    const ofMeans = meansOf(table).reduce((sum, mean) => sum + mean * mean, 0);
    const all = table.data.reduce((sum, value) => sum + value * value, 0) / table.rows;
    if (!(ofMeans > smallShare * all)) return [];
    const share = Number((100 * (ofMeans / all)).toPrecision(3));
    return [
      `${what} are far from centred: ${share} % of their power is in their means, which ${effect}; centre takes them off`,
    ];
  });
}
