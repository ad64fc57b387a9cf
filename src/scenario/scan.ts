/** The model of a scenario and the points of its scan. */
import { InputError, mostProblems, nearest, show } from '../errors.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import { meantParameter } from '../words/aliases.ts';
import { readAxes } from './axes.ts';
import type { SourceDocument } from './document.ts';
import type { Problems } from './problems.ts';
import type { CanonicalScenario, ModelSignature } from './scenario.ts';
import { type Axis, expandPoints } from './values.ts';

/** What varies, as far as nothing is wrong with it. */
interface Scan {
  readonly axes?: readonly Axis[] | undefined;
  readonly points?: readonly Point[] | undefined;
  /** The axes as plain data, by the section that they stand in. */
  readonly values?: PlainValues | undefined;
}

type PlainValues = Pick<CanonicalScenario, 'parameters' | 'inputs'>;

/** @param sections  the keys that a scenario may have: a misspelt one is told already, and that it is missing follows */
export function readScan(
  document: SourceDocument,
  sections: readonly string[],
  model: ModelSignature,
  problems: Problems,
): Scan {
  const misspelt = Object.keys(document.data as object).filter((key) => !sections.includes(key));
  const [parameters, inputs] = (['parameters', 'inputs'] as const).map((section) =>
    nearest(section, misspelt) ? undefined : readSection(document, section, model, problems),
  );
  if (!parameters || !inputs) return {};
  const axes = [...parameters, ...inputs];
  const points = problems.attempt(() => checkedPoints(document, axes, model));
  if (points) problems.attempt(() => checkUsed(document, model, axes, points));
  return { axes, points, values: plainValues(axes, model) };
}

/** The axes as plain data; one that does not vary is a bare value. */
export function plainValues(
  axes: readonly Axis[],
  { parameters, inputs }: Pick<ModelSignature, 'parameters' | 'inputs'>,
): PlainValues {
  const those = (declared: readonly Parameter[]) =>
    Object.fromEntries(
      axes
        .filter((axis) => declared.some(({ name }) => name === axis.name))
        .map(({ name, values }) => [name, values.length === 1 ? values[0]! : values]),
    );
  return { parameters: those(parameters), inputs: those(inputs) };
}

/** The model that the document names or, where it names none, the one that it may mean. @throws {InputError} when there is no telling */
export function findModel(
  document: SourceDocument,
  models: readonly ModelSignature[],
  problems: Problems,
): ModelSignature {
  const names = models.map((model) => model.name);
  const { model: name } = document.data as { model?: unknown };
  const model = models.find((each) => each.name === name);
  if (model) return model;
  const hint = typeof name === 'string' ? nearest(name, names) : undefined;
  const problem = name === undefined ? 'model is missing' : `the model ${show(name)} is not known`;
  problems.add(
    document.errorAt(
      ['model'],
      `${problem}${hint ? `; did you mean ${hint}?` : ';'} expected one of ${names.join(', ')}`,
    ),
  );
  if (hint === undefined) problems.settle();
  return models.find((each) => each.name === hint)!;
}

/** The axes of a section; undefined where something is wrong in it. */
function readSection(
  document: SourceDocument,
  section: 'parameters' | 'inputs',
  model: ModelSignature,
  problems: Problems,
): Axis[] | undefined {
  const parameters: readonly Parameter[] = model[section];
  const names = parameters.map(({ name }) => name);
  const { [section]: source = {} } = document.data as Readonly<Record<string, unknown>>;
  if (typeof source !== 'object' || source === null || Array.isArray(source)) return undefined;
  const entries = Object.entries(source as Readonly<Record<string, unknown>>);
  const given = new Map(entries.filter(([name]) => names.includes(name)));
  const unknown = entries.map(([name]) => name).filter((name) => !names.includes(name));
  // A misspelt key is told already, and that what it means is missing follows.
  const told = unknown.slice(0, mostProblems);
  const meant = told.map((name) => meantParameter(name, names)).filter((name) => !given.has(name ?? ''));
  let right = unknown.length === 0;
  const complain = (message: string, name: string, item?: number) => {
    right = false;
    const path = [section, name, ...(item === undefined ? [] : [item])];
    if (!meant.includes(name)) problems.add(document.errorAt(path, message));
  };
  const label = (name: string) => `${section}.${name}`;
  const axes = problems.attempt(() => {
    try {
      return readAxes(given, { owner: model.name, parameters, label, complain });
    } catch (error) {
      throw document.errorAt([section], messageOf(error));
    }
  });
  return right ? axes : undefined;
}

/** Every point of the scan. @throws {InputError} for too many, or one whose values do not go together */
function checkedPoints(document: SourceDocument, axes: readonly Axis[], model: ModelSignature): Point[] {
  try {
    const points = expandPoints(axes);
    for (const point of points) model.check?.(point);
    return points;
  } catch (error) {
    throw document.errorAt(['parameters'], messageOf(error));
  }
}

/** @throws {InputError} for a parameter that is not left at its default although none of the points uses it */
function checkUsed(
  document: SourceDocument,
  { parameters, inputs }: ModelSignature,
  axes: readonly Axis[],
  points: readonly Point[],
): void {
  for (const { name, usedAt, default: fallback } of [...parameters, ...inputs]) {
    const given = axes.find((axis) => axis.name === name)?.values.find((value) => value !== fallback);
    if (usedAt === undefined || given === undefined || points.some(usedAt.holds)) continue;
    const section = parameters.some((each) => each.name === name) ? 'parameters' : 'inputs';
    throw document.errorAt(
      [section, name],
      `${section}.${name}: ${show(given)} would not be used; it is for ${usedAt.where}`,
    );
  }
}

function messageOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  throw error;
}
