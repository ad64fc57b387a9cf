/** The one design of simulators of regression whose draws are made in one way only. */
import type { Refusal, TrialDesign } from '../simulator.ts';
import { regressionColumns } from './fitted.ts';
import type { RegressionPlan } from './plan.ts';
import { riskQuantities } from './quantities.ts';
import type { Readout } from './readings.ts';

/** @param own what is drawn, and under which name its trials are stored */
export function onlyDesign<C>(
  own: Pick<
    TrialDesign<RegressionPlan<C>, Readout>,
    'name' | 'version' | 'plans' | 'draw' | 'run' | 'bytes' | 'operations'
  >,
): Readonly<Record<string, TrialDesign<RegressionPlan<C>, Readout>>> {
  return {
    direct: {
      ...own,
      columns: regressionColumns,
      quantities: riskQuantities,
      refuses: (_, { labels }, { model }) => (labels === 'exact' ? notExact(model) : null),
    },
  };
}

/** Of label vectors that are averaged over by drawing them. */
export function notExact(model: string): Refusal {
  return { key: 'labels', value: `exact is not possible with the model ${model}`, expected: 'a number' };
}
