/** What a design of regression can draw; all else is refused with the reason. */
import { inputDimension } from '../../parts/cell.ts';
import type { Distribution } from '../../parts/inputs/distributions.ts';
import { type DrawCell, samplerOf } from '../cell.ts';
import type { Asked, Refusal, Wording } from '../simulator.ts';
import type { RegressionCase } from './plan.ts';

export interface Capabilities {
  /** Averages of several predictors. */
  readonly averages?: true;
  /** Predictors on subsamples. */
  readonly subsamples?: true;
  /** Exact averages over signals and noise. */
  readonly exact?: true;
  /** Rows of a data set. */
  readonly data?: true;
  /** Training that stops before its end. */
  readonly schedules?: true;
  /** An intercept that is fitted, too. */
  readonly intercepts?: true;
  /** What the cell has to be; null: anything. */
  readonly limits?: (cell: DrawCell) => Limits | null;
}

interface Limits {
  readonly distributions: readonly Distribution[];
  /** Whether the features have to be the inputs themselves, and targets linear in them. */
  readonly linear: boolean;
  /** In words; all directions must have one variance and be observed besides. */
  readonly expected: string;
}

type Given = readonly [RegressionCase, Asked, Wording];

/** The first reason of several; null where there is none. */
export function refusalOf(can: Capabilities, ...given: Given): Refusal | null {
  for (const reason of [
    tooFewInputs,
    noData,
    noSubsample,
    noEnsemble,
    notExact,
    notNested,
    beyondLimits,
    noSchedule,
    noIntercept,
  ]) {
    const found = reason(can, ...given);
    if (found) return found;
  }
  return null;
}

type Reason = (can: Capabilities, ...given: Given) => Refusal | null;

const tooFewInputs: Reason = (_, { series, readout, size }) =>
  readout.nonlinear > 0 && inputDimension(series.cell) < 3
    ? {
        key: 'sizes',
        value: `${size} gives fewer than 3 inputs, too few for a nonlinear target`,
        expected: 'a larger one',
      }
    : null;

function cannotDraw({ design }: Asked, offending: string, expected: string): Refusal {
  return {
    key: 'design',
    value: `${design} cannot draw ${offending}`,
    expected: `${expected}, or the design direct`,
  };
}

const noData: Reason = (can, { series }, asked, { point }) =>
  series.cell.data && !can.data ? cannotDraw(asked, `data ${point['data']}`, 'no data') : null;

/** Leading rows of orthogonal columns are not orthogonal columns. */
const notNested: Reason = (_, { series: { cell } }, asked) =>
  asked.design === 'nested' && !samplerOf(cell).nests
    ? cannotDraw(asked, 'weights orthogonal', 'weights sphere or gaussian')
    : null;

const noSubsample: Reason = (can, { series }, { design }, { point }) => {
  const given = series.subsample !== undefined;
  if (given === (can.subsamples ?? false)) return null;
  return given
    ? {
        key: 'design',
        value: `${design} cannot draw subsample ${point['subsample']}`,
        expected: 'the design bagged',
      }
    : {
        key: 'design',
        value: `${design} is for predictors on subsamples`,
        expected: 'subsample, or the design direct',
      };
};

const noEnsemble: Reason = (can, { readout: { predictors } }, { design }) =>
  predictors > 1 && !can.averages
    ? {
        key: 'design',
        value: `${design} cannot average ensemble ${predictors} predictors`,
        expected: 'the design crossed',
      }
    : null;

const notExact: Reason = (can, _, { design, labels }) =>
  labels === 'exact' && !can.exact
    ? {
        key: 'labels',
        value: `exact is not possible with the design ${design}`,
        expected: 'a number, or the design direct',
      }
    : null;

const beyondLimits: Reason = (can, { series: { cell }, readout }, asked, { model, point }) => {
  const limits = can.limits?.(cell);
  if (!limits) return null;
  const { drawn } = samplerOf(cell);
  const { distributions, linear, expected } = limits;
  const offending =
    drawn && linear
      ? `the model ${model}`
      : !distributions.includes(cell.distribution)
        ? `distribution ${cell.distribution}${linear ? '' : ' of linear features'}`
        : (unequal(cell, point) ??
          (linear && readout.nonlinear > 0 ? `nonlinear ${readout.nonlinear}` : null));
  return offending === null ? null : cannotDraw(asked, offending, expected);
};

/** What makes the directions of the inputs differ, if anything. */
function unequal({ blocks }: DrawCell, point: Wording['point']): string | null {
  if (blocks.some(({ variance }) => variance !== 1))
    return point['spectrum'] === 'isotropic' ? `blocks ${point['blocks']}` : `spectrum ${point['spectrum']}`;
  if (blocks.some(({ testVariance }) => testVariance !== undefined))
    return `testVariance ${point['testVariance']}`;
  return blocks.some(({ count, observed }) => observed < count)
    ? `observedShare ${point['observedShare']}`
    : null;
}

const noSchedule: Reason = (can, { series }, { design, labels }) => {
  if (series.schedule === undefined) return null;
  const where = 'with time, steps, iterated, rcond or components';
  if (!can.schedules)
    return {
      key: 'design',
      value: `${design} is for ridge regression`,
      expected: `the design direct ${where}`,
    };
  return labels === 'exact'
    ? { key: 'labels', value: 'exact is for ridge regression', expected: `a number ${where}` }
    : null;
};

const noIntercept: Reason = (can, { series, size }, asked) => {
  if (!series.intercept) return null;
  if (!can.intercepts) return cannotDraw(asked, 'fitIntercept true', 'fitIntercept false');
  if (series.cell.samples < 2)
    return {
      key: 'sizes',
      value: `${size} gives one sample, of which an intercept leaves nothing`,
      expected: 'a larger one',
    };
  return asked.labels === 'exact'
    ? {
        key: 'labels',
        value: 'exact is for fits without an intercept',
        expected: 'a number with fitIntercept true',
      }
    : null;
};
