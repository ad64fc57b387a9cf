/** Parameters that say how long training goes on, and how, instead of to its end: shared by models with square loss. */
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
];

/** @throws {InputError} when the parameters of the training time do not go together */
export function checkTraining(point: Point): void {
  const given = (name: string) => point[name] !== undefined;
  const show = (name: string) => `${name} ${point[name]}`;
  const rules = ['time', 'steps', 'iterated'].filter(given);
  if (rules.length > 1)
    throw new InputError(`${rules.map(show).join(' and ')} exclude each other; give one of them`);
  const [stepped, needed] = given('steps') ? ['steps', 'stepSize'] : ['stepSize', 'steps'];
  if (given(stepped) && !given(needed)) throw new InputError(`${show(stepped)} needs ${needed}, too`);
  if (given('momentum') && !given('steps'))
    throw new InputError(`${show('momentum')} is for gradient descent: it needs steps and stepSize`);
  if (rules.length > 0 && Number(point['ensemble'] ?? 1) > 1)
    throw new InputError(`${show(rules[0]!)} and ${show('ensemble')} exclude each other; give one of them`);
  const ridge = point['ridge'];
  if (given('iterated') && !(Number(ridge) > 0))
    throw new InputError(`${show('iterated')} needs a ridge that is a number > 0, not ${ridge}`);
  if ((given('time') || given('steps')) && ridge !== 0)
    throw new InputError(`${show(rules[0]!)} needs ridge 0, not ${ridge}: what is trained has no penalty`);
}

/** How training goes on at this point, under `schedule`; nothing where it goes to its end. */
export function scheduleOf(point: Point): { readonly schedule?: Schedule } {
  const optionalNumber = (name: string) => (point[name] === undefined ? undefined : numberOf(point, name));
  const [time, steps, count] = ['time', 'steps', 'iterated'].map(optionalNumber);
  if (time !== undefined) return { schedule: { kind: 'flow', time } };
  if (steps !== undefined) {
    const stepSize = numberOf(point, 'stepSize');
    return { schedule: { kind: 'descent', steps, stepSize, momentum: optionalNumber('momentum') ?? 0 } };
  }
  if (count === undefined) return {};
  return { schedule: { kind: 'iterated', count, ridge: numberOf(point, 'ridge') } };
}
