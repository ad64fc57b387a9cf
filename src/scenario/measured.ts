/** Numbers from outside that a scenario brings: published values, and measurements of one's own. */
import { InputError, show } from '../errors.ts';
import type { Point } from '../problem/parameter.ts';
import type { SourceDocument } from './document.ts';
import type { Problems } from './problems.ts';
import type { Measurement, ModelSignature, Published } from './scenario.ts';
import type { RawMeasurements, RawPublished } from './schema.ts';
import { rowsOfFile, rowsOfMaps, type TableColumns } from './tableRows.ts';
import type { ReadFile } from './theories.ts';
import { type Axis, parseValues } from './values.ts';

interface About {
  readonly model: ModelSignature;
  readonly axes: readonly Axis[];
  readonly read: ReadFile;
}

/** Published values at whole points. What is wrong is added to the problems, at its key. */
export function planPublished(
  document: SourceDocument,
  raw: readonly RawPublished[],
  about: About,
  problems: Problems,
): Published[] {
  return raw.flatMap((entry, i) => {
    const wrong = (key: string, message: string) =>
      document.errorAt(['published', i, key], `published.${i}.${key}: ${message}`);
    const read = problems.attempt(() => {
      const { at, decimals, source, ...values } = entry;
      if (Object.keys(values).length === 0)
        throw wrong('at', `no value is given; expected one of ${about.model.quantities.join(', ')}`);
      const point = completed(at, about, (message) => wrong('at', message));
      return { at: point, values: values as Published['values'], decimals, ...(source ? { source } : {}) };
    });
    return read ? [read] : [];
  });
}

/** The point with everything that the scan does not vary. */
function completed(at: Point, { model, axes }: About, wrong: (message: string) => InputError): Point {
  const parameters = [...model.parameters, ...model.inputs];
  const strange = Object.keys(at).find((name) => !parameters.some((each) => each.name === name));
  if (strange !== undefined)
    throw wrong(
      `${show(strange)} is not a parameter; expected some of ${parameters.map(({ name }) => name).join(', ')}`,
    );
  const given = Object.entries(at).map(([name, value]) => {
    try {
      const [first, ...more] = parseValues([value], parameters.find((each) => each.name === name)!, name);
      if (more.length > 0) throw new InputError(`${name}: ${show(value)} is several values; expected one`);
      return [name, first!] as const;
    } catch (error) {
      throw error instanceof InputError ? wrong(error.message) : error;
    }
  });
  const point: Record<string, number | string> = {};
  for (const { name, values } of axes) {
    const value = new Map(given).get(name) ?? (values.length === 1 ? values[0] : undefined);
    if (value === undefined) throw wrong(`${name} is missing, which varies over the scan`);
    point[name] = value;
  }
  Object.assign(point, Object.fromEntries(given));
  try {
    model.check?.(point);
  } catch (error) {
    throw error instanceof InputError ? wrong(error.message) : error;
  }
  return point;
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
  const errors = model.quantities.map(errorColumn);
  const columns: TableColumns = {
    parameters: [...model.parameters, ...model.inputs],
    quantities: [...model.quantities, ...errors],
    needed: axes.filter(({ values }) => values.length > 1).map(({ name }) => name),
    others: ['size'],
  };
  const refuse = (i: number, problem: string) => wrong(['rows', i], problem);
  const rows = raw.rows ? rowsOfMaps(raw.rows, columns, refuse) : readFile(raw.file!, read, columns, wrong);
  return rows.map(({ at, values }, i) => {
    const { size, ...parameters } = at;
    const place = raw.file ? `${raw.file}, row ${i + 1}` : `row ${i + 1}`;
    if (size !== undefined && !(typeof size === 'number' && size > 0))
      throw wrong(
        [raw.rows ? 'rows' : 'file'],
        `${place}: size ${show(size)} is not valid; expected a number > 0`,
      );
    const negative = errors.find((name) => (values[name] ?? 0) < 0);
    if (negative !== undefined)
      throw wrong([raw.rows ? 'rows' : 'file'], `${place}: ${negative} ${values[negative]} is negative`);
    const point = completed(parameters, about, (message) =>
      wrong([raw.rows ? 'rows' : 'file'], `${place}: ${message}`),
    );
    return {
      at: point,
      ...(size === undefined ? {} : { size }),
      values: pick(values, model.quantities, (name) => name),
      errors: pick(values, model.quantities, errorColumn),
    };
  });
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
