/** Row-major dense matrix of doubles in a workspace's memory. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
  /** Address of the first element in the memory, in bytes. */
  readonly pointer: number;
}

/** Rows `start` up to, not including, `end` of the matrix, sharing its storage. */
export function rowsOf(matrix: Matrix, start: number, end: number): Matrix {
  const { columns } = matrix;
  return {
    rows: end - start,
    columns,
    data: matrix.data.subarray(start * columns, end * columns),
    pointer: matrix.pointer + 8 * start * columns,
  };
}

/** Rows one after another, in a workspace or elsewhere. */
type RowMajor = Pick<Matrix, 'columns' | 'data'>;

/** Sharing its storage. */
export function rowOf({ data, columns }: RowMajor, row: number): Float64Array {
  return data.subarray(row * columns, (row + 1) * columns);
}

/** target ← these rows of source, in this order */
export function setRows(target: RowMajor, source: RowMajor, rows: ArrayLike<number>): void {
  for (let i = 0; i < rows.length; i++) target.data.set(rowOf(source, rows[i]!), i * target.columns);
}

export function columnOf({ data, columns }: Matrix, column: number): Float64Array {
  const values = new Float64Array(data.length / columns);
  for (let i = 0; i < values.length; i++) values[i] = data[i * columns + column]!;
  return values;
}

export function setColumn({ data, columns }: Matrix, column: number, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) data[i * columns + column] = values[i]!;
}

/** Columns `first` and on of target ← source (of as many rows). */
export function setColumns(target: Matrix, first: number, source: Matrix): void {
  copyColumns(target, first, source, 0, source.columns);
}

/** Columns `to` and on of target ← factor · `count` columns of source, from `from` on. */
export function copyColumns(
  target: Matrix,
  to: number,
  source: Matrix,
  from: number,
  count: number,
  factor = 1,
): void {
  if (factor === 1 && count === source.columns && count === target.columns) {
    target.data.set(source.data);
    return;
  }
  for (let i = 0; i < source.rows; i++) {
    const [read, write] = [i * source.columns + from, i * target.columns + to];
    for (let j = 0; j < count; j++) target.data[write + j] = factor * source.data[read + j]!;
  }
}

/** target ← as many leading rows and columns of source */
export function setLeading(target: Matrix, source: Matrix): void {
  if (target.columns === source.columns) {
    target.data.set(source.data.subarray(0, target.data.length));
    return;
  }
  for (let i = 0; i < target.rows; i++) {
    const start = i * source.columns;
    target.data.set(source.data.subarray(start, start + target.columns), i * target.columns);
  }
}

/** Σ x² over the entries `start` up to, not including, `end`; by two sums, which do not wait for each other. */
export function squaredNorm(data: Float64Array, start: number, end: number): number {
  let even = 0;
  let odd = 0;
  let j = start;
  for (; j + 1 < end; j += 2) {
    even += data[j]! * data[j]!;
    odd += data[j + 1]! * data[j + 1]!;
  }
  if (j < end) even += data[j]! * data[j]!;
  return even + odd;
}

/** Σ x² of `count` columns, from `first` on. */
export function columnSquares({ data, columns }: Matrix, first = 0, count: number = columns): Float64Array {
  const squares = new Float64Array(count);
  for (let start = first; start < data.length; start += columns) {
    for (let c = 0; c < count; c++) squares[c]! += data[start + c]! * data[start + c]!;
  }
  return squares;
}

/** Mean squares of the columns. */
export function meanSquares(matrix: Matrix): Float64Array {
  return columnSquares(matrix).map((sum) => sum / matrix.rows);
}

/** target ← sourceᵀ */
export function setTransposed(target: Matrix, source: Matrix): void {
  for (let i = 0; i < source.rows; i++) {
    for (let j = 0; j < source.columns; j++) {
      target.data[j * target.columns + i] = source.data[i * source.columns + j]!;
    }
  }
}
