/** The whole of Descent in one function: scenario → plan → theory and simulation → comparison → figure and results. */
import { join } from 'node:path';
import { renderFigure } from '../figure/figure.ts';
import { openBackend } from '../linalg/select.ts';
import { toCsv } from '../report/csv.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { simulate } from '../simulation/simulate.ts';
import { openStore, replaceFiles } from '../simulation/store.ts';
import { demandsOf, planCases } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';
import { figureOf } from './figure.ts';
import { assembleResults, type Results } from './results.ts';

export interface RunOptions {
  /** Folder of the results; one folder a scenario inside it. */
  readonly out: string;
  readonly workers: number;
  /** `auto`, `embedded`, `embedded-fma`, or the path of a BLAS. */
  readonly blas: string;
  /** Forget stored trials and start over. */
  readonly fresh: boolean;
  /**
   * Runs what must not be cut off, the simulation and the writing of files, and ends the former by the signal that it hands over. At all other times
   * nothing is lost when the process ends. Absent: nothing interrupts.
   */
  readonly guard?: <T>(work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;
  readonly onProgress?: (done: number) => void;
}

/** Files that a run wrote, and what they hold. */
export interface RunOutcome {
  readonly results: Results;
  readonly files: readonly string[];
}

/**
 * Run a scenario and write `<out>/<name>/{results.json, results.csv, figure.svg}`; stored trials are reused. Nothing is replaced
 * before everything is computed.
 *
 * @throws {InputError} for impossible sizes or backends
 * @throws {InterruptedError} when the guard's signal fires; finished blocks are kept
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const folder = join(options.out, scenario.name);
  const cases = planCases(scenario);
  const { claims, backend } = await measure(scenario, cases, folder, options);
  const results = assembleResults(scenario, cases, claims, backend);
  const figure = figureOf([results]);
  const contents = {
    [join(folder, 'results.json')]: `${JSON.stringify(results, null, 1)}\n`,
    [join(folder, 'results.csv')]: resultsCsv(results),
    ...(figure ? { [join(folder, 'figure.svg')]: await renderFigure(figure) } : {}),
  };
  await guarded(options)(async () => replaceFiles(contents));
  return { results, files: Object.keys(contents) };
}

function guarded({ guard = (work) => work() }: RunOptions): NonNullable<RunOptions['guard']> {
  return guard;
}

async function measure(
  scenario: Scenario,
  cases: ReturnType<typeof planCases>,
  folder: string,
  options: RunOptions,
): Promise<{ claims: CaseClaim[]; backend: string | null }> {
  if (scenario.simulation === null) return { claims: [], backend: null };
  const backend = openBackend(options.blas).identity;
  const demands = demandsOf(cases, scenario);
  const store = openStore(join(folder, 'trials.jsonl'), { fresh: options.fresh });
  try {
    await guarded(options)((signal) =>
      simulate(demands, store, { ...options, backend, ...(signal ? { signal } : {}) }),
    );
    store.seal();
    return { claims: claimsOf(cases, scenario, store, backend), backend };
  } finally {
    store.close();
  }
}

/** The cells flat, one row each; without simulation, the predictions. */
function resultsCsv(results: Results): string {
  const rows = results.cells.map(({ parameters, sizes, ratios: _, quantiles, ...cell }) => ({
    ...parameters,
    ...sizes,
    ...cell,
    ...Object.fromEntries(Object.entries(quantiles).map(([level, value]) => [`q${level}`, value])),
    verdict: cell.verdict ?? 'untested',
  }));
  if (rows.length > 0) return toCsv(rows, [results.scenario.title]);
  return toCsv(
    results.theory.map(({ parameters, prediction }) => ({ ...parameters, ...prediction })),
    [results.scenario.title],
  );
}
