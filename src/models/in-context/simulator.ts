/** Trials of in-context learning for the pool: one draw of pretraining contexts, fitted at every ridge that is asked for. */
import { openStreams } from '../../simulators/draw.ts';
import { groupByDraw, type Simulator, type TrialPlan } from '../../simulators/simulator.ts';
import { type InContextTrial, inContextBytes, inContextOperations, inContextTrial } from './trial.ts';

/** One draw fitted at one ridge. */
export interface InContextSeries extends Omit<InContextTrial, 'ridges'> {
  readonly ridge: number;
}

type Plan = TrialPlan<InContextSeries>;

const columns = ['icl', 'idg', 'trainError'] as const;

function drawName({ d, context, tasks, samples, noise }: InContextSeries): string {
  return `in-context ${[d, context, tasks, samples, noise].join(' ')}`;
}

function trialOf({ series }: Plan): InContextTrial {
  const { ridge: _, ...draw } = series[0]!;
  return { ...draw, ridges: series.map(({ ridge }) => ridge) };
}

const inContext: Simulator<Plan> = {
  name: 'in-context',
  module: import.meta.url,
  designs: {
    direct: {
      name: 'in-context',
      version: 1,
      columns,
      quantities: columns,
      refuses: () => null,
      plans: (cases, { design, seed }) =>
        groupByDraw(
          cases.map(({ series }) => series),
          drawName,
        ).map((series) => ({ design, series, seed })),
      draw: ({ series }) => drawName(series[0]!),
      run: (backend, plan, trial) => {
        const streams = openStreams(plan.seed, drawName(plan.series[0]!), trial);
        return inContextTrial(backend, trialOf(plan), streams).map((errors) =>
          columns.map((column) => errors[column]),
        );
      },
      bytes: (plan) => inContextBytes(trialOf(plan)),
      operations: (plan) => inContextOperations(trialOf(plan)),
    },
  },
  read: (column, _, quantity) => column(quantity),
};

export default inContext;
