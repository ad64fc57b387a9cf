/** results.json read back: checked before it is drawn, by the rules that held when it was written. */
import { z } from 'zod';
import { InputError, show } from '../errors.ts';
import { signatureOf, signatures } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { type Path, plainDocument, readDocument } from '../scenario/document.ts';
import { planFigure } from '../scenario/figurePlan.ts';
import { observedBy, resolveLaw } from '../scenario/law.ts';
import { resolveScenario } from '../scenario/load.ts';
import { rawMeasurements, rawPublished } from '../scenario/measured.ts';
import { collectProblems } from '../scenario/problems.ts';
import type {
  CanonicalLaw,
  CanonicalScenario,
  FigurePlan,
  LawScenario,
  Scenario,
} from '../scenario/scenario.ts';
import type { RawFigure } from '../scenario/schema.ts';
import { readSections } from '../scenario/shape.ts';
import { noFiles, type ReadFile, rawTheories } from '../scenario/theories.ts';
import { engineName } from '../theories/theory.ts';
import type { FigureChanges } from './figure.ts';
import type { Results } from './results.ts';

const number = z.number().describe('a number, or null').nullable();
const verdict = z
  .enum(['agree', 'disagree', 'undecided'])
  .describe('agree, disagree, undecided or null')
  .nullable();
const point = z
  .record(z.string(), z.union([z.number(), z.string()]))
  .describe('a map of numbers and texts by parameter');

/** What figures read of results, beside the scenario. */
const shape = z.looseObject({
  scenario: z.looseObject({ name: z.string().describe('a text') }).describe('the scenario of the run, a map'),
  verdict,
  theory: z.array(z.looseObject({})).describe('a list of predictions'),
  cells: z
    .array(
      z.looseObject({
        parameters: point,
        ratios: z.record(z.string(), z.number()).describe('a map of numbers by parameter'),
        quantity: z.string().describe('the name of a quantity'),
        mean: number,
        standardError: number,
        quantiles: z
          .looseObject({ '0.05': number, '0.5': number, '0.95': number })
          .describe('numbers by level, 0.05, 0.5 and 0.95 among them'),
        verdict,
      }),
    )
    .describe('a list of simulated cells'),
  limits: z.array(z.looseObject({})).describe('a list of limits'),
});

/** Results as a file holds them, and their scenario resolved anew. */
export interface SavedResults {
  readonly file: string;
  readonly results: Results;
  readonly scenario: Scenario;
}

/**
 * @param overrides  texts `figure.key=value` that change how results are drawn
 * @param read  reads the files that they name
 * @throws {InputError} naming the file and what in it is not as `descent run` writes it, or the override
 */
export function readResults(
  file: string,
  text: string,
  overrides: readonly string[] = [],
  read: ReadFile = noFiles,
): SavedResults {
  const data = parseJson(file, text, 'a results.json of descent run');
  const { observe } = (data as { scenario?: { observe?: unknown } }).scenario ?? {};
  if (observe !== undefined)
    throw new InputError(
      `${file}: these are results of ${show(observe)}, which are drawn alone, or as a panel of a page, and have no other figures; those of risks are needed`,
    );
  const problems = collectProblems();
  readSections(plainDocument(data, file), shape, problems);
  problems.settle();
  const canonical = (data as Results).scenario;
  const raw = rawScenario(canonical);
  const about = `${file}: scenario`;
  const document =
    overrides.length === 0
      ? plainDocument(raw, about)
      : readDocument(about, JSON.stringify(withoutNulls(raw)), overrides);
  const scenario = resolveScenario(canonical.name, document, signatures, read);
  const { theory, cells, limits, ...rest } = data as Results;
  const results: Results = {
    ...rest,
    scenario: scenario.canonical,
    theory: filledIn(theory, scenario),
    cells: filledIn(cells, scenario),
    limits: filledIn(limits, scenario),
  };
  checkCells(file, results, scenario);
  return { file, results, scenario };
}

/** Results of laws as a file holds them, their scenario resolved anew. */
export interface SavedLaw {
  readonly scenario: LawScenario;
  /** What drew the trials. */
  readonly backend: string | null;
  readonly laws: readonly { readonly sample?: unknown }[];
}

/** null where the file's results are not of a law. @throws {InputError} as `readResults` does */
export function readLaw(
  file: string,
  text: string,
  overrides: readonly string[] = [],
  read: ReadFile = noFiles,
): SavedLaw | null {
  const {
    scenario = {},
    backend = null,
    laws = [],
  } = parseJson(file, text, 'a results.json of descent run') as Partial<SavedLaw>;
  const about = `${file}: scenario`;
  const raw = withoutNulls(scenario);
  if (observedBy(plainDocument(raw, about)) === null) return null;
  const document =
    overrides.length === 0 ? plainDocument(raw, about) : readDocument(about, JSON.stringify(raw), overrides);
  const observe = observedBy(document)!;
  const { name, title, simulation, ...rest } = document.data as CanonicalLaw;
  // Of some laws only one size is drawn, which is no list.
  const sizes = simulation?.sizes?.length === 1 ? simulation.sizes[0] : simulation?.sizes;
  // A scenario without a title has its name's, its figure another.
  const named = rest.figure.title === undefined ? {} : { title };
  const data = { ...rest, ...named, ...(simulation ? { simulation: { ...simulation, sizes } } : {}) };
  return { scenario: resolveLaw(name, { ...document, data }, observe, signatures, read), backend, laws };
}

/** What a scenario file leaves out is null in results. */
function withoutNulls<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each) => (each === null ? undefined : each));
}

/**
 * That all results fit into the frame of the first one's figure with these changes.
 *
 * @throws {InputError} naming the option, or the file that does not fit
 */
export function checkFrame(all: readonly SavedResults[], changes: FigureChanges): void {
  const [first] = all as [SavedResults];
  const { figure, model } = first.scenario;
  if (figure === null) throw new InputError(`${first.file}: its scenario has no figure section`);
  const raw = rawFigure({ ...figure, ...changes });
  for (const { file, scenario } of all) {
    if (scenario.model !== model)
      throw new InputError(`${file}: its model ${scenario.model} is not ${model}, that of ${first.file}`);
    if (all.length > 1 && figure.kind === 'heatmap')
      throw new InputError(`${first.file}: its figure is a heat map, on which nothing can be overlaid`);
    const signature = signatureOf(model);
    const scan = { title: scenario.title, axes: scenario.axes, model: signature, read: noFiles };
    const document = plainDocument({}, `${file}: in the figure of ${first.file}`);
    // The first scenario fits its own figure: what does not fit is a change.
    const problems = collectProblems();
    planFigure(file === first.file ? { ...document, errorAt: optionError } : document, raw, scan, problems);
    problems.settle();
  }
}

/** With parameters that the model has had no longer than the file: each has its one value. */
function filledIn<T extends { readonly parameters: Point }>(rows: readonly T[], { axes }: Scenario): T[] {
  const lacking = (row: T) => axes.some(({ name }) => row.parameters[name] === undefined);
  const filled = ({ parameters }: T): Point =>
    Object.fromEntries(
      axes.flatMap(({ name, values }) => {
        const value = parameters[name] ?? (values.length === 1 ? values[0] : undefined);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return rows.map((row) =>
    typeof row.parameters === 'object' && lacking(row) ? { ...row, parameters: filled(row) } : row,
  );
}

/** Every cell stands at a point of the scenario, of its scan or of numbers from outside. */
function checkCells(file: string, { cells }: Results, { axes, published, measurements }: Scenario): void {
  const extra = new Set([...published, ...measurements].map(({ at }) => JSON.stringify(at)));
  for (const [i, { parameters }] of cells.entries()) {
    if (extra.has(JSON.stringify(parameters))) continue;
    const astray = axes.find(({ name, values }) => !values.includes(parameters[name]!));
    if (astray === undefined) continue;
    const found = parameters[astray.name];
    const problem = found === undefined ? 'is missing' : `${show(found)} is not a value of the scenario`;
    throw new InputError(
      `${file}: cells.${i}.parameters.${astray.name}: ${problem}; expected one of ${show(astray.values)}`,
    );
  }
}

/** A map in a file of JSON. @throws {InputError} saying what is needed instead */
export function parseJson(file: string, text: string, needed: string): object {
  const wrong = (problem: string) => new InputError(`${file}: ${problem}; ${needed} is needed`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    if (/\.ya?ml$/.test(file)) throw wrong('YAML, a scenario or a page');
    throw wrong(`not JSON (${(error as Error).message})`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw wrong(`${show(data)} is not a map`);
  return data;
}

/** figure.xDomain is what --x-domain gives. */
function optionError([, key]: Path, message: string): InputError {
  const option = String(key).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return new InputError(`--${option}: ${message.replace(/^figure\.\w+: /, '')}`);
}

/** The resolved scenario as a scenario file would give it. */
export function rawScenario(canonical: CanonicalScenario): object {
  const { name: _, figure, theories = [engineName], published = [], measurements = [], ...rest } = canonical;
  return {
    ...rest,
    theories: rawTheories(theories),
    published: rawPublished(published),
    measurements: measurements.length > 0 ? rawMeasurements(measurements) : null,
    figure: figure && rawFigure(figure),
  };
}

/** The plan as the figure section would give it: what is not drawn is left out. */
function rawFigure({ kind: _, ...plan }: FigurePlan): RawFigure {
  const given = Object.entries(plan).filter(
    ([key, value]) => value !== null && !(key === 'series' && String(value) === ''),
  );
  return Object.fromEntries(given) as unknown as RawFigure;
}
