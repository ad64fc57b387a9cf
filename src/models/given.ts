/** A model's theory at a point as a program gives it: what is left out has its default, as on the command line. */
import { InputError, show } from '../errors.ts';
import type { Point } from '../parts/parameter.ts';
import { readAxes } from '../scenario/axes.ts';
import type { Predicted } from '../theories/engine.ts';
import type { Prediction } from '../theory/variance/ensemble.ts';
import { type Model, predict, type RegressionModel } from './model.ts';

/**
 * The model's limit at a point, of which the parameters with a default may be left out.
 *
 * @throws {InputError} for a parameter that the model has not, that is missing or outside of its domain, or that does not go with the others
 */
export function predictGiven(model: RegressionModel, given: Point): Prediction;
export function predictGiven(model: Model, given: Point): Predicted;
export function predictGiven(model: Model, given: Point): Predicted {
  return predict(model, completePoint(model, given));
}

function completePoint(model: Model, given: Point): Point {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  const axes = readAxes(new Map(named), {
    owner: model.name,
    parameters: [...model.parameters, ...model.inputs],
    label: (name) => name,
    complain: (message) => {
      throw new InputError(message);
    },
  });
  const point = Object.fromEntries(
    axes.map(({ name, values }) => {
      if (values.length > 1)
        throw new InputError(`${name}: ${show(given[name])} is several values; expected one`);
      return [name, values[0]!];
    }),
  );
  model.check?.(point);
  return point;
}
