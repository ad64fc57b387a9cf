/** Numbers from outside that a scenario brings: published values, and measurements of one's own. */
import { InputError, show } from '../errors.ts';
import type { SourceDocument } from './document.ts';
import { pointReader } from './points.ts';
import type { Problems } from './problems.ts';
import type { Measurement, ModelSignature, Published } from './scenario.ts';
import type { RawMeasurements, RawPublished } from './schema.ts';
import { type PlacedRow, rowsOfFile, rowsOfMaps, type TableColumns } from './tableRows.ts';
import type { ReadFile } from './theories.ts';
import type { Axis } from './values.ts';

interface About {
  readonly model: ModelSignature;
  readonly axes: readonly Axis[];
  readonly read: ReadFile;
}

/** Published values at whole points. What is wrong is added to the problems, at its key. */
export function planPublished(
  document: SourceDocument,
  raw: readonly RawPublished[],
  { model, axes }: About,
  problems: Problems,
): Published[] {
  const complete = pointReader(model, axes);
  const said = new Map<string, number>();
  return raw.flatMap((entry, i) => {
    const wrong = (key: string, message: string) =>
      document.errorAt(['published', i, key], `published.${i}.${key}: ${message}`);
    const read = problems.attempt(() => {
      const { at, decimals, source, ...values } = entry;
      if (Object.keys(values).length === 0)
        throw wrong('at', `no value is given; expected one of ${model.quantities.join(', ')}`);
      const point = complete(at, (message) => wrong('at', message));
      for (const quantity of Object.keys(values)) {
        const key = JSON.stringify([quantity, point]);
        if (said.has(key))
          throw wrong(quantity, `published.${said.get(key)} has a value at this point already; expected one`);
        said.set(key, i);
      }
      return { at: point, values: values as Published['values'], decimals, ...(source ? { source } : {}) };
    });
    return read ? [read] : [];
  });
}

/** Measurements row by row. @throws {InputError} at the row of the file, or of the list */
export function planMeasurements(
  document: SourceDocument,
  raw: RawMeasurements,
  about: About,
): Measurement[] {
  const wrong = (key: readonly (string | number)[], message: string) =>
    document.errorAt(['measurements', ...key], `measurements.${key.join('.')}: ${message}`);
  const { model, axes, read } = about;
  if ((raw.file === undefined) === (raw.rows === undefined))
    throw wrong([raw.file === undefined ? 'file' : 'rows'], 'one of file and rows is needed');
  const columns: TableColumns = {
    parameters: [...model.parameters, ...model.inputs],
    quantities: [...model.quantities, ...model.quantities.map(errorColumn)],
    needed: axes.filter(({ values }) => values.length > 1).map(({ name }) => name),
    others: ['size'],
  };
  const refuse = (i: number, problem: string) => wrong(['rows', i], problem);
  const rows = raw.rows ? rowsOfMaps(raw.rows, columns, refuse) : readFile(raw.file!, read, columns, wrong);
  const complete = pointReader(model, axes);
  const sized = new Map<string, { readonly sized: boolean; readonly label: string }>();
  return rows.map((row) => {
    const { size, ...parameters } = row.at;
    if (size !== undefined && !(typeof size === 'number' && size > 0))
      throw row.refuse(`size ${show(size)} is not valid; expected a number > 0`, 'size');
    checkErrors(row, model.quantities);
    const point = complete(parameters, row.refuse);
    const key = JSON.stringify(point);
    const before = sized.get(key) ?? { sized: size !== undefined, label: row.label };
    if (before.sized !== (size !== undefined))
      throw row.refuse(
        `a size is ${before.sized ? 'missing here and given' : 'given here and missing'} in ${before.label}, at the same point; expected one in all rows of a point, or in none`,
        'size',
      );
    sized.set(key, before);
    return {
      at: point,
      ...(size === undefined ? {} : { size }),
      values: pick(row.values, model.quantities, (name) => name),
      errors: pick(row.values, model.quantities, errorColumn),
    };
  });
}

/** @throws {InputError} for errors that are none, or are of nothing */
function checkErrors({ values, refuse }: PlacedRow, quantities: readonly string[]): void {
  for (const quantity of quantities) {
    const column = errorColumn(quantity);
    const error = values[column] ?? null;
    if (error === null) continue;
    if (!(error > 0))
      throw refuse(
        `${column} ${error} is not valid; expected a number > 0, or none where it is not known`,
        column,
      );
    if ((values[quantity] ?? null) === null)
      throw refuse(`${column} ${error} is the error of nothing; expected a value of ${quantity}`, column);
  }
}

function readFile(
  file: string,
  read: ReadFile,
  columns: TableColumns,
  wrong: (key: readonly string[], message: string) => InputError,
) {
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    throw error instanceof InputError ? wrong(['file'], error.message) : error;
  }
  return rowsOfFile(file, text, columns);
}

const errorColumn = (quantity: string) => `${quantity}:standardError`;

function pick(
  values: Readonly<Record<string, number | null>>,
  names: readonly string[],
  column: (name: string) => string,
): Readonly<Record<string, number>> {
  const found = names.flatMap((name) => {
    const value = values[column(name)];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(found);
}

/** Measurements as a list in a scenario would give them. */
export function rawMeasurements(rows: readonly Measurement[]): RawMeasurements {
  return {
    rows: rows.map(({ at, size, values, errors }) => ({
      ...at,
      ...(size === undefined ? {} : { size }),
      ...values,
      ...Object.fromEntries(Object.entries(errors).map(([name, error]) => [errorColumn(name), error])),
    })),
  };
}

/** Published values as a scenario would give them. */
export function rawPublished(published: readonly Published[]): RawPublished[] {
  return published.map(({ values, ...rest }) => ({ ...rest, ...values }) as RawPublished);
}
