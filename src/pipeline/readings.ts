/** What a trial says of each quantity: its parts weighted by their powers, and its products by what they say of ensembles and terms. */
import { type ClassificationMeasured, classificationMeasured } from '../models/classification/observables.ts';
import type { Readout, SimulatedQuantity } from '../models/model.ts';
import type { TrialValues } from '../simulation/trial.ts';

/** @param quantity  one that the model's simulation measures; NaN where this trial has none */
export function readOff(values: readonly number[], readout: Readout, quantity: string): number {
  return readout.classifier
    ? (values[classificationMeasured.indexOf(quantity as ClassificationMeasured)] ?? Number.NaN)
    : readRegression(values as TrialValues, readout, quantity as SimulatedQuantity);
}

function readRegression(values: TrialValues, readout: Readout, quantity: SimulatedQuantity): number {
  const { signal, nonlinear, noise } = readout;
  const [riskSignal, riskNonlinear, riskNoise, trainSignal, trainNonlinear, trainNoise] = averaged(
    values,
    readout.ensemble,
  );
  switch (quantity) {
    case 'excessRisk':
    case 'testError': {
      const excess = signal * riskSignal + nonlinear * riskNonlinear + noise * riskNoise;
      return quantity === 'excessRisk' ? excess : excess + noise;
    }
    case 'trainError':
      return signal * trainSignal + nonlinear * trainNonlinear + noise * trainNoise;
    case 'bias':
      return signal * riskSignal + nonlinear;
    case 'variance':
      return nonlinear * (riskNonlinear - 1) + noise * riskNoise;
    case 'gcv':
    case 'leaveOneOut': {
      const first = quantity === 'gcv' ? 6 : 9;
      return signal * values[first]! + nonlinear * values[first + 1]! + noise * values[first + 2]!;
    }
    default:
      return termsOf(values, readout)[quantity];
  }
}

/** The six risks and residuals of an ensemble: one part in K is of a predictor with itself, the rest of two that share the data. */
function averaged(
  values: TrialValues,
  ensemble: number,
): readonly [number, number, number, number, number, number] {
  if (ensemble === 1) return [values[0], values[1], values[2], values[3], values[4], values[5]];
  const mixed = (i: number) => values[i]! / ensemble + (1 - 1 / ensemble) * values[i + 6]!;
  return [mixed(0), mixed(1), mixed(2), mixed(3), mixed(4), mixed(5)];
}

/** The terms of the excess risk, as differences of the products. */
function termsOf(values: TrialValues, { signal, nonlinear, noise, ensemble }: Readout) {
  const product = (first: number) => signal * values[first]! + nonlinear * values[first + 1]!;
  const [both, data, features, nothing] = [product(0), product(6), product(12), product(14)];
  const [noiseBoth, noiseData] = [noise * values[2], noise * values[8]!];
  return {
    bias2: nothing,
    varianceData: data - nothing,
    varianceFeatures: (features - nothing) / ensemble,
    varianceInteraction: (both - data - features + nothing) / ensemble,
    noiseData,
    noiseInteraction: (noiseBoth - noiseData) / ensemble,
  };
}
