/** Descent as a library: theory, simulation and figures, by the names that the command line uses. */
import './node.ts';

export type { Claim, Level, Policy } from './comparison/claim.ts';
export { type FigureJudgement, type Judgement, judge, type Verdict } from './comparison/judge.ts';
export { InputError, InterruptedError } from './errors.ts';
export type { Executor } from './execution/executor.ts';
export { inProcess } from './execution/inProcess.ts';
export type { Task } from './execution/plan.ts';
export { pool } from './execution/pool.ts';
export type { CurveFigure, Figure, HeatmapFigure } from './figure/figure.ts';
export type { Format } from './figure/format.ts';
export { toPng } from './figure/png.ts';
export { renderFigure, writeFigure } from './figure/write.ts';
export type { Backend } from './linalg/backend.ts';
export { openBackend } from './linalg/select.ts';
export type { FiniteSizeMeans } from './models/exactMeans.ts';
export { exactMeansGiven as exactMeans, predictGiven as predict } from './models/given.ts';
export type { Model } from './models/model.ts';
export { defineModel, modelNamed, models, signatures } from './models/registry.ts';
export { activations, findActivation, hermiteCoefficients } from './parts/features/activations.ts';
export { type BinaryLabels, type LabelSpec, labelLaw } from './parts/labels/signs.ts';
export { findLoss, losses } from './parts/losses/loss.ts';
export type { Parameter, Point } from './parts/parameter.ts';
export { figureOf } from './pipeline/figure.ts';
export { type LawOptions, type LawOutcome, type LawResults, runLaw } from './pipeline/laws/run.ts';
export type { Results } from './pipeline/results.ts';
export { type RunOptions, type RunOutcome, runScenario } from './pipeline/run.ts';
export { loadAnyScenario, loadScenario } from './scenario/load.ts';
export { isLaw, type LawScenario, type Scenario } from './scenario/scenario.ts';
export type { DrawCell } from './simulators/cell.ts';
export { openStreams } from './simulators/draw.ts';
export {
  groupByDraw,
  runTrial,
  type Simulator,
  type TrialDesign,
  type TrialPlan,
  type TrialValues,
} from './simulators/simulator.ts';
export { cumulative, gridOf, type Law, spectralLaw } from './theory/density/law.ts';
export { type EffectiveRidge, solveEffectiveRidge } from './theory/effectiveRidge.ts';
export { type Kernel, spectralFunctions } from './theory/kernel.ts';
export type { LabelLaw, MarginLoss } from './theory/replica/channel.ts';
export {
  type ClassificationPrediction,
  type Classifier,
  predictClassifier,
} from './theory/replica/prediction.ts';
export { predictRisk, type RiskPrediction, type Training } from './theory/risk.ts';
export type { Decomposition } from './theory/variance/decomposition.ts';
export { type Prediction, predictEnsemble } from './theory/variance/ensemble.ts';
