/**
 * In-context learning of linear regression by linear attention, pretrained on contexts of k tasks and tested on new tasks. Its theory
 * (theory.ts) and its trials (trial.ts) are its own.
 *
 * Lu, Letey, Zavatone-Veth, Maiti & Pehlevan, PNAS 122 (2025), arXiv:2405.11751. Sizes in units of the dimension d of tokens: d = 1.
 */
import type { NumberParameter, Point } from '../../parts/parameter.ts';
import type { Model, Realisation } from '../model.ts';
import { numberOf, ratioParameter } from '../parameters.ts';
import inContext, { type InContextSeries } from './simulator.ts';
import { type InContextLimit, predictInContext } from './theory.ts';

const power = { kind: 'number', of: 'fit', minimum: 0, maximum: 1e12, default: 0 } as const;

const parameters: readonly NumberParameter[] = [
  ratioParameter('alpha', '\\alpha', '\\ell/d', 'examples in a context per dimension, ℓ/d'),
  ratioParameter('kappa', '\\kappa', 'k/d', 'pretraining tasks per dimension, k/d'),
  ratioParameter('tau', '\\tau', 'n/d^2', 'pretraining contexts per squared dimension, n/d²'),
  {
    ...power,
    name: 'noise',
    tex: '\\rho',
    meaning: 'variance ρ of the noise of outputs, in units of E(x·w)²',
    example: 0.1,
  },
  {
    ...power,
    name: 'ridge',
    tex: '\\lambda',
    meaning: 'ridge λ of Σ (y − f)² + (n/d) λ|Γ|²; 0 is the minimum-norm limit λ → 0⁺',
    example: 0.1,
  },
];

export const inContextLearning: Model = {
  name: 'in-context',
  title: 'In-context learning by linear attention',
  formula: [
    'contexts (x_1, y_1, …, x_ℓ, y_ℓ, x) of y = x·w + noise, x ~ N(0, I/d), w one of k tasks ~ N(0, I);',
    'f = x·Γb, b = ((d/ℓ) Σ y_i x_i, (1/ℓ) Σ y_i²); minimise Σ (y − f)² + (n/d) ridge |Γ|² over n contexts',
  ].join('\n'),
  references: [
    'Lu, Letey, Zavatone-Veth, Maiti & Pehlevan, Asymptotic theory of in-context learning by linear attention, PNAS 122 (2025), arXiv:2405.11751',
  ],
  hasSpectrum: false,
  size: { tex: 'd', meaning: 'dimension of tokens', examples: [10, 14, 20] },
  parameters,
  inputs: [],
  observables: {
    quantities: [
      {
        name: 'icl',
        trials: 'nonnegative',
        tex: 'e_{\\mathrm{ICL}}',
        meaning: 'test error on new tasks, output noise included',
      },
      {
        name: 'idg',
        trials: 'nonnegative',
        tex: 'e_{\\mathrm{IDG}}',
        meaning: 'test error on new contexts of the pretraining tasks, output noise included',
      },
      {
        name: 'trainError',
        trials: 'nonnegative',
        tex: '\\text{training error}',
        meaning: 'mean squared residual of the pretraining contexts',
      },
      { name: 'effectiveRidge', tex: '\\tilde\\lambda', meaning: 'effective ridge of the equations' },
    ],
    together: '\\text{error}',
    objective: 'icl',
    tuned: ['idg', 'trainError'],
    notes: {
      units: 'in units of E(x·w)²',
      status: 'ok, diverges (no finite limit), or not-converged',
      residual: 'relative residual of the equation of the effective ridge',
    },
  },
  absoluteSize: () => null,
  cautions: () => [],
  predicts: (point) => ({ ...predictInContext(limitOf(point)) }),
  simulator: inContext,
  realise,
  threshold: (name) => (name === 'tau' ? 1 : null),
  ratios: ({ alpha, kappa, tau }) => ({ alpha: Number(alpha), kappa: Number(kappa), tau: Number(tau) }),
};

function limitOf(point: Point): InContextLimit {
  const of = (name: string) => numberOf(point, name);
  return { alpha: of('alpha'), kappa: of('kappa'), tau: of('tau'), ridge: of('ridge'), noise: of('noise') };
}

/** Contexts nearer to the d(d+1) features than this have ridgeless errors without a usable mean. */
const thresholdMargin = 8;
/** Second terms in 1/d are small: measured, some 1/4 of what an expansion in 1/d is taken to have. */
const sizePerDimension = 4;

/** d = size, ℓ = round(αd), k = round(κd), n = round(τd²). */
function realise(point: Point, d: number): Realisation<InContextSeries> {
  const limit = limitOf(point);
  const count = (value: number) => Math.max(1, Math.round(value));
  const context = count(limit.alpha * d);
  const tasks = count(limit.kappa * d);
  const samples = count(limit.tau * d * d);
  const ratios = { alpha: context / d, kappa: tasks / d, tau: samples / (d * d) };
  const near = limit.ridge === 0 && Math.abs(samples - d * (d + 1)) <= thresholdMargin * Math.sqrt(d);
  return {
    series: { d, context, tasks, samples, noise: limit.noise, ridge: limit.ridge },
    readout: {},
    ratios,
    predicts: () => ({ ...predictInContext({ ...limit, ...ratios }) }),
    sizes: { d, l: context, k: tasks, n: samples },
    testPoints: 0,
    effectiveSize: sizePerDimension * d,
    untested: near
      ? `n = ${samples} and ${d * (d + 1)} features: too near the ridgeless threshold for means, see the quantiles`
      : null,
    measures: () => true,
  };
}
