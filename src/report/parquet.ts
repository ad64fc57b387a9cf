/** Columns as a Parquet file, for pandas, polars, R's arrow and DuckDB. */
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column } from './columns.ts';

/** Doubles and strings, each of which may be null. */
export function toParquet(columns: readonly Column[]): Uint8Array {
  const columnData = columns.map(({ name, values }) => ({
    name,
    data: [...values],
    type: values.some((value) => typeof value === 'string') ? ('STRING' as const) : ('DOUBLE' as const),
    nullable: true,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
