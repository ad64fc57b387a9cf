/** What classification predicts at every point. */
import type { ClassificationPrediction } from '../../theory/replica/prediction.ts';
import type { Observables, Quantity } from '../model.ts';

const quantities: readonly (Quantity & { readonly name: keyof ClassificationPrediction })[] = [
  {
    name: 'classificationError',
    trials: 'nonnegative',
    tex: '\\text{classification error}',
    meaning:
      'P(sign f ≠ sign f*) on fresh inputs, arccos(m/√(ρq))/π, or with an intercept P(sign(f + b) ≠ sign(f* + b*)): noise of the labels not included',
  },
  {
    name: 'labelError',
    trials: 'nonnegative',
    tex: '\\text{label error}',
    meaning: 'P(sign f ≠ y) on fresh labels, their noise included',
  },
  {
    name: 'testLoss',
    trials: 'nonnegative',
    tex: '\\text{test loss}',
    meaning: 'mean loss on fresh samples',
  },
  {
    name: 'trainLoss',
    trials: 'nonnegative',
    tex: '\\text{training loss}',
    meaning: 'mean loss on the training set, without the penalty',
  },
  {
    name: 'trainingError',
    trials: 'nonnegative',
    tex: '\\text{training error}',
    meaning: 'share of the training labels that the classifier gets wrong',
  },
  {
    name: 'separable',
    tex: 'P(\\text{separable})',
    meaning: 'of ridge 0 and a loss of the margin: probability that some f has all margins > 0',
    phases: true,
    trials: 'proportion',
  },
  {
    name: 'V',
    tex: 'V',
    meaning: 'response of f to one sample: training margins are the prox of Vℓ; null where it is infinite',
  },
  { name: 'q', trials: 'nonnegative', tex: 'q', meaning: 'E f², power of the classifier' },
  { name: 'm', tex: 'm', meaning: 'E f f*, overlap with the teacher' },
  {
    name: 'slope',
    tex: 'm/\\rho',
    meaning: 'regression of f on f*, m/ρ: the bias α* of Sur & Candès, 1 were it none',
  },
  {
    name: 'deviation',
    tex: '\\sqrt{q - m^2/\\rho}',
    meaning: 'what of f has nothing to do with f*, √(q − m²/ρ): √(p/n) σ* of Sur & Candès',
  },
  {
    name: 'offset',
    tex: 'b',
    meaning: 'offset b of the student f + b, the fitted intercept; null unless the teacher has an intercept',
  },
  { name: 'rho', tex: '\\rho', meaning: 'E f*², power of the teacher: signal' },
  {
    name: 'margin',
    trials: 'nonnegative',
    tex: '\\text{margin}',
    meaning: 'of ridge 0 on separable data: the least y f of the direction of norm |w|² = d (N), the maximum',
  },
];

export const classificationObservables: Observables = {
  quantities,
  objective: 'classificationError',
  tuned: ['labelError', 'testLoss', 'trainLoss'],
  notes: {
    units: 'of labels ±1',
    status:
      'ok, separable (the logistic loss at ridge 0 has no minimiser: only its direction), threshold (data just cease to be separable: no limit), or not-converged',
    residual: 'largest relative residual of the equations of state',
  },
};
