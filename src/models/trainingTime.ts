/** Parameters that say how long training goes on, and how, or what of the spectrum is left out, instead of to its end: shared by models with square loss. */
import { InputError } from '../errors.ts';
import type { NumberParameter, Point } from '../parts/parameter.ts';
import type { Schedule } from '../parts/schedule.ts';
import { numberOf } from './parameters.ts';

const optional = { kind: 'number', of: 'fit', minimum: 0, optional: true } as const;

export const trainingParameters: readonly NumberParameter[] = [
  {
    ...optional,
    name: 'time',
    tex: 't',
    definition: '\\text{time of gradient flow}',
    meaning:
      'time t of gradient flow ẇ = −∇ (1/2n) Σ (y − f)² from w = 0, in the w of the penalty λ|w|²; optimal the t of least excess risk',
    exclusive: true,
    maximum: 1e12,
    words: ['optimal'],
  },
  {
    ...optional,
    name: 'steps',
    tex: 'T',
    definition: '\\text{steps}',
    meaning: 'steps T of gradient descent on the same loss from w = 0; needs stepSize',
    minimum: 1,
    maximum: 1e9,
    whole: true,
  },
  {
    ...optional,
    name: 'stepSize',
    tex: '\\eta',
    meaning: 'step size η of gradient descent; diverges beyond 2(1 + momentum) over the largest eigenvalue',
    exclusive: true,
    maximum: 1e12,
  },
  {
    ...optional,
    name: 'momentum',
    tex: '\\beta',
    meaning: 'heavy-ball momentum β of gradient descent, w ← w − η∇ + β(w − w_before)',
    maximum: 0.999,
  },
  {
    ...optional,
    name: 'iterated',
    tex: 'K',
    definition: '\\text{ridge regressions}',
    meaning: 'ridge regressions K, each on the residuals of the one before; needs ridge > 0',
    minimum: 1,
    maximum: 1e6,
    whole: true,
  },
  {
    ...optional,
    name: 'components',
    tex: 'q/n',
    definition: '\\text{components per sample}',
    meaning:
      'principal components q per sample, those of the largest eigenvalues of ZᵀZ, on which y is regressed; all of them where there are no more',
    exclusive: true,
    maximum: 1,
  },
];

/** Singular values relative to the largest, where the limit of that is known: not of single directions. */
export const rcondParameter: NumberParameter = {
  ...optional,
  name: 'rcond',
  tex: '\\mathrm{rcond}',
  meaning:
    'singular values of the design up to rcond times the largest count as 0, as in numpy.linalg.lstsq and pinv; the limit of the largest is the edge of its spectrum',
  exclusive: true,
  maximum: 1,
};

/** Parameters that ask for another rule than ridge regression; one at most is given. */
const rules = ['time', 'steps', 'iterated', 'rcond', 'components'] as const;

/** Which of these the point gives; null: ridge regression. */
export function trainingRuleOf(point: Point): string | null {
  return rules.find((name) => point[name] !== undefined) ?? null;
}

/** @throws {InputError} when the parameters of the training time do not go together */
export function checkTraining(point: Point): void {
  const given = (name: string) => point[name] !== undefined;
  const show = (name: string) => `${name} ${point[name]}`;
  const asked = rules.filter(given);
  if (asked.length > 1)
    throw new InputError(`${asked.map(show).join(' and ')} exclude each other; give one of them`);
  const [stepped, needed] = given('steps') ? ['steps', 'stepSize'] : ['stepSize', 'steps'];
  if (given(stepped) && !given(needed)) throw new InputError(`${show(stepped)} needs ${needed}, too`);
  if (given('momentum') && !given('steps'))
    throw new InputError(`${show('momentum')} is for gradient descent: it needs steps and stepSize`);
  if (asked.length > 0 && Number(point['ensemble'] ?? 1) > 1)
    throw new InputError(`${show(asked[0]!)} and ${show('ensemble')} exclude each other; give one of them`);
  const ridge = point['ridge'];
  if (given('iterated') && !(Number(ridge) > 0))
    throw new InputError(`${show('iterated')} needs a ridge that is a number > 0, not ${ridge}`);
  if (asked.length > 0 && !given('iterated') && ridge !== 0)
    throw new InputError(
      `${show(asked[0]!)} needs ridge 0, not ${ridge}: what is ${given('time') || given('steps') ? 'trained' : 'kept'} has no penalty`,
    );
}

/** The point for trials on so many samples, of which principal components are a whole number. */
export function wholeComponents(point: Point, samples: number): Point {
  const { components } = point;
  if (typeof components !== 'number') return point;
  return { ...point, components: Math.max(1, Math.round(components * samples)) / samples };
}

/** Principal components per sample, where they are given. */
export function componentsOf({ components }: Point): Point {
  return components === undefined ? {} : { components };
}

/** How training goes on at this point, under `schedule`; nothing where it goes to its end. */
export function scheduleOf(point: Point): { readonly schedule?: Schedule } {
  const optionalNumber = (name: string) => (point[name] === undefined ? undefined : numberOf(point, name));
  const [time, steps, count, rcond, perSample] = rules.map(optionalNumber);
  if (rcond !== undefined) return { schedule: { kind: 'truncated', rcond } };
  if (perSample !== undefined) return { schedule: { kind: 'components', perSample } };
  if (time !== undefined) return { schedule: { kind: 'flow', time } };
  if (steps !== undefined) {
    const stepSize = numberOf(point, 'stepSize');
    return { schedule: { kind: 'descent', steps, stepSize, momentum: optionalNumber('momentum') ?? 0 } };
  }
  if (count === undefined) return {};
  return { schedule: { kind: 'iterated', count, ridge: numberOf(point, 'ridge') } };
}
