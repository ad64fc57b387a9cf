/** Comma-separated values that pandas, gnuplot and pgfplots read: quoted where needed; `nan` for what has no value, `inf` and `-inf`. */

/** Of several texts each is told from the next by a semicolon. */
type Field = string | number | boolean | null | readonly string[];

/** Rows of flat records under one header; the columns are those of the first row. */
export function toCsv(
  rows: readonly Readonly<Record<string, Field>>[],
  comments: readonly string[] = [],
): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((column) => field(row[column] ?? null)).join(','));
  return [
    ...comments.map((line) => `# ${line.replaceAll(/\s+/g, ' ')}`),
    columns.map(field).join(','),
    ...lines,
    '',
  ].join('\n');
}

function field(value: Field): string {
  if (value === null || Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    return value > 0 ? 'inf' : '-inf';
  const text = Array.isArray(value) ? value.join('; ') : String(value);
  return /[",\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
