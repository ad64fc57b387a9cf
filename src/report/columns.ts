/** Rows turned into columns, each of numbers or of texts, for files that keep them so. */

export interface Column {
  readonly name: string;
  /** Numbers and nulls, or texts and nulls. */
  readonly values: readonly (number | string | null)[];
}

type Field = string | number | boolean | null | readonly string[];

/** The columns of the first row; where one has a text, all of it is text. Of several texts each is told from the next by a semicolon. */
export function columnsOf(rows: readonly Readonly<Record<string, Field>>[]): Column[] {
  return Object.keys(rows[0] ?? {}).map((name) => {
    const fields = rows.map((row) => row[name] ?? null);
    const numbers = fields.every((field) => field === null || typeof field === 'number');
    const values = numbers ? (fields as (number | null)[]) : fields.map(textOf);
    return { name, values };
  });
}

function textOf(field: Field): string | null {
  if (field === null) return null;
  return Array.isArray(field) ? field.join('; ') : String(field);
}
