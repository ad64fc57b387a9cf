/** What regression predicts at every point. */

import type { Prediction } from '../theory/variance/ensemble.ts';
import type { Observables, Quantity } from './model.ts';

/** The numeric quantities of a prediction. */
const quantities: readonly (Quantity & { readonly name: keyof Prediction })[] = [
  {
    name: 'excessRisk',
    trials: 'nonnegative',
    tex: '\\text{excess risk}',
    meaning: 'E(f̂−f*)² on fresh inputs, label noise not included',
  },
  { name: 'testError', trials: 'nonnegative', tex: '\\text{test error}', meaning: 'excessRisk + noise' },
  {
    name: 'trainError',
    trials: 'nonnegative',
    tex: '\\text{training error}',
    meaning: 'mean squared residual on the training set',
  },
  {
    name: 'bias',
    trials: 'nonnegative',
    tex: '\\text{bias}',
    meaning: 'excess risk that noiseless linear labels would leave, plus the power that is out of reach',
  },
  {
    name: 'variance',
    trials: 'nonnegative',
    tex: '\\text{variance}',
    meaning: 'excess risk from label noise and from power that acts as noise',
  },
  {
    name: 'kappa',
    tex: '\\kappa',
    meaning: 'effective ridge κ, in units of λ; null for training that stops, which has many',
  },
  {
    name: 'gammaEffective',
    tex: '\\gamma_{\\mathrm{eff}}',
    meaning: 'effective ridge γ on the inner kernel; null without random features',
  },
  {
    name: 'degreesOfFreedom',
    tex: '\\text{degrees of freedom } z(\\kappa)/n',
    meaning:
      'effective parameters per sample: the trace over n of the map from labels to predictions, z(κ)/n for a ridge',
  },
  {
    name: 'bias2',
    tex: '\\text{bias}^2',
    meaning:
      'squared bias of the predictor averaged over data and features; with it the next five sum to excessRisk',
  },
  {
    name: 'varianceData',
    tex: '\\text{variance, data}',
    meaning: 'variance over the data, label noise apart, of the predictor averaged over features',
  },
  {
    name: 'varianceFeatures',
    tex: '\\text{variance, features}',
    meaning: 'variance over the features of the predictor averaged over data; 0 without random features',
  },
  {
    name: 'varianceInteraction',
    tex: '\\text{variance, data} \\times \\text{features}',
    meaning: 'variance without label noise that data and features make together; 0 without random features',
  },
  {
    name: 'noiseData',
    tex: '\\text{noise, data}',
    meaning: 'variance from label noise of the predictor averaged over features',
  },
  {
    name: 'noiseInteraction',
    tex: '\\text{noise, data} \\times \\text{features}',
    meaning: 'variance that label noise and features make together; 0 without random features',
  },
  {
    name: 'gcv',
    trials: 'nonnegative',
    tex: '\\text{GCV}',
    meaning:
      'generalised cross-validation, in the limit the test error without covariate shift; of ridge regression by one predictor',
  },
  {
    name: 'leaveOneOut',
    trials: 'nonnegative',
    tex: '\\text{leave-one-out}',
    meaning:
      'leave-one-out error, in the limit the test error without covariate shift; of ridge regression by one predictor',
  },
];

export const regressionObservables: Observables = {
  quantities,
  together: '\\text{error}',
  objective: 'excessRisk',
  tuned: ['testError', 'bias', 'variance', 'kappa'],
  notes: {
    units: 'in units of y²',
    status:
      'ok, diverges (no finite limit), below-edge (a ridge so negative that K/n + λ is not positive definite), or not-converged',
    residual: 'relative residual of the equation for κ',
  },
};
