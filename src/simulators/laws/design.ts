/** What simulators of laws have in common: a trial is many numbers of one kind, ascending or not, and no quantity is read off it. */
import type { Backend } from '../../linalg/backend.ts';
import { groupByDraw, type Simulator, type TrialDesign, type TrialPlan } from '../simulator.ts';

/** A trial of one series. */
interface Drawn<S extends object> extends Pick<TrialDesign, 'name' | 'version'> {
  /** What its numbers are. */
  readonly column: string;
  /** How many there are. */
  readonly count: (series: S) => number;
  /** The name of what is drawn: series of one name share their draws. */
  readonly draw: (series: S) => string;
  readonly run: (backend: Backend, plan: TrialPlan<S>, trial: number) => readonly Float64Array[];
  readonly bytes: (series: S) => number;
  readonly operations: (series: S) => number;
}

/** The one design of a law, and what no law has. */
export function lawDesign<S extends object>({
  column,
  count,
  draw,
  run,
  bytes,
  operations,
  ...name
}: Drawn<S>): Pick<Simulator<TrialPlan<S>>, 'designs' | 'read'> {
  return {
    designs: {
      direct: {
        ...name,
        columns: [column],
        count,
        quantities: [],
        refuses: () => null,
        plans: (cases, { design, seed }) =>
          groupByDraw(
            cases.map(({ series }) => series),
            draw,
          ).map((series) => ({ design, series, seed })),
        draw: ({ series }) => draw(series[0]!),
        run: (backend, plan, trial) => run(backend, plan, trial).map((values) => Array.from(values)),
        bytes: ({ series }) => Math.max(...series.map(bytes)),
        operations: ({ series }) => series.reduce((sum, each) => sum + operations(each), 0),
      },
    },
    read: () => Number.NaN,
  };
}
