/** A point of classification: its sizes, its rule and its labels, checked against each other. */
import { InputError } from '../../errors.ts';
import type { ClassifierSpec } from '../../parts/classifier.ts';
import { checkClasses } from '../../parts/inputs/teacher.ts';
import type { LabelName } from '../../parts/labels/signs.ts';
import type { LossName } from '../../parts/losses/loss.ts';
import type { Point } from '../../parts/parameter.ts';
import type { ClassificationRule } from '../../theory/replica/prediction.ts';
import { numberOf, textOf } from '../parameters.ts';
import { checkData, dataOf } from '../rows.ts';
import {
  checkSizes,
  countedPoint,
  givenNumber,
  inputDimensionOf,
  leadingDirections,
  spectrumOf,
  wholeCount,
} from '../spectra.ts';
import { replicaFactor } from './conventions.ts';
import { noActivation, type RuleName, rules } from './parameters.ts';

/** Sizes in units of the input dimension, which is null unless it is given; psi1 is undefined for the inputs themselves. */
export function sizesOf(given: Point): {
  readonly alpha: number;
  readonly psi1: number | undefined;
  readonly d: number | null;
} {
  const point = counted(given);
  const n = givenNumber(point, 'n');
  if (n === null)
    return { alpha: numberOf(point, 'alpha'), psi1: givenNumber(point, 'psi1') ?? undefined, d: null };
  const d = inputDimensionOf(point, n);
  const k = givenNumber(point, 'k');
  return { alpha: n / d, psi1: k === null ? undefined : k / d, d };
}

/** With an explicit spectrum n = αd and N = ψ1 d. */
export function counted(point: Point, round?: (count: number) => number): Point {
  const d = () => inputDimensionOf(point);
  return countedPoint(
    point,
    { alpha: (alpha) => ['n', alpha * d()], psi1: (psi1) => ['k', psi1 * d()] },
    round,
  );
}

export function check(point: Point): void {
  checkSizes(point, ['alpha', 'psi1'], ['n', 'k'], 'd');
  const { alpha, psi1 } = sizesOf(point);
  const activation = textOf(point, 'activation');
  if (psi1 !== undefined && activation === noActivation)
    throw new InputError(
      'random features, by psi1 or k, need an activation; expected relu, tanh, erf or another',
    );
  if (psi1 === undefined && activation !== noActivation)
    throw new InputError(
      `activation ${activation} needs psi1 (or k) beside it, the number of random features`,
    );
  const share = numberOf(point, 'observedShare');
  if (share < 1 && (psi1 !== undefined || spectrumOf(point).kind !== 'blocks'))
    throw new InputError(
      `observedShare ${share} is for the inputs themselves, isotropic or in blocks; expected 1`,
    );
  for (const [name, labels] of [
    ['delta', 'probit'],
    ['flip', 'flip'],
  ] as const) {
    const given = givenNumber(point, name);
    if (given !== null && given !== 0 && point['labels'] !== labels)
      throw new InputError(`${name} ${given} is for labels ${labels}, not ${point['labels']}`);
    if (given === null && point['labels'] === labels)
      throw new InputError(`labels ${labels} need ${name} beside them`);
  }
  const shrinkage = givenNumber(point, 'shrinkage');
  if (shrinkage !== null && specOf(point).loss !== 'logistic')
    throw new InputError(`shrinkage ${shrinkage} is of the loss logistic, not ${specOf(point).loss}`);
  checkIntercept(point);
  checkRule(point);
  checkRows(point);
  if (!(numberOf(point, 'signal') > 0))
    throw new InputError(
      `signal ${point['signal']}: labels ${point['labels']} need a teacher of power > 0; the global null, signal 0 of labels logit or probit, is for descent phase`,
    );
  replicaFactor(textOf(point, 'convention'), alpha, psi1);
}

/** Rules whose student can have an offset: minimisers of a loss, and the posterior mean. */
const offsetRules: readonly string[] = ['minimise', 'pseudo-inverse', 'maximum-stability', 'bayes-optimal'];

function checkIntercept(point: Point): void {
  const given = givenNumber(point, 'intercept');
  if (given === null) return;
  const rule = textOf(point, 'rule');
  if (!offsetRules.includes(rule))
    throw new InputError(`intercept ${given} is for the rules ${offsetRules.join(', ')}, not ${rule}`);
  if (point['labels'] === 'random')
    throw new InputError(`intercept ${given} is of a teacher, on whom labels random do not depend`);
}

/** Rules that fit labels, whatever they are of. */
const rulesOfRows: readonly string[] = ['minimise', 'hebb', 'pseudo-inverse', 'maximum-stability'];

/** That rows of data have classes, and their spectrum a teacher that may stand for what made them. */
function checkRows(point: Point): void {
  const data = dataOf(point);
  checkData(counted(point, wholeCount), () => inputDimensionOf(point));
  if (data === null) return;
  const { columns } = data.inputs;
  const d = inputDimensionOf(point);
  if (d !== columns)
    throw new InputError(
      `spectrum ${point['spectrum']} has ${d} directions, data ${data.name} ${columns} columns; leave out columns that are constant or combinations of others`,
    );
  checkClasses(data);
  const rule = textOf(point, 'rule');
  if (!rulesOfRows.includes(rule))
    throw new InputError(
      `rule ${rule} cannot be had of data, which have no teacher; expected ${rulesOfRows.join(', ')}`,
    );
  if (givenNumber(point, 'intercept') !== null)
    throw new InputError(`intercept ${point['intercept']} cannot be had of data, which have no teacher`);
  const spectrum = spectrumOf(point);
  if (spectrum.kind !== 'blocks' && leadingDirections(spectrum, d, d).lost > 0)
    throw new InputError(
      `spectrum ${point['spectrum']} has power that no direction explains; expected the spectrum of a teacher, as descent spectrum estimate --teacher makes it, and labels probit with delta 1`,
    );
}

function checkRule(point: Point): void {
  const rule = textOf(point, 'rule') as RuleName;
  const passes = givenNumber(point, 'passes');
  if (rule !== 'message-passing') {
    if (passes !== null)
      throw new InputError(`passes ${passes} are of the rule message-passing, not ${rule}`);
    if (rule !== 'minimise' && numberOf(point, 'ridge') > 0)
      throw new InputError(
        `ridge ${point['ridge']} is for the rules minimise and message-passing; ${rule} has none`,
      );
    return;
  }
  if (passes === null)
    throw new InputError('rule message-passing needs passes, the steps after which it stops');
  if (!(numberOf(point, 'ridge') > 0))
    throw new InputError(`rule message-passing needs a ridge > 0, not ${point['ridge']}`);
  const elsewhere = ['blocks', 'spectrum'].find((name) => point[name] !== 'isotropic');
  const hidden = numberOf(point, 'observedShare') < 1;
  if (elsewhere || hidden || sizesOf(point).psi1 !== undefined || point['distribution'] !== 'gaussian')
    throw new InputError('rule message-passing is for isotropic gaussian inputs themselves, all observed');
}

/** λ of the replica literature. */
export function replicaRidge(point: Point): number {
  const { alpha, psi1 } = sizesOf(point);
  const given = numberOf(point, 'ridge');
  return given === 0 ? 0 : given * replicaFactor(textOf(point, 'convention'), alpha, psi1);
}

export function specOf(point: Point): Omit<ClassifierSpec, 'rule'> & { readonly rule: ClassificationRule } {
  const rule = rules[textOf(point, 'rule') as RuleName];
  const name = textOf(point, 'rule') as RuleName;
  return {
    signal: numberOf(point, 'signal'),
    labels: {
      kind: textOf(point, 'labels') as LabelName,
      delta: givenNumber(point, 'delta') ?? 0,
      flip: givenNumber(point, 'flip') ?? 0,
    },
    loss: rule.loss ?? (textOf(point, 'loss') as LossName),
    rule: name === 'pseudo-inverse' || name === 'maximum-stability' ? 'minimise' : name,
    ...(name === 'message-passing' ? { passes: numberOf(point, 'passes') } : {}),
  };
}
