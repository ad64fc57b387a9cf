/** What classification predicts at every point. */
import type { ClassificationPrediction } from '../../theory/replica/prediction.ts';
import type { Observables, Quantity } from '../model.ts';

const quantities: readonly (Quantity & { readonly name: keyof ClassificationPrediction })[] = [
  {
    name: 'classificationError',
    tex: '\\text{classification error}',
    meaning: 'P(sign f ≠ sign f*) on fresh inputs, arccos(m/√(ρq))/π: noise of the labels not included',
  },
  {
    name: 'labelError',
    tex: '\\text{label error}',
    meaning: 'P(sign f ≠ y) on fresh labels, their noise included',
  },
  { name: 'testLoss', tex: '\\text{test loss}', meaning: 'mean loss on fresh samples' },
  {
    name: 'trainLoss',
    tex: '\\text{training loss}',
    meaning: 'mean loss on the training set, without the penalty',
  },
  {
    name: 'trainingError',
    tex: '\\text{training error}',
    meaning: 'share of the training labels that the classifier gets wrong',
  },
  {
    name: 'V',
    tex: 'V',
    meaning: 'response of f to one sample: training margins are the prox of Vℓ; null where it is infinite',
  },
  { name: 'q', tex: 'q', meaning: 'E f², power of the classifier' },
  { name: 'm', tex: 'm', meaning: 'E f f*, overlap with the teacher' },
  { name: 'rho', tex: '\\rho', meaning: 'E f*², power of the teacher: signal' },
  {
    name: 'margin',
    tex: '\\text{margin}',
    meaning: 'of ridge 0 on separable data: the least y f of the direction of norm |w|² = d (N), the maximum',
  },
];

/** In the order of ClassifierValues. */
export const classificationMeasured = [
  'classificationError',
  'labelError',
  'testLoss',
  'trainLoss',
  'trainingError',
  'q',
  'm',
  'margin',
] as const;
export type ClassificationMeasured = (typeof classificationMeasured)[number];

export const classificationObservables: Observables = {
  quantities,
  simulated: classificationMeasured,
  measuredBy: {},
  objective: 'classificationError',
  tuned: ['labelError', 'testLoss', 'trainLoss'],
  notes: {
    units: 'of labels ±1',
    status:
      'ok, separable (the logistic loss at ridge 0 has no minimiser: only its direction), threshold (data just cease to be separable: no limit), or not-converged',
    residual: 'largest relative residual of the equations of state',
  },
};
