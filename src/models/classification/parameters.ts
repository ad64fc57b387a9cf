/** The parameters of classification. */
import { labelNames } from '../../parts/labels/signs.ts';
import { type LossName, lossNames } from '../../parts/losses/loss.ts';
import type { Parameter, Point } from '../../parts/parameter.ts';
import * as shared from '../parameters.ts';
import { randomFeatures } from '../random-features/randomFeatures.ts';
import { conventions } from './conventions.ts';

/** Rules by name: those that minimise a loss, with the loss and the ridge they prescribe, and others. */
export const rules: Readonly<Record<RuleName, { readonly loss?: LossName }>> = {
  minimise: {},
  'message-passing': {},
  'pseudo-inverse': { loss: 'square' },
  'maximum-stability': { loss: 'hinge' },
  hebb: {},
  gibbs: {},
  'bayes-optimal': {},
};
export type RuleName =
  | 'minimise'
  | 'message-passing'
  | 'pseudo-inverse'
  | 'maximum-stability'
  | 'hebb'
  | 'gibbs'
  | 'bayes-optimal';

/** The loss is minimised, all the way or for some passes. */
const byLoss = ({ rule }: Point) => rule === 'minimise' || rule === 'message-passing';
const hasFeatures = ({ psi1, k }: Point) => psi1 !== undefined || k !== undefined;

const own: readonly Parameter[] = [
  {
    kind: 'choice',
    name: 'loss',
    usedAt: { where: 'rule minimise and message-passing', holds: byLoss },
    tex: '\\ell',
    meaning:
      'loss of the margin u = y f: square ½(1−u)², logistic log(1+e^{−u}), hinge (1−u)₊, squared-hinge ½(1−u)₊²',
    choices: lossNames,
    default: 'logistic',
  },
  {
    kind: 'number',
    name: 'shrinkage',
    usedAt: { where: 'rule minimise and message-passing', holds: byLoss },
    tex: 'a',
    meaning:
      'of the logistic loss: labels 0 and 1 are taken for (1 ∓ a)/2, the penalised likelihood of Sterzinger & Kosmidis; theory alone',
    minimum: 0,
    exclusive: true,
    maximum: 1,
    optional: true,
  },
  {
    kind: 'choice',
    name: 'labels',
    tex: 'y',
    meaning:
      'sign: of f*; probit: of f* + √delta z; logit: 1 with probability σ(f*); random: coin tosses; flip: sign f*, wrong with probability flip',
    choices: labelNames,
    default: 'sign',
  },
  {
    kind: 'number',
    name: 'delta',
    usedAt: { where: 'labels probit', holds: ({ labels }) => labels === 'probit' },
    tex: '\\Delta',
    meaning: 'variance Δ of the noise inside the sign, of labels probit',
    minimum: 0,
    maximum: 1e12,
    optional: true,
  },
  {
    kind: 'number',
    name: 'flip',
    usedAt: { where: 'labels flip', holds: ({ labels }) => labels === 'flip' },
    tex: '\\eta',
    meaning: 'probability η of a wrong label, of labels flip',
    minimum: 0,
    maximum: 0.5,
    optional: true,
  },
  {
    kind: 'number',
    name: 'intercept',
    tex: 'b_*',
    meaning:
      'offset b* of the teacher, whose labels are those of f* + b*; the student f + b has an unpenalised one of its own then, found by the fit; neither unless given; theory alone',
    minimum: -1e6,
    maximum: 1e6,
    optional: true,
  },
  {
    kind: 'choice',
    name: 'rule',
    tex: '\\text{rule}',
    meaning:
      'minimise the loss; message-passing (towards its minimum, stopped after `passes`); or what the loss is not asked for: pseudo-inverse (square loss, ridge 0), maximum-stability (maximum margin), hebb (w ∝ Σ y φ), gibbs (a draw from the posterior), bayes-optimal (the floor)',
    choices: Object.keys(rules),
    default: 'minimise',
  },
  {
    kind: 'number',
    name: 'passes',
    tex: 't',
    definition: '\\text{passes}',
    meaning:
      'steps of the rule message-passing: generalised approximate message passing from w = 0, of isotropic Gaussian inputs',
    minimum: 1,
    maximum: 1e5,
    whole: true,
    optional: true,
  },
  {
    kind: 'choice',
    name: 'convention',
    usedAt: { where: 'a ridge > 0', holds: (point) => byLoss(point) && point['ridge'] !== 0 },
    tex: '\\text{convention}',
    meaning: `what ridge is: ${Object.entries(conventions)
      .filter(([name]) => ['replica', 'mean', 'dascoli'].includes(name))
      .map(([name, { meaning }]) => `${name}: ${meaning}`)
      .join('; ')}`,
    choices: Object.keys(conventions),
    default: 'replica',
  },
];

const observedShare: Parameter = {
  kind: 'number',
  name: 'observedShare',
  usedAt: { where: 'the inputs themselves', holds: (point) => !hasFeatures(point) },
  tex: 'p/d',
  meaning:
    'share p/d of the d inputs (of every block) that the learner sees, without random features; the rest of the teacher is noise to it',
  minimum: 0,
  exclusive: true,
  maximum: 1,
  default: 1,
};

const ridge: Parameter = {
  kind: 'number',
  name: 'ridge',
  usedAt: { where: 'rule minimise and message-passing', holds: byLoss },
  tex: '\\lambda',
  meaning:
    'ridge λ of Σ ℓ + (λ/2)|w|², but see convention; 0 is the limit λ → 0⁺: the maximum margin, or the maximum of the likelihood',
  minimum: 0,
  maximum: 1e12,
  default: 0,
  example: 0.1,
};

/** The power of the teacher where only what labels are matters: the sign of f* is that of any multiple. */
export function strengthOfLabels(signal: Parameter): Parameter {
  const holds = ({ labels }: Point) => labels === 'logit' || labels === 'probit';
  return { ...signal, usedAt: { where: 'labels logit and probit', holds } };
}

export const noActivation = 'none';

const featureParameters: readonly Parameter[] = randomFeatures.parameters.flatMap(
  (parameter): Parameter[] => {
    if (parameter.name === 'weights' && parameter.kind === 'choice')
      return [
        {
          ...parameter,
          of: 'draws' as const,
          meaning: 'distribution of the hidden weights; the limit is the same',
          choices: ['sphere', 'gaussian'],
          usedAt: { where: 'random features', holds: hasFeatures },
        },
      ];
    if (parameter.name !== 'activation' || parameter.kind !== 'text') return [];
    return [
      {
        ...parameter,
        meaning: 'activation σ of the random features, which psi1 (or k) counts',
        valid: `${noActivation} for the inputs themselves, ${parameter.valid}`,
        check: (text: string) => void (text === noActivation || parameter.check(text)),
        default: noActivation,
      },
    ];
  },
);

export const classificationParameters: readonly Parameter[] = [
  shared.ratioOrCounts('alpha', '\\alpha', 'n/d', 'samples per input dimension, n/d'),
  {
    ...shared.ratioParameter(
      'psi1',
      '\\psi_1',
      'N/d',
      'random features per input dimension, N/d; none unless given',
    ),
    optional: true,
  },
  shared.samples,
  shared.countParameter('k', 'random features N, with absolute sizes; none unless given'),
  {
    ...shared.countParameter('d', 'input dimension, with absolute sizes; unless given, that of the spectrum'),
    usedAt: {
      where: 'the absolute sizes n and k, and for a spectrum',
      holds: ({ n, k, spectrum = 'isotropic' }) =>
        n !== undefined || k !== undefined || spectrum !== 'isotropic',
    },
  },
  ...own,
  {
    ...shared.signal,
    tex: '\\rho',
    definition: 'E f_\\star^2',
    meaning:
      'power ρ of the teacher, spread over directions in proportion to variance unless blocks say otherwise',
  },
  ridge,
  observedShare,
  ...featureParameters,
];
