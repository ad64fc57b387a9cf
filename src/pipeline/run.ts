/** The whole of Descent in one function: scenario → plan → theory and simulation → comparison → results and figure. */
import { writeFigure } from '../figure/write.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { demandsOf, planCases } from './cases.ts';
import { type CaseClaim, claimsOf } from './claims.ts';
import { figureOf } from './figure.ts';
import { type FolderOptions, intoFolder, type StoreReport, sourceOf, withTrials } from './folder.ts';
import { resultsCsv } from './resultRows.ts';
import { assembleResults, type Results } from './results.ts';
import { type Looked, type Means, untilDecided } from './untilDecided.ts';

export interface RunOptions extends FolderOptions {
  /** Trials and sizes are added until every claim is decided, or these seconds are over. Absent: what the scenario says is simulated. */
  readonly untilDecided?: { readonly budget: number; readonly onLook?: Means['onLook'] };
  /** Results are written, and drawn next. */
  readonly onResults?: (results: Results, store: RunOutcome['store']) => void;
}

/** Files that a run wrote, and what they hold. */
export interface RunOutcome {
  readonly results: Results;
  readonly files: readonly string[];
  /** null without simulation. */
  readonly store: StoreReport | null;
}

/**
 * Run a scenario and write `<out>/<name>/{results.json, results.csv, figure.svg}`, or the figure in the formats that the scenario names; stored trials are reused, those of the source's own
 * folder, too. Nothing is replaced before everything is computed; a figure that cannot be drawn leaves the results.
 *
 * @throws {InputError} for impossible sizes or backends, and when the folder is being written or holds results of another source
 * @throws {InterruptedError} when the guard's signal fires; finished blocks are kept
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunOutcome> {
  const cases = planCases(scenario);
  const { outcome, files } = await intoFolder(scenario.name, options, async () => {
    const { backend, store, claims, looked } = await measure(scenario, cases, options);
    const source = sourceOf(scenario.name, options);
    const results = assembleResults(scenario, looked?.cases ?? cases, claims, backend, source, looked);
    return {
      outcome: { results, store },
      results: {
        'results.json': `${JSON.stringify(results, null, 1)}\n`,
        'results.csv': resultsCsv(results),
      },
      draw: async () => {
        options.onResults?.(results, store);
        const figure = figureOf([results]);
        const { formats = ['svg'], dpi } = scenario.figure ?? {};
        return figure ? writeFigure(figure, 'figure', formats, { dpi }) : {};
      },
    };
  });
  return { ...outcome, files };
}

interface Measured extends Pick<RunOutcome, 'store'> {
  readonly claims: readonly CaseClaim[];
  readonly backend: string | null;
  readonly looked?: Looked;
}

async function measure(
  scenario: Scenario,
  cases: ReturnType<typeof planCases>,
  options: RunOptions,
): Promise<Measured> {
  if (scenario.simulation === null) {
    const claims = claimsOf(cases, scenario, { trials: () => new Map() }, '');
    return { claims, backend: null, store: null };
  }
  const demands = demandsOf(cases, scenario);
  return withTrials(scenario.name, demands, options, async ({ store, backend, draw }) => {
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
    const claims = looked?.claims ?? claimsOf(cases, scenario, store, backend);
    return { claims, ...(looked ? { looked } : {}) };
  });
}
