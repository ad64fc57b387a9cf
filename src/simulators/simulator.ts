/**
 * A simulator: what a model draws at finite size, how it is fitted, and what is read off it. It knows nothing of the theory, and those who
 * plan, run and store trials know nothing of it but this: to them a series is plain data.
 */
import { InputError, placeIn } from '../errors.ts';
import type { Backend } from '../linalg/backend.ts';
import type { Labels } from '../parts/design.ts';
import { streamKey } from '../random/stream.ts';

/** What every trial of a draw does, as plain data that travels between threads. A simulator adds what else it goes by. */
export interface TrialPlan<S extends object = object> {
  /** One of its simulator's designs. */
  readonly design: string;
  /** All that is read off one draw: what is drawn and how it is fitted, by content. */
  readonly series: readonly S[];
  readonly seed: string;
  /** Label vectors averaged within a trial; absent where there is no such choice. */
  readonly labels?: Labels;
}

/** What one trial measures of one series: numbers by the names of `columnNames`, in their order; NaN where it has none. */
export type TrialValues = readonly number[];

/** What a trial holds in the column of this name. */
export type Reading = (column: string) => number;

/** A series that a point asks for at one of its sizes, and the powers at which quantities are read off it. */
export interface Case<S extends object = object, R = unknown> {
  readonly series: S;
  readonly readout: R;
  /** As the model counts it. */
  readonly size: number;
}

/** What a scenario says of how trials are drawn. */
export interface Asked {
  readonly design: string;
  readonly labels: Labels;
  readonly seed: string;
}

/** What a person calls the things that may be refused. */
export interface Wording {
  readonly model: string;
  /** The point's values by the names of the parameters. */
  readonly point: Readonly<Record<string, number | string>>;
}

/** Why something is not drawn. */
export interface Refusal {
  /** The key of the scenario's `simulation` that does not go with the point. */
  readonly key: 'design' | 'labels' | 'sizes';
  /** Its value, and what is wrong with it. */
  readonly value: string;
  readonly expected: string;
}

/** A way to draw trials. */
export interface TrialDesign<P extends TrialPlan = TrialPlan, R = unknown> {
  /** Its name in the keys of stored trials. */
  readonly name: string;
  /** Raised whenever what is drawn changes, or what a column means: trials of another version are not used. */
  readonly version: number;
  /** The names of what a trial measures. */
  readonly columns: readonly string[];
  /** Numbers that a trial of a series has of its only column, an eigenvalue or a margin each; absent: one of each column. */
  count?(series: P['series'][number]): number;
  /** What can be read off these columns. */
  readonly quantities: readonly string[];
  /** Whether the numbers of a series depend on all series of its plan, which are computed together then. */
  readonly together?: true;
  /** Why a case cannot be drawn in this way; null where it can. */
  refuses(each: Case<P['series'][number], R>, asked: Asked, wording: Wording): Refusal | null;
  /**
   * The draws that these cases need: every series is in one plan, and in it once.
   * @throws {InputError} where they have no such plans
   */
  plans(cases: readonly Case<P['series'][number], R>[], asked: Asked): readonly P[];
  /** The name of what a plan draws: series of plans of one name share their draws, trial by trial. */
  draw(plan: P): string;
  /** Values of the plan's series, in their order; what it allocates is freed by the caller. */
  run(backend: Backend, plan: P, trial: number): TrialValues[];
  /** Bytes of matrices that one trial may hold at a time, with room to spare. */
  bytes(plan: P): number;
  /** What makes a plan's trials large, and what would make them smaller. Absent: smaller sizes. */
  lighter?(plan: P): string;
  /** Floating-point operations of one trial, roughly: for ordering, block sizes and the estimate of a dry run. */
  operations(plan: P): number;
}

export interface Simulator<P extends TrialPlan = TrialPlan, R = unknown> {
  /** Its name in the keys of stored trials. */
  readonly name: string;
  /** `import.meta.url` of the module whose default export it is: so workers find it. */
  readonly module: string;
  /** By the names that scenarios give them. */
  readonly designs: Readonly<Record<string, TrialDesign<P, R>>>;
  /** What a series is by content, in the keys of stored trials; absent: the series itself. */
  content?(series: P['series'][number]): object;
  /** One of the quantities of a design, read off a trial of a series; NaN where this trial has none. */
  read(column: Reading, readout: R, quantity: string): number;
}

/** @throws {InputError} naming the designs that there are */
export function designOf<P extends TrialPlan, R>(
  { designs }: Simulator<P, R>,
  { design }: Pick<TrialPlan, 'design'>,
  model = 'simulator',
): TrialDesign<P, R> {
  if (Object.hasOwn(designs, design)) return designs[design]!;
  const known = Object.keys(designs).join(', ');
  throw new InputError(
    `simulation.design: ${design} cannot draw the model ${model}; expected another model, or the design ${known}`,
  );
}

const program = new URL('..', import.meta.url).href;

/** Whether a module is a user's, and not of the program itself. */
export function isBrought(module: string): boolean {
  return !module.startsWith(program);
}

/** Run trial number `trial` of the plan; one entry a series. The same numbers whatever ran before it, on any thread. */
export function runTrial<P extends TrialPlan>(
  simulator: Simulator<P>,
  backend: Backend,
  plan: P,
  trial: number,
): TrialValues[] {
  const design = designOf(simulator, plan);
  backend.workspace.reserve(design.bytes(plan));
  const found = backend.workspace.scope(() => {
    try {
      return design.run(backend, plan, trial);
    } catch (error) {
      throw isBrought(simulator.module) && !(error instanceof InputError)
        ? new InputError(`${trialName(simulator, plan, trial)}: ${thrown(simulator, error)}`)
        : error;
    }
  });
  checkShape(simulator, plan, trial, found);
  return found;
}

/** What is thrown, and from where in the module. */
function thrown({ module }: Pick<Simulator, 'module'>, error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} is thrown`;
  const place = placeIn(module, new URL(module).pathname.replace(/^.*\//, ''), error);
  return `${error.message}${place ? ` (${place.file}:${place.line}:${place.column})` : ''}`;
}

/** Which trial of what something is said of. */
export function trialName<P extends TrialPlan>({ name }: Simulator<P>, { series }: P, trial: number): string {
  return `${name}, trial ${trial} of ${canonicalJson(series[0]!)}`;
}

/** @throws {InputError} unless there is a row for every series, and in it a number for every column */
function checkShape<P extends TrialPlan>(
  simulator: Simulator<P>,
  plan: P,
  trial: number,
  found: readonly TrialValues[],
): void {
  const design = designOf(simulator, plan);
  const wrong = (problem: string, expected: string) =>
    new InputError(`${trialName(simulator, plan, trial)}: ${problem}; expected ${expected}`);
  const count = found?.length;
  if (count !== plan.series.length)
    throw wrong(`run gives ${count ?? String(found)} rows`, `${plan.series.length}, one a series`);
  for (const [i, { length }] of found.entries()) {
    const names = columnNames(design, plan.series[i]!);
    if (length !== names.length)
      throw wrong(`a row has ${length} numbers`, `${names.length}: ${names.join(', ')}`);
  }
}

/** The names of the numbers that a trial has of a series: those of the columns, or margin1, margin2, … */
export function columnNames<S extends object>(
  { columns, count }: Pick<TrialDesign<TrialPlan<S>>, 'columns' | 'count'>,
  series: S,
): readonly string[] {
  if (count === undefined) return columns;
  return Array.from({ length: count(series) }, (_, i) => `${columns[0]}${i + 1}`);
}

/** Reads the trials of one series by the names of their columns. @throws {TypeError} for a column that the design does not measure */
export function readerOf(columns: readonly string[]): (values: TrialValues) => Reading {
  const places = new Map(columns.map((column, i) => [column, i]));
  return (values) => (column) => {
    const place = places.get(column);
    if (place === undefined) throw new TypeError(`trials have no column '${column}', only ${columns.join()}`);
    return values[place]!;
  };
}

/** Series by the draw that they are read off, each once, in the order in which they are asked for. */
export function groupByDraw<S extends object>(
  series: readonly S[],
  drawOf: (each: S) => string,
): readonly S[][] {
  const draws = new Map<string, Map<string, S>>();
  for (const each of series) {
    const name = drawOf(each);
    const group = draws.get(name) ?? new Map<string, S>();
    draws.set(name, group);
    const text = canonicalJson(each);
    if (!group.has(text)) group.set(text, each);
  }
  return [...draws.values()].map((group) => [...group.values()]);
}

/** JSON that does not depend on the order in which properties were written, and in which no two numbers look alike. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return String(each);
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** A short name for a text of any length. */
export function digestOf(text: string): string {
  return streamKey('', text).join('-');
}
