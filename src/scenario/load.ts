/** From the text of a scenario file to a resolved, checked scenario. */
import { InputError, nearest } from '../errors.ts';
import type { Design } from '../problem/design.ts';
import { mayBeAbsent, type Parameter, type Point } from '../problem/parameter.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { planFigure } from './figurePlan.ts';
import type { CanonicalScenario, FigurePlan, ModelSignature, Scenario, Simulation } from './scenario.ts';
import { type RawScenario, type RawSimulation, scenarioShape } from './schema.ts';
import { checkShape } from './shape.ts';
import { type Axis, expandPoints, parseValues, show, validText } from './values.ts';

/**
 * @param file for messages and for the scenario's name
 * @param text YAML
 * @param overrides texts `path=value`, such as `simulation.trials=64`
 * @throws {InputError} `file:line:column: …`, or naming the override that is wrong
 */
export function loadScenario(
  file: string,
  text: string,
  models: readonly ModelSignature[],
  overrides: readonly string[] = [],
): Scenario {
  return resolveScenario(scenarioName(file), readDocument(file, text, overrides), models);
}

/** The scenario that the document's data describe. @throws {InputError} as the document words it */
export function resolveScenario(
  name: string,
  document: SourceDocument,
  models: readonly ModelSignature[],
): Scenario {
  const model = findModel(document, models);
  const raw = checkShape(document, scenarioShape(model));
  const parameters = readAxes(document, 'parameters', model.parameters, raw.parameters);
  const inputs = readAxes(document, 'inputs', model.inputs, raw.inputs);
  const axes = [...parameters, ...inputs];
  let points: readonly Point[];
  try {
    points = expandPoints(axes);
    for (const point of points) model.check?.(point);
  } catch (error) {
    throw document.errorAt(['parameters'], messageOf(error));
  }
  checkUsed(document, model, axes, points);
  const absolute = points.map((point) => model.absoluteSize(point) !== null);
  const simulation = raw.simulation && readSimulation(document, raw.simulation, absolute);
  const figure = raw.figure && planFigure(document, raw.figure, { title: raw.title, axes, model });
  const design = simulation?.design ?? null;
  const measured = model.simulated.filter((name) => design === null || isMeasured(name, design, model));
  const comparison = readComparison(document, raw, { measured, model, drawn: drawnQuantities(figure) });
  const { title, references } = raw;
  const canonical: CanonicalScenario = {
    name,
    title,
    references,
    model: model.name,
    parameters: plainValues(parameters),
    inputs: plainValues(inputs),
    simulation,
    comparison,
    figure,
  };
  return { name, title, references, model: model.name, axes, simulation, comparison, figure, canonical };
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
  return figure.kind === 'heatmap' ? [figure.color] : figure.y;
}

/** The one design that measures the quantity; undefined where all do. */
function designOf(quantity: string, { measuredBy = {} }: ModelSignature): string | undefined {
  return Object.entries(measuredBy).find(([, names]) => names.includes(quantity))?.[0];
}

function isMeasured(quantity: string, design: Design, model: ModelSignature): boolean {
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

function findModel(document: SourceDocument, models: readonly ModelSignature[]): ModelSignature {
  const names = models.map((model) => model.name);
  const { model: name } = document.data as { model?: unknown };
  const model = models.find((each) => each.name === name);
  if (model) return model;
  const hint = typeof name === 'string' ? nearest(name, names) : undefined;
  const problem = name === undefined ? 'model is missing' : `the model ${show(name)} is not known`;
  throw document.errorAt(
    ['model'],
    `${problem}${hint ? `; did you mean ${hint}?` : ';'} expected one of ${names.join(', ')}`,
  );
}

/** The parameters that the section gives, in its order, then the others with their defaults, if they have any. */
function readAxes(
  document: SourceDocument,
  section: string,
  parameters: readonly Parameter[],
  given: Readonly<Record<string, unknown>>,
): Axis[] {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const fileOrder = Object.keys((document.data as Record<string, Record<string, unknown>>)[section] ?? {});
  const order = [...new Set([...fileOrder, ...byName.keys()])];
  return order.flatMap((name) => {
    const parameter = byName.get(name)!;
    if (given[name] !== undefined)
      return [{ name, values: readValues(document, [section, name], given[name], parameter) }];
    if (mayBeAbsent(parameter, (other) => given[other] !== undefined)) return [];
    throw document.errorAt(
      [section, name],
      `${section}.${name} is missing; expected ${parameter.meaning}: ${validText(parameter)}`,
    );
  });
}

function readValues(
  document: SourceDocument,
  path: readonly string[],
  source: unknown,
  parameter: Parameter,
) {
  const items = Array.isArray(source) ? source : [];
  for (const [i, item] of items.entries()) parseAt(document, [...path, i], item, parameter);
  return parseAt(document, path, source, parameter);
}

function parseAt(
  document: SourceDocument,
  path: readonly (string | number)[],
  source: unknown,
  parameter: Parameter,
) {
  try {
    return parseValues(source, parameter);
  } catch (error) {
    throw document.errorAt(path, messageOf(error));
  }
}

/** @param absolute whether its sizes are absolute, of every point */
function readSimulation(
  document: SourceDocument,
  raw: RawSimulation,
  absolute: readonly boolean[],
): Simulation {
  const wrong = (message: string) => document.errorAt(['simulation', 'sizes'], `simulation.sizes ${message}`);
  if (raw.sizes === null && absolute.includes(false))
    throw wrong('is missing; expected ascending sizes, or absolute sizes among the parameters');
  if (raw.sizes !== null && absolute.includes(true))
    throw wrong(`${show(raw.sizes)} cannot be chosen: the parameters are absolute sizes; expected none`);
  const sizes = raw.sizes === null ? [null] : [raw.sizes].flat();
  const count = sizes.length;
  for (const [i, size] of sizes.entries()) {
    if (i === 0 || size! > sizes[i - 1]!) continue;
    const path = ['simulation', 'sizes', i];
    throw document.errorAt(
      path,
      `simulation.sizes: ${size} follows ${sizes![i - 1]}; expected ascending, distinct sizes`,
    );
  }
  const trials = Array.isArray(raw.trials) ? raw.trials : Array<number>(count).fill(raw.trials as number);
  if (trials.length !== count) {
    const counts = `${show(trials)} has ${trials.length} numbers for ${count} sizes`;
    throw document.errorAt(
      ['simulation', 'trials'],
      `simulation.trials: ${counts}; expected one number, or one per size`,
    );
  }
  return {
    sizes: raw.sizes === null ? null : (sizes as number[]),
    trials,
    design: raw.design,
    labels: raw.labels,
    seed: String(raw.seed),
  };
}

/** What is compared unless the scenario says otherwise: what its figure shows, if that is measured. */
function readComparison(
  document: SourceDocument,
  raw: RawScenario,
  {
    measured,
    model,
    drawn,
  }: {
    readonly measured: readonly string[];
    readonly model: ModelSignature;
    readonly drawn: readonly string[];
  },
): Scenario['comparison'] {
  const shown = drawn.filter((name) => measured.includes(name));
  const {
    alpha,
    tolerance,
    theoryFactor,
    quantities = shown.length > 0 ? shown : [measured[0]!],
  } = raw.comparison;
  for (const [i, quantity] of quantities.entries()) {
    const problem = !measured.includes(quantity)
      ? `is not measured by the design ${raw.simulation?.design}; expected simulation.design: ${designOf(quantity, model)}`
      : quantities.indexOf(quantity) !== i
        ? 'is there twice'
        : null;
    if (problem === null) continue;
    throw document.errorAt(
      ['comparison', 'quantities', i],
      `comparison.quantities: ${show(quantity)} ${problem}`,
    );
  }
  return { alpha, tolerance, theoryFactor, quantities };
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
