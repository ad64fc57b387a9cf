/**
 * Linear regression on p of the inputs, n samples: ridge and ridgeless least squares.
 *
 * Hastie, Montanari, Rosset & Tibshirani, arXiv:1903.08560v5 (Ann. Stat. 2022): Theorem 1 (isotropic ridgeless), Section 6 (ridge),
 * Section 5 (misspecified: the unobserved signal acts as noise in the equations and stays in the risk).
 * Extensive quantities are counted per sample: n = 1.
 */

import type { CellBlock } from '../../problem/cell.ts';
import { type Block, parseBlocks, powerOf, realiseBlocks } from '../../problem/inputs/covariance.ts';
import type { Distribution } from '../../problem/inputs/distributions.ts';
import type { Point } from '../../problem/parameter.ts';
import type { LimitProblem, Model, Readout, Realisation } from '../model.ts';
import * as shared from '../parameters.ts';
import { numberOf, textOf } from '../parameters.ts';
import { checkTraining, scheduleOf, trainingParameters } from '../trainingTime.ts';
import { linearExactMeans } from './exactMeans.ts';

/** A block with the share of its coordinates that the learner sees. */
interface ObservedBlock extends Block {
  readonly observedShare: number;
}

export const linear: Model = {
  name: 'linear',
  title: 'Linear regression, ridge and ridgeless',
  formula:
    'y = x·β + noise, x ~ (0, Σ) of dimension p; minimise (1/n) Σ (y − x·w)² + ridge |w|² over the observed inputs',
  references: [
    'Hastie, Montanari, Rosset & Tibshirani, Surprises in high-dimensional ridgeless least squares interpolation, Ann. Stat. 50 (2022), arXiv:1903.08560v5',
    'Dobriban & Wager, High-dimensional asymptotics of prediction, Ann. Stat. 46 (2018), arXiv:1507.03003',
  ],
  size: { tex: 'n', meaning: 'training samples' },
  parameters: [
    shared.ratioParameter('gamma', '\\gamma', 'p/n', 'fitted parameters per sample, p/n'),
    shared.signal,
    shared.nonlinear,
    shared.noise,
    shared.ridgeParameter('(1/n) Σ (y − f)² + λ|w|²'),
    {
      kind: 'number',
      name: 'observedShare',
      tex: 'p/d',
      meaning:
        'share p/d of the d inputs (of every block) that is observed and fitted; the rest of the signal acts as noise',
      minimum: 0,
      exclusive: true,
      maximum: 1,
      default: 1,
    },
    ...trainingParameters,
  ],
  inputs: shared.inputParameters,
  check: checkTraining,
  limit: (point) => {
    const observedShare = numberOf(point, 'observedShare');
    const blocks = parseBlocks(textOf(point, 'blocks')).map((block) => ({ ...block, observedShare }));
    const readout = readoutOf(point);
    return limitProblem(blocks, numberOf(point, 'gamma'), readout);
  },
  realise,
  threshold: (name) => (name === 'gamma' ? 1 : null),
  exactMeans: linearExactMeans,
};

/** The signal, nonlinear part, noise, ridge and schedule of a point. */
export function readoutOf(point: Point): Readout {
  return {
    ridge: numberOf(point, 'ridge'),
    signal: numberOf(point, 'signal'),
    nonlinear: numberOf(point, 'nonlinear'),
    noise: numberOf(point, 'noise'),
    ...scheduleOf(point),
  };
}

function limitProblem(blocks: readonly ObservedBlock[], gamma: number, readout: Readout): LimitProblem {
  const observed = blocks.reduce((sum, block) => sum + block.share * block.observedShare, 0);
  const unseen = blocks.reduce((sum, block) => sum + (1 - block.observedShare) * powerOf(block), 0);
  return {
    kernel: {
      eigenvalues: blocks.map((block) => block.variance),
      multiplicities: blocks.map((block) => (gamma * block.share * block.observedShare) / observed),
      rank: gamma,
      targets: blocks.map((block) => readout.signal * block.observedShare * powerOf(block)),
      tail: 0,
      unlearnable: readout.signal * unseen + readout.nonlinear,
    },
    training: { samples: 1, features: Number.POSITIVE_INFINITY, ridge: readout.ridge, noise: readout.noise },
    ...(readout.schedule ? { schedule: readout.schedule } : {}),
  };
}

/** n = size samples, p = round(γn) observed inputs out of d = round(p/observedShare). */
function realise(point: Point, size: number): Realisation {
  const observed = Math.max(1, Math.round(numberOf(point, 'gamma') * size));
  const dimension = Math.max(observed, Math.round(observed / numberOf(point, 'observedShare')));
  const wanted = parseBlocks(textOf(point, 'blocks'));
  const all = realiseBlocks(wanted, dimension);
  const seen = realiseBlocks(wanted, observed);
  const blocks: CellBlock[] = all.blocks.map((block, i) => ({
    count: all.counts[i]!,
    observed: Math.min(seen.counts[i]!, all.counts[i]!),
    variance: block.variance,
    ...(block.power === undefined ? {} : { power: block.power }),
  }));
  const filled = blocks.filter((block) => block.count > 0);
  const readout = readoutOf(point);
  const realised = filled.map(({ count, observed: p, ...block }) => ({
    ...block,
    share: count / dimension,
    observedShare: p / count,
  }));
  const distribution = textOf(point, 'distribution') as Distribution;
  const parameters = filled.reduce((sum, block) => sum + block.observed, 0);
  return {
    cell: { distribution, blocks: filled, samples: size, features: { kind: 'linear' } },
    readout,
    ratios: { gamma: parameters / size, observedShare: parameters / dimension },
    limit: limitProblem(realised, parameters / size, readout),
  };
}
