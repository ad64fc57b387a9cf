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

/** Columns `first` and on of target ← source (of as many rows). */
export function setColumns(target: Matrix, first: number, source: Matrix): void {
  for (let i = 0; i < source.rows; i++) {
    const from = i * source.columns;
    const to = i * target.columns + first;
    for (let j = 0; j < source.columns; j++) target.data[to + j] = source.data[from + j]!;
  }
}
