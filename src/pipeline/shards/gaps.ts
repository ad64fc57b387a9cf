/** How far a shared run is, and what of it is missing, for people. */
import { lackingOf } from '../../execution/cluster/blocks.ts';
import { readDrawn } from '../../execution/cluster/parts.ts';
import { consecutive, type Known, seriesKey, type Task } from '../../execution/plan.ts';
import { show } from '../../report/table.ts';
import { canonicalJson } from '../../simulators/simulator.ts';
import type { SharedRun } from './plan.ts';

/** How far a run is by its files. */
export interface Extent {
  /** Places of the blocks of which something is missing. */
  readonly missing: readonly number[];
  readonly blocks: number;
  /** What is missing, a line a draw. */
  readonly gaps: readonly string[];
}

const mostGaps = 20;
const mostValues = 4;

/** @param drawn  absent: it is read */
export function extentOf(run: SharedRun, drawn: Known = readDrawn(run.folder, run.columns)): Extent {
  const { plan, demands } = run;
  const all = plan.blocks.map((_, place) => place);
  const lacking = lackingOf(demands, plan.blocks, all, drawn, plan.backend);
  const byDraw = new Map<number, Task[]>();
  for (const [place, tasks] of lacking) {
    const { draw } = plan.blocks[place]!;
    const known = byDraw.get(draw) ?? [];
    known.push(...tasks);
    byDraw.set(draw, known);
  }
  const gaps = [...byDraw]
    .sort(([a], [b]) => a - b)
    .map(([draw, tasks]) => `${drawText(run, draw)}: ${trialsText(tasks)} of ${demands[draw]!.trials}`);
  const shown =
    gaps.length > mostGaps ? [...gaps.slice(0, mostGaps), `… and ${gaps.length - mostGaps} more`] : gaps;
  return { missing: [...lacking.keys()], blocks: all.length, gaps: shown };
}

/** The same where these tasks are all that is missing. */
export function extentWithout(run: SharedRun, tasks: readonly Task[]): Extent {
  const lacking = new Map<string, Set<number>>();
  for (const task of tasks)
    for (const each of task.plan.series) {
      const key = seriesKey(task, each, run.plan.backend);
      const trials = lacking.get(key) ?? new Set();
      lacking.set(key, trials);
      for (let i = 0; i < task.count; i++) trials.add(task.first + i);
    }
  return extentOf(run, {
    trials: (series) => ({ has: (trial) => !(lacking.get(series)?.has(trial) ?? false) }),
  });
}

/** In words. */
export function extentText({ missing, blocks }: Extent): string {
  const done = blocks - missing.length;
  return `${done} of ${blocks} blocks are drawn (${Math.floor((100 * done) / Math.max(1, blocks))} %)`;
}

/** The points that are read off a draw, by what varies. */
function drawText({ scenario, sized, demands }: SharedRun, draw: number): string {
  const { plan, largest } = demands[draw]!;
  const series = new Set(plan.series.map((each) => canonicalJson(each)));
  const points = sized.filter((each) => series.has(canonicalJson(each.series))).map(({ at }) => at);
  const varying = scenario.axes.filter(({ values }) => values.length > 1).map(({ name }) => name);
  const named = varying.map((name) => `${name} = ${valuesText(points.map((point) => point[name]))}`);
  return [...named, `size ${largest.size}`].join(', ');
}

function valuesText(values: readonly (number | string | undefined)[]): string {
  const distinct = [...new Set(values)].map((value) => show(value));
  return distinct.length > mostValues
    ? `${distinct[0]} … ${distinct.at(-1)} (${distinct.length} values)`
    : distinct.join(' ');
}

/** Trials count from 0. */
function trialsText(tasks: readonly Task[]): string {
  const numbers = new Set(
    tasks.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i)),
  );
  const texts = consecutive([...numbers].sort((a, b) => a - b)).map((run) =>
    run.length === 1 ? `${run[0]}` : `${run[0]}–${run.at(-1)}`,
  );
  const cut = texts.length > mostValues ? [...texts.slice(0, mostValues), '…'] : texts;
  return `trials ${cut.join(', ')}`;
}
