/** The theories of a scenario: the model's own, formulas, systems of equations and tables, as the file gives them and as they are meant. */
import { z } from 'zod';
import { InputError, show } from '../errors.ts';
import { withoutGlyph } from '../figure/glyphs.ts';
import type { Refuse } from '../theories/own.ts';
import { surroundingsOf, type TheoryPlan, theoryFrom } from '../theories/plan.ts';
import type { TableRow } from '../theories/table.ts';
import { engineName, publishedName } from '../theories/theory.ts';
import { type Path, readDocument, type SourceDocument } from './document.ts';
import { pointReader } from './points.ts';
import { collectProblems, type Problems } from './problems.ts';
import type { ModelSignature } from './scenario.ts';
import { type RawTheory, type RawTheoryMap, theoriesShape } from './schema.ts';
import { readSections } from './shape.ts';
import { type PlacedRow, rowsOfFile, rowsOfMaps } from './tableRows.ts';
import type { Axis } from './values.ts';

/** Reads a text file that a scenario names, relative to the scenario. @throws {InputError} when it cannot */
export type ReadFile = (path: string) => string;

export const noFiles: ReadFile = (path) => {
  throw new InputError(`${path}: no files can be read here; give rows`);
};

interface About {
  readonly model: ModelSignature;
  readonly axes: readonly Axis[];
  readonly read: ReadFile;
}

/** What is wrong is added to the problems, at its key: the plans are then not to be used. */
export function planTheories(
  document: SourceDocument,
  raw: readonly RawTheory[],
  about: About,
  problems: Problems,
): TheoryPlan[] {
  const names = raw.map((each) => (typeof each === 'string' ? each : each.name));
  return raw.flatMap((entry, i) => {
    const place: Path = ['theories', i];
    const plan = problems.attempt(() => {
      if (names.indexOf(names[i]!) < i)
        throw document.errorAt(place, `theories.${i}: there is a theory named ${show(names[i])} already`);
      return planOf(entry, about, (key, problem) =>
        document.errorAt([...place, ...key], `theories.${[i, ...key].join('.')}: ${problem}`),
      );
    });
    return plan === undefined ? [] : [plan];
  });
}

const listed = 'theories';

/**
 * The theories of a file that holds nothing else: a list of them, or a map with the key theories.
 * @throws {InputError} at the line and column
 */
export function readTheories(file: string, text: string, about: About): TheoryPlan[] {
  const document = readDocument(file, text, [], listed);
  const problems = collectProblems(document.problems);
  const shape = z.strictObject({ [listed]: theoriesShape(about.model.quantities) });
  const raw = readSections(document, shape, problems)[listed];
  const plans = raw && planTheories(document, raw as readonly RawTheory[], about, problems);
  problems.settle();
  return plans!;
}

function planOf(raw: RawTheory, about: About, refuse: Refuse): TheoryPlan {
  if (typeof raw === 'string') return engineName;
  const { name, source, unknowns, equations, let: lets, file, rows, ...texts } = raw;
  checkTheoryName(name, refuse);
  const named = { name, ...(source === undefined ? {} : { source }) };
  const quantities = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, String(text)]));
  if (file !== undefined || rows !== undefined) {
    const stray = Object.keys({ ...quantities, ...definedOf({ unknowns, equations, let: lets }) })[0];
    if (stray !== undefined)
      throw refuse(
        [stray],
        `a table (${file === undefined ? 'rows are' : 'file is'} given) has rows alone; leave it out`,
      );
    return {
      ...named,
      ...(source === undefined && file ? { source: file } : {}),
      rows: tableRows(raw, about, refuse),
    };
  }
  const plan: TheoryPlan = { ...named, quantities, ...definedOf({ unknowns, equations, let: lets }) };
  theoryFrom(plan, surroundingsOf(about.model), refuse);
  return plan;
}

/** @throws {InputError} for a name that is taken, or with which a curve cannot be labelled */
export function checkTheoryName(name: string, refuse: Refuse): void {
  if (name === publishedName)
    throw refuse(['name'], `"${publishedName}" are the published values; expected another name`);
  const sign = withoutGlyph(name);
  if (sign === null) return;
  throw refuse(
    ['name'],
    `${show(name)} cannot be drawn: there is no glyph for ${show(sign)}; expected Latin, Greek or Cyrillic letters, digits and signs`,
  );
}

function definedOf<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never;
}

function tableRows({ file, rows }: RawTheoryMap, about: About, refuse: Refuse): TableRow[] {
  if (file !== undefined && rows !== undefined)
    throw refuse(['rows'], 'rows and file exclude each other; give one of them');
  const { model, axes, read } = about;
  const columns = {
    parameters: [...model.parameters, ...model.inputs],
    quantities: model.quantities,
    needed: axes.filter(({ values }) => values.length > 1).map(({ name }) => name),
  };
  if (file === undefined)
    return checkedRows(
      rowsOfMaps(rows!, columns, (i, problem) => refuse(['rows', String(i)], problem)),
      about,
    );
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    throw error instanceof InputError ? refuse(['file'], error.message) : error;
  }
  return checkedRows(rowsOfFile(file, text, columns), about);
}

/** Rows at points that the model has, none of which contradicts another. */
function checkedRows(rows: readonly PlacedRow[], { model, axes }: About): TableRow[] {
  const complete = pointReader(model, axes);
  const said = new Map<string, { readonly value: number; readonly label: string }>();
  return rows.map(({ at, values, label, refuse }) => {
    const point = complete(at, refuse);
    for (const [quantity, value] of Object.entries(values)) {
      if (value === null) continue;
      const key = JSON.stringify([quantity, point]);
      const before = said.get(key);
      if (before !== undefined && before.value !== value)
        throw refuse(
          `${quantity} is ${value} here and ${before.value} in ${before.label}, at the same point`,
          quantity,
        );
      said.set(key, { value, label });
    }
    const given = Object.keys(at).map((name) => [name, point[name]!] as const);
    return { at: Object.fromEntries(given), values };
  });
}

/** The theories as the file would give them. */
export function rawTheories(plans: readonly TheoryPlan[]): RawTheory[] {
  return plans.map((plan) => {
    if (typeof plan === 'string') return engineName;
    if ('rows' in plan) return { ...plan, rows: plan.rows.map(({ at, values }) => ({ ...at, ...values })) };
    const { quantities, ...rest } = plan;
    return { ...rest, ...quantities } as RawTheoryMap;
  });
}
