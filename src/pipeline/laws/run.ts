/** One program for every law: scenario → theory and simulated problems → verdict → results and figure, on the road that risks go. */
import type { Verdict } from '../../comparison/judge.ts';
import { InputError } from '../../errors.ts';
import { seriesKey } from '../../execution/plan.ts';
import type { SingleFigure } from '../../figure/figure.ts';
import { writeFigure } from '../../figure/write.ts';
import { type Model, resolvePoint } from '../../models/model.ts';
import { modelNamed } from '../../models/registry.ts';
import type { Point } from '../../parts/parameter.ts';
import { cautionLines } from '../../report/cautions.ts';
import { toCsv } from '../../report/csv.ts';
import { show, toTable } from '../../report/table.ts';
import type { CanonicalLaw, LawName, LawScenario } from '../../scenario/scenario.ts';
import { expandPoints } from '../../scenario/values.ts';
import { canonicalJson } from '../../simulators/simulator.ts';
import { type DrawnCases, drawsOf, type SizedCase } from '../cases.ts';
import {
  type FolderOptions,
  intoFolder,
  type StoreReport,
  sourceOf,
  type Trials,
  withTrials,
} from '../folder.ts';
import { type Source, versions, worstOf } from '../results.ts';
import { whereText } from '../verdicts.ts';
import { lawFigure } from './figure.ts';
import type { DrawnLaw, LawKind, Showing, ShownLaw, Told } from './law.ts';
import { margins } from './margins.ts';
import { spectrum } from './spectrum.ts';

const kinds: Readonly<Record<LawName, LawKind>> = {
  spectrum: spectrum as unknown as LawKind,
  margins: margins as unknown as LawKind,
};

/** What results.json holds. */
export interface LawResults {
  readonly scenario: CanonicalLaw;
  readonly source: Source;
  readonly seed: string | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Identity of the linear algebra backend; null without simulation. */
  readonly backend: string | null;
  /** The worst of the laws; null where none is judged. */
  readonly verdict: Verdict | null;
  /** A law a point, under the name of what is observed, and its sample, null where there is none. */
  readonly laws: readonly Readonly<Record<string, unknown>>[];
}

export interface LawOptions extends FolderOptions {
  /** Results are written, and drawn next. */
  readonly onResults?: (report: string, store: LawOutcome['store']) => void;
}

export interface LawOutcome {
  readonly results: LawResults;
  readonly files: readonly string[];
  /** null without simulation. */
  readonly store: StoreReport | null;
}

/** A law of the scenario's at one of its points, and the problems that are drawn beside it, in ascending size. */
export interface LawCase {
  readonly shown: ShownLaw;
  readonly sizes: readonly SizedCase[];
}

/** The theory at every point. @throws {InputError} for what has no such law */
export function showLaws(
  { observe, model, axes, law }: LawScenario,
  more: Pick<Showing, 'at'> = {},
): ShownLaw[] {
  return expandPoints(axes).map((point) =>
    kinds[observe].show(modelNamed(model), point, { ...law, ...more }),
  );
}

/** What is told of laws, as plain data and as rows. */
export function toldOf(
  { observe }: LawScenario,
  shown: readonly ShownLaw[],
): { readonly data: readonly Told[]; readonly csv: string } {
  return {
    data: shown.map(({ told }) => told),
    csv: toCsv(shown.flatMap((each) => [...kinds[observe].rows(each)])),
  };
}

/** Every point of the scenario. @throws {InputError} where there is no law to draw */
export function planLaw(scenario: LawScenario): LawCase[] {
  const kind = kinds[scenario.observe];
  const model = modelNamed(scenario.model);
  const shown = showLaws(scenario);
  const missing = shown.map((each) => kind.missing(each)).find((reason) => reason !== null);
  if (missing !== undefined) throw new InputError(missing);
  return shown.map((each) => ({ shown: each, sizes: sizesOf(model, each.told.parameters, scenario) }));
}

/** What is drawn of the scenario, without its laws. */
export function sizedLaws(scenario: LawScenario): Pick<LawCase, 'sizes'>[] {
  const model = modelNamed(scenario.model);
  return expandPoints(scenario.axes).map((point) => ({
    sizes: sizesOf(model, resolvePoint(model, point), scenario),
  }));
}

function sizesOf(model: Model, parameters: Point, { observe, law, simulation }: LawScenario): SizedCase[] {
  if (simulation === null || model.simulates?.(parameters) === false) return [];
  const own = model.absoluteSize(parameters);
  return (simulation.sizes ?? [own!]).map((size, i) => {
    const realised = model.realise(parameters, size);
    const series = kinds[observe].series(model, parameters, law, realised);
    return { ...realised, series, size, testPoints: 0, trials: simulation.trials[i]!, at: parameters };
  });
}

/** The draws that the cases need. */
export function lawDemands(
  cases: readonly Pick<LawCase, 'sizes'>[],
  { observe, model, simulation }: LawScenario,
): DrawnCases[] {
  if (simulation === null) return [];
  const asked = { design: 'direct', labels: 1, seed: simulation.seed };
  return drawsOf(
    cases.flatMap(({ sizes }) => sizes),
    asked,
    kinds[observe].simulator,
    model,
  );
}

/**
 * Draw the law of a scenario and write `<out>/<name>/{results.json, results.csv, figure.svg}`, as `runScenario` does.
 *
 * @throws {InputError} for impossible sizes or backends, where there is no law to draw, and when the folder is being written or holds results of
 *   another source
 * @throws {InterruptedError} when the guard's signal fires; finished blocks are kept
 */
export async function runLaw(scenario: LawScenario, options: LawOptions): Promise<LawOutcome> {
  const kind = kinds[scenario.observe];
  const model = modelNamed(scenario.model);
  const cases = planLaw(scenario);
  const demands = lawDemands(cases, scenario);
  const varying = varyingNames(scenario);
  const { outcome, files } = await intoFolder(scenario.name, options, async () => {
    const { drawn, backend, store } = await sample(scenario, cases, demands, options);
    const verdicts = drawn.flatMap(({ sample: found }) =>
      found === null ? [] : (kind.verdict(found) ?? []),
    );
    const results: LawResults = {
      scenario: scenario.canonical,
      source: sourceOf(scenario.name, options),
      seed: scenario.simulation?.seed ?? null,
      versions,
      backend,
      verdict: worstOf(verdicts),
      laws: drawn.map(({ shown: { told }, sample: found }) => ({ [kind.name]: told, sample: found })),
    };
    return {
      outcome: { results, store },
      results: {
        'results.json': `${JSON.stringify(results)}\n`,
        'results.csv': toldOf(
          scenario,
          drawn.map(({ shown }) => shown),
        ).csv,
      },
      draw: async () => {
        options.onResults?.(reportOf(scenario, drawn, varying), store);
        const { formats = ['svg'], dpi } = scenario.figure;
        const figure = lawFigure(kind, model, drawn, varying, scenario.figure);
        return writeFigure(figure, 'figure', formats, { dpi });
      },
    };
  });
  return { ...outcome, files };
}

/** The figure of laws whose samples are known; theory is found again. @throws {InputError} where there is no law to draw */
export function savedLawFigure(
  scenario: LawScenario,
  laws: readonly { readonly sample?: unknown }[],
): SingleFigure {
  const drawn = planLaw(scenario).map(({ shown }, i) => ({ shown, sample: laws[i]?.sample ?? null }));
  const kind = kinds[scenario.observe];
  return lawFigure(kind, modelNamed(scenario.model), drawn, varyingNames(scenario), scenario.figure);
}

function varyingNames({ axes }: LawScenario): string[] {
  return axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
}

async function sample(
  scenario: LawScenario,
  cases: readonly LawCase[],
  demands: readonly DrawnCases[],
  options: LawOptions,
): Promise<{ drawn: DrawnLaw[]; backend: string | null; store: StoreReport | null }> {
  if (demands.length === 0) {
    const drawn = cases.map(({ shown }) => ({ shown, sample: null }));
    return { drawn, backend: null, store: null };
  }
  return withTrials(scenario.name, demands, options, async (trials) => {
    await trials.draw(demands);
    return { drawn: readSamples(scenario, cases, demands, trials) };
  });
}

function readSamples(
  { observe, model, comparison }: LawScenario,
  cases: readonly LawCase[],
  demands: readonly DrawnCases[],
  { store, backend }: Pick<Trials, 'store' | 'backend'>,
): DrawnLaw[] {
  const kind = kinds[observe];
  const keys = new Map(
    demands.flatMap((demand) =>
      demand.plan.series.map((each) => [canonicalJson(each), seriesKey(demand, each, backend)] as const),
    ),
  );
  return cases.map(({ shown, sizes }) => {
    const levels = sizes.map((sized) => {
      const stored = store.trials(keys.get(canonicalJson(sized.series))!);
      return { ...sized, values: Array.from({ length: sized.trials }, (_, trial) => stored.get(trial)!) };
    });
    return {
      shown,
      sample: levels.length === 0 ? null : kind.sample(modelNamed(model), shown, levels, comparison),
    };
  });
}

/** For people: the law at every point, cautions, and what the simulation says. */
function reportOf(
  { observe, model, comparison }: LawScenario,
  drawn: readonly DrawnLaw[],
  varying: readonly string[],
): string {
  const reports = drawn.map((each) => kinds[observe].report(modelNamed(model), each, comparison));
  const { heading, columns } = reports[0]!;
  const rows = reports.flatMap((report, i) => {
    const { parameters } = drawn[i]!.shown.told;
    const named = varying.map((name) => show(parameters[name]));
    return report.rows.map((cells) => [...named, ...cells]);
  });
  return [
    ...(heading === undefined ? [] : [heading]),
    toTable([...varying, ...columns], rows),
    ...cautionLines(drawn.map(({ shown }) => shown.told.cautions)),
    ...reports.flatMap(({ verdict, note }, i) => {
      const { parameters } = drawn[i]!.shown.told;
      const where = whereText(varying, (name) => show(parameters[name]));
      const said = Object.entries({ verdict, note }).filter(([, text]) => text !== undefined);
      return said.map(([what, text]) => `${what}${where}: ${text}`);
    }),
  ].join('\n');
}
