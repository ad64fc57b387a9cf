/** What a trial says of each quantity: its columns weighted by their powers, and its products by what they say of ensembles and terms. */
import type { Schedule } from '../../parts/schedule.ts';
import type { Reading } from '../simulator.ts';

/** What is read off one draw: the fit is linear in the labels, so none of these changes what is drawn. */
export interface Readout {
  readonly ridge: number;
  /** Absent: ridge regression. */
  readonly schedule?: Schedule;
  /** Whether an intercept is fitted, too. */
  readonly intercept?: true;
  readonly signal: number;
  readonly nonlinear: number;
  readonly noise: number;
  /** Share of the samples of each predictor; absent: all. */
  readonly subsample?: number;
  /** Predictors on the same data, with other features or on other subsamples, that are averaged. */
  readonly predictors: number;
}

/** @param quantity  one that the design measures */
export function readOff(read: Reading, readout: Readout, quantity: string): number {
  const { signal, nonlinear, noise, predictors } = readout;
  const sum = (name: string, of: Reading = read) =>
    signal * of(`${name}Signal`) + nonlinear * of(`${name}Nonlinear`) + noise * of(`${name}Noise`);
  const averaged = predictors === 1 ? read : ofAverage(read, predictors);
  switch (quantity) {
    case 'excessRisk':
      return sum('risk', averaged);
    case 'testError':
      return sum('risk', averaged) + noise;
    case 'trainError':
      return sum('train', averaged);
    case 'bias':
      return signal * averaged('riskSignal') + nonlinear;
    case 'variance':
      return nonlinear * (averaged('riskNonlinear') - 1) + noise * averaged('riskNoise');
    case 'gcv':
    case 'leaveOneOut':
      return sum(quantity);
    default:
      return termOf(read, readout, quantity);
  }
}

/** Risks and residuals of an average: one part in K is of a predictor with itself, the rest of two that share the data. */
function ofAverage(read: Reading, predictors: number): Reading {
  return (column) => read(column) / predictors + (1 - 1 / predictors) * read(`${column}SharedData`);
}

function termOf(read: Reading, readout: Readout, quantity: string): number {
  const value = (termsOf(read, readout) as Readonly<Record<string, number>>)[quantity];
  if (value === undefined) throw new TypeError(`trials of regression do not measure '${quantity}'`);
  return value;
}

/** The terms of the excess risk, as differences of products of errors by what two predictors share. */
function termsOf(read: Reading, { signal, nonlinear, noise, predictors }: Readout) {
  const product = (shared: string) =>
    signal * read(`riskSignal${shared}`) + nonlinear * read(`riskNonlinear${shared}`);
  const [both, data] = [product(''), product('SharedData')];
  const [features, nothing] = [product('SharedFeatures'), product('Independent')];
  const [noiseBoth, noiseData] = [noise * read('riskNoise'), noise * read('riskNoiseSharedData')];
  return {
    bias2: nothing,
    varianceData: data - nothing,
    varianceFeatures: (features - nothing) / predictors,
    varianceInteraction: (both - data - features + nothing) / predictors,
    noiseData,
    noiseInteraction: (noiseBoth - noiseData) / predictors,
  };
}
