/**
 * The risk and its decomposition of K predictors of independent features, fitted on the same data and averaged:
 *
 *     E_K = E_both/K + (1 − 1/K) E_data        E_train = (λ/κ)² (E_K + σ²)
 *
 * where E_both is the error of one and E_data the product of two that share the data only. E_train: over the features of one predictor its
 * residual λ(K̂/n + λ)⁻¹y has the mean λ'(K/n + λ')⁻¹y with the Gram matrix K of the inner kernel and n(1 − λ'/γ) = z(γ), so two
 * residuals' product is the training error at λ' of the inner kernel, (λ'/γ)² (E_data + σ²), and λ'/γ = λ/κ.
 *
 * Source: d'Ascoli, Refinetti, Biroli & Krzakala, arXiv:2003.01054 (E_K). Checked against: its published numbers, and simulation (both).
 */
import type { EffectiveRidge } from '../effectiveRidge.ts';
import type { Kernel } from '../kernel.ts';
import { solveSigned } from '../negative/ridge.ts';
import { predictRisk, type RiskPrediction, type Training } from '../risk.ts';
import { type Decomposition, decompositionOf, type RiskTerms, riskTerms } from './decomposition.ts';

/** Everything that is predicted at a point. */
export type Prediction = RiskPrediction & Decomposition & Estimates;

/**
 * Estimates of the test error from the training data, in the limit: E_train/(1 − z/n)² and the leave-one-out error both are the test error, as λ/κ is
 * 1 − z/n; for λ = 0 by their limits. Source: Hastie et al., arXiv:1903.08560v5, Section 7. Null for ensembles and early stopping.
 */
export interface Estimates {
  readonly gcv: number | null;
  readonly leaveOneOut: number | null;
}

/** Of what is not decomposed. */
export const noTerms: Decomposition & Estimates = {
  gcv: null,
  leaveOneOut: null,
  bias2: null,
  varianceData: null,
  varianceFeatures: null,
  varianceInteraction: null,
  noiseData: null,
  noiseInteraction: null,
};

/**
 * Asymptotic risk and decomposition of ridge regression, or of the average of `ensemble` such predictors, a whole number ≥ 1. Without
 * random features the predictors are all the same.
 */
export function predictEnsemble(kernel: Kernel, training: Training, ensemble: number): Prediction {
  const solution = solveSigned(kernel, training);
  const single = predictRisk(kernel, training, solution);
  if (!solution.converged || solution.beyond) return { ...single, ...noTerms };
  const terms = riskTerms(kernel, training, solution);
  const risk = ensemble === 1 ? single : averaged(kernel, training, solution, terms, ensemble);
  const { bias2, varianceData, varianceFeatures, varianceInteraction, noiseData, noiseInteraction } =
    decompositionOf(terms, kernel, training, ensemble);
  // Spelt out: spreading both would take several times as long as solving the equation.
  return {
    excessRisk: risk.excessRisk,
    testError: risk.testError,
    trainError: risk.trainError,
    bias: risk.bias,
    variance: risk.variance,
    kappa: single.kappa,
    gammaEffective: single.gammaEffective,
    degreesOfFreedom: single.degreesOfFreedom,
    bias2,
    varianceData,
    varianceFeatures,
    varianceInteraction,
    noiseData,
    noiseInteraction,
    gcv: ensemble === 1 ? risk.testError : null,
    leaveOneOut: ensemble === 1 ? risk.testError : null,
    status: risk.status,
    residual: single.residual,
  };
}

function averaged(
  { unlearnable }: Kernel,
  training: Training,
  { ridgeShare: u }: EffectiveRidge,
  { signal, noise }: RiskTerms,
  ensemble: number,
) {
  const power = training.noise + unlearnable;
  const bias = signal.nothing + signal.data + (signal.features + signal.interaction) / ensemble + unlearnable;
  const variance = power === 0 ? 0 : power * (noise.data + noise.interaction / ensemble);
  const risk = bias + variance;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    excessRisk: finite(risk),
    testError: finite(risk + training.noise),
    trainError: u === 0 ? 0 : finite(u * u * (risk + training.noise)),
    bias: finite(bias),
    variance: finite(variance),
    status: Number.isFinite(risk) ? ('ok' as const) : ('diverges' as const),
  };
}
