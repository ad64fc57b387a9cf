/**
 * From the draws that a scenario asks for to tasks for workers: which trials of which series are missing from the store, cut into
 * blocks whose size is set by the draw alone.
 */
import { cellName } from '../problem/cell.ts';
import { classifierName } from '../problem/classifier.ts';
import { streamKey } from '../random/stream.ts';
import { testPoints } from './measure.ts';
import type { Store } from './store.ts';
import { type Series, type TrialPlan, trialOperations } from './trial.ts';

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

/** Changes when the meaning of stored numbers does. */
const algorithm = 'trial-4';

/** What a stored series of trials is, by content: everything that its numbers depend on. */
export function seriesKey(
  plan: TrialPlan,
  { cell, ridge, schedule, classifier }: Series,
  backend: string,
): string {
  const { labels, nonlinear, seed } = plan;
  return JSON.stringify([
    algorithm,
    backend,
    seed,
    plan.design === 'direct' ? 'direct' : [plan.design, drawName(plan)],
    cellName(cell),
    schedule ? [ridge, ...Object.values(schedule)] : ridge,
    labels,
    nonlinear,
    testPoints(cell, classifier !== undefined),
    ...(classifier ? [classifierName(classifier)] : []),
  ]);
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
