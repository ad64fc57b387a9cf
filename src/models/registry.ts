/** Every model, by one explicit list. */

import { unknownName } from '../errors.ts';
import type { ModelSignature } from '../scenario/scenario.ts';
import type { Simulator } from '../simulators/simulator.ts';
import { classification } from './classification/classification.ts';
import { deepRandomFeatures } from './deep-random-features/deepRandomFeatures.ts';
import { hostedBy } from './host.ts';
import { kernelRegression } from './kernel/kernel.ts';
import { linear } from './linear/linear.ts';
import type { Model, RegressionModel } from './model.ts';
import { randomFeatures } from './random-features/randomFeatures.ts';

type RegressionName = 'linear' | 'random-features' | 'kernel' | 'deep-random-features';

const regressionModels: Readonly<Record<RegressionName, RegressionModel>> = {
  linear,
  'random-features': randomFeatures,
  kernel: kernelRegression,
  'deep-random-features': deepRandomFeatures,
};

export const models: readonly Model[] = [...Object.values(regressionModels), classification];

/** What the scenario loader must know of each. */
export const signatures: readonly ModelSignature[] = models.map(
  ({ name, size, parameters, inputs, check, absoluteSize, observables, simulator, floor }, i) => ({
    name,
    parameters,
    inputs,
    absoluteSize,
    ...(size === null ? { absolute: true } : {}),
    ...(check ? { check } : {}),
    ...(floor ? { floor } : {}),
    hosted: hostedBy(models[i]!),
    quantities: observables.quantities.map((quantity) => quantity.name),
    designs: Object.keys(simulator.designs),
    simulated: measuredBy(simulator),
    measuredBy: measuredByOne(simulator),
  }),
);

/** What the designs measure, in the order in which they name it. */
function measuredBy({ designs }: Simulator): readonly string[] {
  return [...new Set(Object.values(designs).flatMap(({ quantities }) => quantities))];
}

/** What only one of several designs measures. */
function measuredByOne({ designs }: Simulator): Readonly<Record<string, readonly string[]>> {
  const all = Object.entries(designs);
  return Object.fromEntries(
    all.map(([name, design]) => {
      const others = all.filter(([other]) => other !== name).map(([, each]) => each);
      const own = design.quantities.filter((quantity) =>
        others.every(({ quantities }) => !quantities.includes(quantity)),
      );
      return [name, others.length > 0 ? own : []];
    }),
  );
}

/** The model of that name. @throws {InputError} naming those that there are */
export function modelNamed(name: RegressionName): RegressionModel;
export function modelNamed(name: string): Model;
export function modelNamed(name: string): Model {
  const model = models.find((candidate) => candidate.name === name);
  if (model) return model;
  throw unknownName(
    'model',
    name,
    models.map((each) => each.name),
  );
}

/** What the scenario loader knows of the model of that name. @throws {InputError} naming those that there are */
export function signatureOf(name: string): ModelSignature {
  const { name: known } = modelNamed(name);
  return signatures.find((each) => each.name === known)!;
}
