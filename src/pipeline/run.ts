/** The whole of Descent in one function: scenario → plan → theory and simulation → comparison → results and figure. */
import { join } from 'node:path';
import { automatic } from '../execution/automatic.ts';
import type { Executor } from '../execution/executor.ts';
import { replaceFiles } from '../execution/files.ts';
import { adopt, columnsOf, type Demand } from '../execution/plan.ts';
import { simulate } from '../execution/simulate.ts';
import { openStore, readStore } from '../execution/store.ts';
import { renderFigure } from '../figure/figure.ts';
import { openBackend } from '../linalg/select.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { demandsOf, planCases } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';
import { figureOf } from './figure.ts';
import { claimFolder } from './outFolder.ts';
import { resultsCsv } from './resultRows.ts';
import { assembleResults, type Results, type Source } from './results.ts';
import { type Looked, type Means, untilDecided } from './untilDecided.ts';
import { type Files, writeThenDraw } from './writeThenDraw.ts';

export interface RunOptions {
  /** Folder of the results; one folder a scenario inside it. */
  readonly out: string;
  readonly workers: number;
  /** `auto`, `embedded`, `embedded-fma`, or the path of a BLAS. */
  readonly blas: string;
  /** What runs the trials, on the same backend; absent: a pool of as many workers, or this thread for a tenth of a second of work. */
  readonly executor?: Executor;
  /** Forget stored trials and start over. */
  readonly fresh: boolean;
  /** Trials and sizes are added until every claim is decided, or these seconds are over. Absent: what the scenario says is simulated. */
  readonly untilDecided?: { readonly budget: number; readonly onLook?: Means['onLook'] };
  /** What the results are of; absent: the scenario by its own name. */
  readonly source?: Source;
  /** Whether results of another source may be replaced. */
  readonly replace?: boolean;
  /**
   * Runs what must not be cut off, the simulation and the writing of files, and ends the former by the signal that it hands over. At all other times
   * nothing is lost when the process ends. Absent: nothing interrupts.
   */
  readonly guard?: <T>(work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;
  readonly onProgress?: (done: number) => void;
  /** Results are written, and drawn next. */
  readonly onResults?: (results: Results, store: RunOutcome['store']) => void;
}

/** Files that a run wrote, and what they hold. */
export interface RunOutcome {
  readonly results: Results;
  readonly files: readonly string[];
  /** Where trials are stored, and damaged lines there that were passed over; null without simulation. */
  readonly store: { readonly file: string; readonly damaged: number } | null;
}

/**
 * Run a scenario and write `<out>/<name>/{results.json, results.csv, figure.svg}`; stored trials are reused, those of the source's own
 * folder, too. Nothing is replaced before everything is computed; a figure that cannot be drawn leaves the results.
 *
 * @throws {InputError} for impossible sizes or backends, and when the folder is being written or holds results of another source
 * @throws {InterruptedError} when the guard's signal fires; finished blocks are kept
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const { source = { scenario: scenario.name, changes: [] }, replace = false } = options;
  const folder = join(options.out, scenario.name);
  const cases = planCases(scenario);
  const release = claimFolder(folder, source, replace);
  try {
    const { backend, store, ...measured } = await measure(scenario, cases, { ...options, source });
    const { claims, looked } = measured;
    const results = assembleResults(scenario, looked?.cases ?? cases, claims, backend, source, looked);
    const contents = {
      [join(folder, 'results.json')]: `${JSON.stringify(results, null, 1)}\n`,
      [join(folder, 'results.csv')]: resultsCsv(results),
    };
    const draw = async (path: string) => {
      options.onResults?.(results, store);
      const figure = figureOf([results]);
      return figure ? { [path]: await renderFigure(figure) } : {};
    };
    const write = (files: Files) => guarded(options)(async () => replaceFiles(files));
    const files = await writeThenDraw(contents, join(folder, 'figure.svg'), draw, write);
    return { results, files, store };
  } finally {
    release();
  }
}

interface Measured extends Pick<RunOutcome, 'store'> {
  readonly claims: readonly CaseClaim[];
  readonly backend: string | null;
  readonly looked?: Looked;
}

function guarded({ guard = (work) => work() }: RunOptions): NonNullable<RunOptions['guard']> {
  return guard;
}

async function measure(
  scenario: Scenario,
  cases: ReturnType<typeof planCases>,
  options: RunOptions & { readonly source: Source },
): Promise<Measured> {
  if (scenario.simulation === null) {
    const claims = claimsOf(cases, scenario, { trials: () => new Map() }, '');
    return { claims, backend: null, store: null };
  }
  const { out, fresh, source, executor = automatic(options) } = options;
  const backend = executor.identity ?? openBackend(options.blas).identity;
  const demands = demandsOf(cases, scenario);
  const columns = columnsOf(demands, backend);
  const trialsOf = (name: string) => join(out, name, 'trials.jsonl');
  const file = trialsOf(scenario.name);
  const store = openStore(file, { fresh, columns });
  try {
    if (!fresh && source.scenario !== scenario.name)
      adopt(demands, store, readStore(trialsOf(source.scenario), columns), backend);
    const draw = (needed: readonly Demand[]) =>
      guarded(options)((signal) =>
        simulate(needed, store, { ...options, executor, backend, ...(signal ? { signal } : {}) }),
      );
    const { untilDecided: until } = options;
    if (until === undefined) await draw(demands);
    const looked =
      until &&
      (await untilDecided(cases, scenario, {
        ...until,
        simulate: (some) => draw(demandsOf(some, scenario)),
        claimsOf: (some) => claimsOf(some, scenario, store, backend),
        clock: () => performance.now() / 1000,
      }));
    store.seal();
    const claims = looked?.claims ?? claimsOf(cases, scenario, store, backend);
    return { claims, backend, store: { file, damaged: store.damaged }, ...(looked ? { looked } : {}) };
  } finally {
    store.close();
  }
}
