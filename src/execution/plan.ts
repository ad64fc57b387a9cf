/**
 * From the draws that a scenario asks for to tasks for workers: which trials of which series are missing from the store, cut into
 * blocks whose size is set by the draw alone.
 */
import {
  canonicalJson,
  columnNames,
  designOf,
  isBrought,
  type Simulator,
  type TrialPlan,
} from '../simulators/simulator.ts';
import { digestOfModule } from './modules.ts';
import type { Store } from './store.ts';

/** A number of trials of one plan; its series are all that some point reads off this draw. */
export interface Demand {
  readonly simulator: Simulator;
  readonly plan: TrialPlan;
  readonly trials: number;
}

/** Consecutive trials for one worker. */
export interface Task {
  readonly simulator: Simulator;
  readonly plan: TrialPlan;
  readonly first: number;
  readonly count: number;
}

type Planned = Pick<Demand, 'simulator' | 'plan'>;

/** Some tenth of a second of work: small enough to lose, large enough to be worth a message. */
const blockOperations = 2e9;
const largestBlock = 128;

/** What a series of stored trials is, by content: everything that its numbers depend on, by name. */
export function seriesKey({ simulator, plan }: Planned, series: object, backend: string): string {
  const { design: _, series: __, ...settings } = plan;
  const { name: design, version, together, draw } = designOf(simulator, plan);
  return canonicalJson({
    ...{ simulator: simulator.name, design, version, backend, ...settings },
    ...(isBrought(simulator.module) ? { module: digestOfModule(simulator.module) } : {}),
    series: simulator.content?.(series) ?? series,
    ...(together ? { draw: draw(plan) } : {}),
  });
}

/** The columns of every series of these demands, by their keys. */
export function columnsOf(demands: readonly Demand[], backend: string): Map<string, readonly string[]> {
  return new Map(
    demands.flatMap((demand) => {
      const design = designOf(demand.simulator, demand.plan);
      return demand.plan.series.map(
        (each) => [seriesKey(demand, each, backend), columnNames(design, each)] as const,
      );
    }),
  );
}

/** Floating-point operations of a trial, roughly. */
export function trialOperations({ simulator, plan }: Planned): number {
  return designOf(simulator, plan).operations(plan);
}

/** Trials per block of this draw. */
export function blockSize(planned: Planned): number {
  return Math.max(1, Math.min(largestBlock, Math.round(blockOperations / trialOperations(planned))));
}

/** Appends to the store what it lacks of the demanded trials and another one has. */
export function adopt(
  demands: readonly Demand[],
  store: Pick<Store, 'trials' | 'append'>,
  other: Pick<Store, 'trials'>,
  backend: string,
): void {
  for (const demand of demands) {
    const { simulator, plan, trials } = demand;
    const design = designOf(simulator, plan);
    for (const each of plan.series) {
      const columns = columnNames(design, each);
      const series = seriesKey(demand, each, backend);
      const [own, found] = [store.trials(series), other.trials(series)];
      const lacking = range(0, trials).filter((trial) => !own.has(trial) && found.has(trial));
      for (const run of consecutive(lacking)) {
        const rows = run.map((trial) => found.get(trial)!);
        store.append({ series, first: run[0]!, columns, rows });
      }
    }
  }
}

/** What is there of series by their keys. */
export interface Known {
  trials(series: string): { has(trial: number): boolean };
}

/** Tasks for everything that the store lacks, largest first so that no worker idles at the end. */
export function missingTasks(demands: readonly Demand[], store: Known, backend: string): Task[] {
  const tasks = demands.flatMap((demand) => {
    const { simulator, plan, trials } = demand;
    const known = plan.series.map((each) => store.trials(seriesKey(demand, each, backend)));
    const size = blockSize(demand);
    const found: Task[] = [];
    for (let first = 0; first < trials; first += size) {
      const block = range(first, Math.min(trials, first + size));
      const missing = known.map((values) => block.filter((trial) => !values.has(trial)));
      for (const { series, lacking } of groupsOf(demand, missing)) {
        for (const run of consecutive(lacking))
          found.push({ simulator, plan: { ...plan, series }, first: run[0]!, count: run.length });
      }
    }
    return found;
  });
  return tasks.sort((a, b) => taskOperations(b) - taskOperations(a));
}

/**
 * Series that are computed together, and the trials that they lack: those that lack the same, or all, where numbers depend on the whole of
 * the plan.
 */
function groupsOf(
  { simulator, plan }: Demand,
  missing: readonly (readonly number[])[],
): Iterable<{ readonly series: readonly object[]; readonly lacking: readonly number[] }> {
  const { series } = plan;
  if (designOf(simulator, plan).together) {
    return [{ series, lacking: [...new Set(missing.flat())].sort((a, b) => a - b) }];
  }
  const groups = new Map<string, { series: object[]; lacking: readonly number[] }>();
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

/** Runs of numbers that follow each other, of ascending ones. */
export function consecutive(numbers: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs;
}
