/** Points of one's own in a figure: in a file of comma-separated values with a header, or in the scenario itself. */
import { InputError, nearest, show } from '../errors.ts';
import type { PointsLook } from '../figure/look.ts';
import { isDecimal } from '../parts/decimal.ts';
import type { SourceDocument } from './document.ts';
import type { RawPoints } from './look.ts';
import { readCsv } from './tableRows.ts';
import type { ReadFile } from './theories.ts';

type Row = PointsLook['rows'][number];

/** With what files hold. @throws {InputError} at the key of the scenario, or at the line of the file */
export function readOwnPoints(
  document: SourceDocument,
  raw: readonly RawPoints[],
  read: ReadFile,
): PointsLook[] {
  return raw.map((points, i) => {
    const wrong = (key: string, message: string) =>
      document.errorAt(['figure', 'points', i, key], `figure.points.${i}.${key}: ${message}`);
    const { file, rows, x, y, error, low, high, ...look } = points;
    const columns = { x, y, error, low, high };
    if ((file === undefined) === (rows === undefined))
      throw wrong(file === undefined ? 'rows' : 'file', 'one of file and rows is needed');
    if (file === undefined) {
      const named = Object.entries(columns).find(([, name]) => name !== undefined);
      if (named) throw wrong(named[0], `${show(named[1])}: columns are of a file; expected rows alone`);
      return {
        ...look,
        rows: rows!.map((row) => {
          const said = barProblem(row);
          if (said !== null) throw wrong('rows', `${show(row)}: ${said}`);
          return withBar(row);
        }),
      };
    }
    if ((low === undefined) !== (high === undefined) || (low !== undefined && error !== undefined))
      throw wrong(low === undefined ? 'high' : 'low', 'a bar has error, or both of low and high');
    let text: string;
    try {
      text = read(file);
    } catch (problem) {
      throw problem instanceof InputError ? wrong('file', problem.message) : problem;
    }
    return { ...look, rows: rowsOf(file, text, columns) };
  });
}

/** What is wrong with the error bar of x, y, error or x, y, low, high; null: nothing. */
function barProblem([, y, low, high]: readonly number[]): string | null {
  if (low === undefined) return null;
  if (high === undefined) return low < 0 ? `the error ${low} is below 0` : null;
  return low <= y! && y! <= high ? null : `the bar from ${low} to ${high} does not hold ${y}`;
}

function withBar([x, y, low, high]: readonly number[]): Row {
  if (high !== undefined) return [x!, y!, low!, high];
  const error = low ?? 0;
  return [x!, y!, y! - error, y! + error];
}

type Columns = Readonly<Record<'x' | 'y' | 'error' | 'low' | 'high', string | undefined>>;

function rowsOf(file: string, text: string, columns: Columns): Row[] {
  const { header, body, wrong } = readCsv(file, text, 'the names of columns');
  const names = header.fields;
  const indexOf = (key: keyof Columns, needed: boolean): number => {
    const name = columns[key] ?? key;
    const index = names.indexOf(name);
    if (index >= 0 || (columns[key] === undefined && !needed)) return index;
    const hint = nearest(name, names);
    throw wrong(
      header.i,
      `there is no column ${show(name)}; ${hint ? `did you mean ${hint}? ` : ''}expected one of ${names.join(', ')}${columns[key] === undefined ? `, named by ${key}: COLUMN` : ''}`,
    );
  };
  const [x, y] = [indexOf('x', true), indexOf('y', true)];
  const [error, low, high] = [indexOf('error', false), indexOf('low', false), indexOf('high', false)];
  const bar = columns.error === undefined && low >= 0 && high >= 0 ? [low, high] : error >= 0 ? [error] : [];
  return body.map(({ i, fields }) => {
    const row = [x, y, ...bar].map((index) => {
      const cell = fields[index]!;
      if (isDecimal(cell)) return Number(cell);
      throw wrong(i, `${names[index]}: ${show(cell)} is not valid; expected a finite number`);
    });
    const said = barProblem(row);
    if (said !== null) throw wrong(i, said);
    return withBar(row);
  });
}
