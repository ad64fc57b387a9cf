/** Commands that draw a limiting law beside simulated ones: their options, the scenario that these make, and how it is run. */
import { availableParallelism } from 'node:os';
import { InputError } from '../errors.ts';
import { THEMES, type Theme } from '../figure/theme.ts';
import { VENUES, type Venue } from '../figure/venue.ts';
import type { Model } from '../models/model.ts';
import type { NumberParameter, Point } from '../parts/parameter.ts';
import { type LawOptions, type LawOutcome, runLaw, showLaws, toldOf } from '../pipeline/laws/run.ts';
import { lawScenario } from '../scenario/law.ts';
import {
  type LawName,
  type LawPlan,
  type LawScenario,
  type LawSimulation,
  mostPoints,
  usualLawComparison,
  usualPoints,
} from '../scenario/scenario.ts';
import { type Axis, parseValues } from '../scenario/values.ts';
import type { Absent, Given, Option, Terminal } from './command.ts';
import { guard } from './interruption.ts';
import { checkFolder, choice, mostWorkers, refuseUnused, textOf, wholeNumber } from './options.ts';
import { type Owner, readScan } from './parameterOptions.ts';
import { pictureOptions, readPictures } from './pictures.ts';
import { progressBar } from './progressBar.ts';
import { damageReport, folderName, folderOptions, readName, waiting } from './resultsFolder.ts';

const most = { size: 20_000, trials: 10_000 };

/** Size and trials unless they are said. */
export interface Usual {
  readonly size: number;
  readonly trials: number;
}

const outputOptions: readonly Option[] = [
  ...folderOptions('a law', 'what is observed of which model, and the options that say how'),
  {
    name: 'venue',
    of: 'figure',
    meaning: `venue whose column is filled: ${Object.keys(VENUES).join(', ')}`,
    group: 'Output',
  },
  { name: 'theme', of: 'figure', meaning: Object.keys(THEMES).join(' or '), group: 'Output' },
  ...pictureOptions('figure', 'Output'),
];

/** What the command of one law has of its own. */
export interface LawCommand {
  readonly observe: LawName;
  readonly usual: Usual;
  /** What its options say. */
  readonly meanings: Readonly<Record<'points' | 'at' | 'size' | 'trials' | 'json' | 'csv', string>>;
  /** Options of its own. */
  readonly own: readonly Option[];
  /** What `--at` is. */
  readonly place: NumberParameter;
  /** What its own options say of how the law is shown. */
  readonly plan: (given: Given) => Partial<LawPlan>;
  /** The ladder that ends at this size. */
  readonly ladder: (largest: Usual) => readonly Usual[];
  /** What there is not besides. */
  readonly absent: Absent;
}

/** The options of a law's command beside parameters. */
export function lawOptions({ observe, usual, meanings, own }: LawCommand): Option[] {
  const group = 'Simulation';
  const heading = `${observe[0]!.toUpperCase()}${observe.slice(1)}`;
  const numbers = (name: 'json' | 'csv'): Option => ({
    ...{ name, of: 'command', kind: 'flag', group: 'Output' },
    meaning: `theory only, to the terminal: ${meanings[name]}`,
  });
  return [
    ...own,
    {
      ...{ name: 'points', of: 'grid', group: heading },
      meaning: `${meanings.points} [default ${usualPoints[observe]}]`,
    },
    {
      ...{ name: 'at', of: 'places', group: heading },
      meaning: `${meanings.at}, instead of a grid; with --json or --csv`,
    },
    { name: 'size', of: 'size', meaning: `${meanings.size} [default ${usual.size}]`, group },
    { name: 'trials', of: 'simulation', meaning: `${meanings.trials} [default ${usual.trials}]`, group },
    { name: 'seed', of: 'simulation', meaning: 'seed of every random stream [default 1]', group },
    {
      name: 'blas',
      of: 'simulation',
      meaning: 'auto, embedded, embedded-fma, or the path of a BLAS [default auto]',
      group,
    },
    { name: 'workers', of: 'simulation', meaning: 'worker threads [default: one a core]', group },
    { name: 'theory-only', of: 'simulable', kind: 'flag', meaning: 'no simulation', group },
    { name: 'fresh', of: 'simulation', kind: 'flag', meaning: 'forget stored trials and start over', group },
    ...outputOptions,
    numbers('json'),
    numbers('csv'),
  ];
}

/** Whether numbers go to the terminal, and how; null: a figure is drawn. @throws {InputError} when both are asked for */
function terminalFormat(given: Given): 'json' | 'csv' | null {
  const asked = (['json', 'csv'] as const).filter((name) => given.options.has(name));
  if (asked.length > 1) throw new InputError('--json and --csv exclude each other; give one of them');
  return asked[0] ?? null;
}

/** What there is not, by how laws at these points are shown. */
function absentFrom(given: Given, model: Model, points: readonly Point[]): Absent {
  const format = terminalFormat(given);
  const alone =
    format !== null
      ? `--${format} prints the theory alone`
      : points.some((point) => model.simulates?.(point) ?? true)
        ? undefined
        : 'what these points ask for is theory alone';
  const unsimulated =
    alone ?? (given.options.has('theory-only') ? '--theory-only simulates nothing' : undefined);
  const sized = points.every((point) => model.absoluteSize(point) !== null);
  return {
    figure: format === null ? undefined : `--${format} draws no figure`,
    results: format === null ? undefined : `--${format} writes no files`,
    places: format === null ? 'the figure goes along a grid; add --json or --csv' : undefined,
    grid: given.options.has('at') ? '--at says where the law is taken' : undefined,
    simulable: alone,
    simulation: unsimulated,
    draws: unsimulated && `${unsimulated}, and limits are the same whatever is drawn`,
    size: unsimulated ?? (sized ? 'the points say themselves how large everything is' : undefined),
  };
}

/** The values of `--at`, in the order asked, if it is given. */
function readPlaces(given: Given, place: NumberParameter): { readonly at?: number[] } {
  const text = textOf(given, 'at');
  if (text === undefined) return {};
  return { at: parseValues(text, place, '--at').map(Number) };
}

/** Options that say where results go and who draws them, but not what they are. */
const unnamed = [
  'out',
  'name',
  'replace',
  'wait-for-lock',
  'fresh',
  'workers',
  'blas',
  'formats',
  'png',
  'dpi',
];

/**
 * Tells the law of a model, or draws it beside simulated ones: the scenario that the options make, run as `descent run` runs it.
 *
 * @returns the exit code
 */
export async function executeLaw(
  given: Given,
  terminal: Terminal,
  {
    model,
    owner,
    command,
    options,
  }: {
    readonly model: Model;
    /** Whose parameters are read. */
    readonly owner: Owner;
    readonly command: LawCommand;
    readonly options: readonly Option[];
  },
): Promise<number> {
  const format = terminalFormat(given);
  const { axes, points } = readScan(owner, given, options);
  refuseUnused(given, options, { ...absentFrom(given, model, points), ...command.absent });
  const scenario = readScenario(given, model, axes, points, command);
  if (format !== null) {
    const told = toldOf(scenario, showLaws(scenario, readPlaces(given, command.place)));
    terminal.out(format === 'json' ? `${JSON.stringify(told.data)}\n` : told.csv);
    return 0;
  }
  const named = [...given.options].filter(([name]) => !unnamed.includes(name));
  const changes = named.map(([name, [text]]) => (text === undefined ? name : `${name}=${text}`));
  const name = readName(given) ?? folderName(scenario.name, changes);
  const renamed = { ...scenario, name, canonical: { ...scenario.canonical, name } };
  const verdict = await drawLaw(
    renamed,
    {
      workers: wholeNumber(given, 'workers', mostWorkers) ?? availableParallelism(),
      blas: textOf(given, 'blas') ?? 'auto',
      out: textOf(given, 'out') ?? 'out',
      fresh: given.options.has('fresh'),
      replace: given.options.has('replace'),
      ...waiting(given, terminal),
      source: { scenario: scenario.name, changes },
    },
    terminal,
  );
  return verdict === 'disagree' ? 3 : 0;
}

/** The scenario that the options make. */
function readScenario(
  given: Given,
  model: Model,
  axes: readonly Axis[],
  points: readonly Point[],
  { observe, plan, usual, ladder }: LawCommand,
) {
  const size = wholeNumber(given, 'size', most.size) ?? usual.size;
  const trials = wholeNumber(given, 'trials', most.trials) ?? usual.trials;
  const rungs = ladder({ size, trials });
  const absolute = points.some((point) => model.absoluteSize(point) !== null);
  const simulation: LawSimulation = {
    ...(absolute
      ? { sizes: null, trials: [trials] }
      : { sizes: rungs.map((rung) => rung.size), trials: rungs.map((rung) => rung.trials) }),
    seed: textOf(given, 'seed') ?? '1',
  };
  return lawScenario(model, axes, {
    name: `${observe}-${model.name}`,
    title: model.title,
    references: model.references,
    model: model.name,
    observe,
    law: { points: wholeNumber(given, 'points', mostPoints) ?? usualPoints[observe], ...plan(given) },
    simulation: given.options.has('theory-only') ? null : simulation,
    comparison: observe === 'spectrum' ? usualLawComparison : null,
    figure: {
      width: (choice(given, 'venue', Object.keys(VENUES)) ?? 'prl') as Venue,
      theme: (choice(given, 'theme', Object.keys(THEMES)) ?? 'light') as Theme,
      title: null,
      ...readPictures(given),
    },
  });
}

/** Runs the scenario, with a progress bar, and tells what was found and written. */
export async function drawLaw(
  scenario: LawScenario,
  options: LawOptions,
  terminal: Terminal,
  heading = '',
): Promise<LawOutcome['results']['verdict']> {
  checkFolder('--out', options.out);
  const progress = await progressBar(scenario.name, terminal);
  const { results, files } = await runLaw(scenario, {
    ...options,
    // The bar hides the cursor: it must be gone before signals end the process at once again.
    guard: (work) => guard((signal) => work(signal).finally(progress.stop)),
    onProgress: progress.update,
    onResults: (report, store) => terminal.tell(`${heading}${report}\n${damageReport(store)}`),
  });
  terminal.tell(files.map((file) => `  ${file}\n`).join(''));
  return results.verdict;
}
