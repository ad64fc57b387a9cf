/**
 * From the draws that a scenario asks for to tasks for workers: which trials of which series are missing from the store, cut into
 * blocks whose size is set by the draw alone.
 */
import { cellName } from '../problem/cell.ts';
import { streamKey } from '../random/stream.ts';
import { testPoints } from '../simulators/regression/measure.ts';
import { designOf, type Series, type TrialPlan, trialColumns, trialOperations } from '../simulators/trial.ts';
import type { Store } from './store.ts';

/** A number of trials of one plan; its series are all that some point reads off this draw. */
export interface Demand extends TrialPlan {
  readonly trials: number;
}

/** Consecutive trials for one worker. */
export interface Task extends TrialPlan {
  readonly first: number;
  readonly count: number;
}

/** Some tenth of a second of work: small enough to lose, large enough to be worth a message. */
const blockOperations = 2e9;
const largestBlock = 128;

/** What a series of stored trials is, by content: everything that its numbers depend on, by name. */
export function seriesKey(plan: TrialPlan, series: Series, backend: string): string {
  const { labels, nonlinear, seed } = plan;
  const { name, version } = designOf(plan);
  const { cell, ...fit } = series;
  const [own, draw] = [cellName(cell), drawName(plan)];
  return canonicalJson({
    ...{ design: name, version, backend, seed, labels, nonlinear, cell: own, ...fit },
    testPoints: testPoints(cell, fit.classifier !== undefined),
    ...(draw === own ? {} : { draw }),
  });
}

/** JSON that does not depend on the order in which properties were written, and in which no two numbers look alike. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) return String(each);
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The columns of every series of these demands, by their keys. */
export function columnsOf(demands: readonly Demand[], backend: string): Map<string, readonly string[]> {
  return new Map(
    demands.flatMap((plan) =>
      plan.series.map((each) => [seriesKey(plan, each, backend), trialColumns(plan)] as const),
    ),
  );
}

/** The name of what is drawn: series of plans of one name share their draws, trial by trial. */
export function drawName(plan: TrialPlan): string {
  const cells = [...new Set(plan.series.map(({ cell }) => cellName(cell)))];
  return cells.length === 1 ? cells[0]! : streamKey('', cells.join()).join('-');
}

/** Trials per block of this draw. */
export function blockSize(plan: TrialPlan): number {
  return Math.max(1, Math.min(largestBlock, Math.round(blockOperations / trialOperations(plan))));
}

/** Appends to the store what it lacks of the demanded trials and another one has. */
export function adopt(
  demands: readonly Demand[],
  store: Pick<Store, 'trials' | 'append'>,
  other: Pick<Store, 'trials'>,
  backend: string,
): void {
  for (const { trials, ...plan } of demands) {
    for (const each of plan.series) {
      const series = seriesKey(plan, each, backend);
      const [own, found] = [store.trials(series), other.trials(series)];
      const lacking = range(0, trials).filter((trial) => !own.has(trial) && found.has(trial));
      for (const run of consecutive(lacking)) {
        const rows = run.map((trial) => found.get(trial)!);
        store.append({ series, first: run[0]!, columns: trialColumns(plan), rows });
      }
    }
  }
}

/** Tasks for everything that the store lacks, largest first so that no worker idles at the end. */
export function missingTasks(
  demands: readonly Demand[],
  store: Pick<Store, 'trials'>,
  backend: string,
): Task[] {
  const tasks = demands.flatMap((demand) => {
    const { trials, ...plan } = demand;
    const known = plan.series.map((each) => store.trials(seriesKey(plan, each, backend)));
    const size = blockSize(plan);
    const found: Task[] = [];
    for (let first = 0; first < trials; first += size) {
      const block = range(first, Math.min(trials, first + size));
      const missing = known.map((values) => block.filter((trial) => !values.has(trial)));
      for (const { series, lacking } of groupsOf(plan, missing)) {
        for (const run of consecutive(lacking))
          found.push({ ...plan, series, first: run[0]!, count: run.length });
      }
    }
    return found;
  });
  return tasks.sort((a, b) => taskOperations(b) - taskOperations(a));
}

/**
 * Series that are computed together, and the trials that they lack: those that lack the same, or on a nested path, whose numbers depend on
 * the whole of it, all.
 */
function groupsOf(
  { design, series }: TrialPlan,
  missing: readonly (readonly number[])[],
): Iterable<{ readonly series: readonly Series[]; readonly lacking: readonly number[] }> {
  if (design === 'nested') {
    return [{ series, lacking: [...new Set(missing.flat())].sort((a, b) => a - b) }];
  }
  const groups = new Map<string, { series: Series[]; lacking: readonly number[] }>();
  series.forEach((each, i) => {
    const lacking = missing[i]!;
    const group = groups.get(lacking.join()) ?? { series: [], lacking };
    group.series.push(each);
    groups.set(lacking.join(), group);
  });
  return groups.values();
}

export function taskOperations(task: Task): number {
  return task.count * trialOperations(task);
}

function range(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, i) => first + i);
}

function consecutive(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs;
}
