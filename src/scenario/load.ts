/** From the text of a scenario file to a resolved, checked scenario. */
import { InputError, mostProblems, nearest, show } from '../errors.ts';
import type { Parameter, Point } from '../problem/parameter.ts';
import { quantitiesOf } from '../theories/plan.ts';
import { meantParameter } from '../words/aliases.ts';
import { readAxes } from './axes.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { planFigure } from './figurePlan.ts';
import { planMeasurements, planPublished } from './measured.ts';
import { collectProblems, type Problems } from './problems.ts';
import type { CanonicalScenario, FigurePlan, ModelSignature, Scenario } from './scenario.ts';
import { type RawComparison, scenarioShape } from './schema.ts';
import { readSections } from './shape.ts';
import { planSimulation, usualClaim } from './simulation.ts';
import { planTheories, type ReadFile } from './theories.ts';
import { type Axis, expandPoints } from './values.ts';

/**
 * @param file for messages and for the scenario's name
 * @param text YAML
 * @param overrides texts `path=value`, such as `simulation.trials=64`
 * @param read reads the files that the scenario names
 * @throws {InputError} with everything that is wrong, `file:line:column: …`, or naming the override
 */
export function loadScenario(
  file: string,
  text: string,
  models: readonly ModelSignature[],
  overrides: readonly string[] = [],
  read?: ReadFile,
): Scenario {
  return resolveScenario(scenarioName(file), readDocument(file, text, overrides), models, read);
}

const noFiles: ReadFile = (path) => {
  throw new InputError(`${path}: no files can be read here; give rows`);
};

/** The scenario that the document's data describe. @throws {InputError} as the document words it */
export function resolveScenario(
  name: string,
  document: SourceDocument,
  models: readonly ModelSignature[],
  read: ReadFile = noFiles,
): Scenario {
  const problems = collectProblems(document.problems);
  const model = findModel(document, models, problems);
  const meant = { ...document, data: { ...(document.data as object), model: model.name } };
  const shape = scenarioShape(model);
  const raw = readSections(meant, shape, problems, ['parameters', 'inputs']);
  const misspelt = Object.keys(document.data as object).filter((key) => !Object.hasOwn(shape.shape, key));
  const [parameters, inputs] = (['parameters', 'inputs'] as const).map((section) =>
    nearest(section, misspelt) ? undefined : readSection(document, section, model, problems),
  );
  const axes = parameters && inputs && [...parameters, ...inputs];
  const points = axes && problems.attempt(() => checkedPoints(document, axes, model));
  if (axes && points) problems.attempt(() => checkUsed(document, model, axes, points));
  const published =
    raw.published && axes && planPublished(document, raw.published, { model, axes, read }, problems);
  const measurements =
    raw.measurements && axes
      ? problems.attempt(() => planMeasurements(document, raw.measurements!, { model, axes, read }))
      : [];
  const simulation =
    raw.simulation && problems.attempt(() => planSimulation(document, raw.simulation!, model, points ?? []));
  const title = raw.title ?? name;
  const theories =
    raw.theories && axes && planTheories(document, raw.theories, { model, axes, read }, problems);
  const figure = raw.figure && axes && planFigure(document, raw.figure, { title, axes, model }, problems);
  const design = simulation?.design ?? null;
  const comparison =
    raw.comparison &&
    problems.attempt(() =>
      readComparison(document, raw.comparison!, {
        model,
        design,
        figure: figure ?? null,
        claim: usualClaim(model, points ?? [], simulation ?? null),
        spoken: [
          ...(theories ?? []).flatMap(quantitiesOf),
          ...[...(published ?? []), ...(measurements ?? [])].flatMap(({ values }) => Object.keys(values)),
        ],
      }),
    );
  problems.settle();
  const { references } = raw as { readonly references: readonly string[] };
  const resolved = {
    theories: theories!,
    published: published!,
    measurements: measurements!,
    simulation: simulation!,
    comparison: comparison!,
    figure: figure!,
  };
  const canonical: CanonicalScenario = {
    name,
    title,
    references,
    model: model.name,
    parameters: plainValues(parameters!),
    inputs: plainValues(inputs!),
    ...resolved,
  };
  return { name, title, references, model: model.name, axes: axes!, ...resolved, canonical };
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

/** What the figure shows. */
function drawnQuantities(figure: FigurePlan | null): readonly string[] {
  if (figure === null) return [];
  return figure.kind === 'heatmap' ? [figure.color] : [...new Set(figure.y)];
}

/** The one design that measures the quantity; undefined where all do. */
function designOf(quantity: string, { measuredBy = {} }: ModelSignature): string | undefined {
  return Object.entries(measuredBy).find(([, names]) => names.includes(quantity))?.[0];
}

function isMeasured(quantity: string, design: string, model: ModelSignature): boolean {
  return (designOf(quantity, model) ?? design) === design;
}

function scenarioName(file: string): string {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '');
  if (/^[a-z0-9-]+$/.test(name)) return name;
  const place = { file, line: 1, column: 1 };
  throw new InputError(
    `the file's name ${show(name)} names the results; expected a-z, 0-9 and - only`,
    place,
  );
}

/** The model that the document names or, where it names none, the one that it may mean. @throws {InputError} when there is no telling */
function findModel(
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

/** What is compared unless the scenario says otherwise: what its figure shows and its theories speak of, if that is measured. */
function readComparison(
  document: SourceDocument,
  raw: RawComparison,
  {
    model,
    design,
    figure,
    claim: usual,
    spoken,
  }: {
    readonly model: ModelSignature;
    readonly design: string | null;
    readonly figure: FigurePlan | null;
    /** What is claimed unless the scenario says. */
    readonly claim: Scenario['comparison']['claim'];
    /** What theories of one's own speak of. */
    readonly spoken: readonly string[];
  },
): Scenario['comparison'] {
  const measured = model.simulated.filter((name) => design === null || isMeasured(name, design, model));
  const shown = [...new Set([...drawnQuantities(figure), ...spoken])].filter((name) =>
    measured.includes(name),
  );
  const { claim = usual, quantities = shown.length > 0 ? shown : [measured[0]!] } = raw;
  const { alpha, tolerance, theoryFactor } = raw;
  for (const [i, quantity] of quantities.entries()) {
    const problem = !measured.includes(quantity)
      ? `is not measured by the design ${design}; expected simulation.design: ${designOf(quantity, model)}`
      : quantities.indexOf(quantity) !== i
        ? 'is there twice'
        : null;
    if (problem === null) continue;
    throw document.errorAt(
      ['comparison', 'quantities', i],
      `comparison.quantities: ${show(quantity)} ${problem}`,
    );
  }
  return { alpha, tolerance, theoryFactor, claim, quantities };
}

function plainValues(axes: readonly Axis[]): CanonicalScenario['parameters'] {
  return Object.fromEntries(
    axes.map(({ name, values }) => [name, values.length === 1 ? values[0]! : values]),
  );
}

function messageOf(error: unknown): string {
  if (error instanceof InputError) return error.message;
  throw error;
}
