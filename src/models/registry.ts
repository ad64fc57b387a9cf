/** Every model, by one explicit list. */

import { InputError, unknownName } from '../errors.ts';
import type { Parameter } from '../parts/parameter.ts';
import type { ModelSignature } from '../scenario/scenario.ts';
import type { Simulator } from '../simulators/simulator.ts';
import { classification } from './classification/classification.ts';
import { deepRandomFeatures } from './deep-random-features/deepRandomFeatures.ts';
import { hostedBy } from './host.ts';
import { inContextLearning } from './in-context/model.ts';
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

const known: Model[] = [...Object.values(regressionModels), classification, inContextLearning];

export const models: readonly Model[] = known;

/** What the scenario loader must know of a model. */
function signatureFrom(model: Model): ModelSignature {
  const { name, size, parameters, inputs, check, absoluteSize, scaled, observables, simulator, floor } =
    model;
  const { hasSpectrum, marginParameters } = model;
  return {
    name,
    parameters,
    inputs,
    absoluteSize,
    ...(size === null ? { absolute: true } : {}),
    ...(size?.examples ? { exampleSizes: size.examples } : {}),
    ...(check ? { check } : {}),
    ...(scaled ? { scaled } : {}),
    ...(floor ? { floor } : {}),
    hosted: hostedBy(model),
    quantities: observables.quantities.map((quantity) => quantity.name),
    designs: Object.keys(simulator.designs),
    simulated: measuredBy(simulator),
    measuredBy: measuredByOne(simulator),
    laws: {
      ...(hasSpectrum ? { spectrum: parameters.map(ofMatrices) } : {}),
      ...(marginParameters ? { margins: marginParameters } : {}),
    },
  };
}

/** Matrices are those of inputs and features, whatever is hidden, labelled or fitted. */
function ofMatrices(parameter: Parameter): Parameter {
  return parameter.of === 'fit'
    ? { ...parameter, usedAt: { where: 'risks, and no matrix depends on it', holds: () => false } }
    : parameter;
}

const described: ModelSignature[] = known.map(signatureFrom);

/** What the scenario loader must know of each. */
export const signatures: readonly ModelSignature[] = described;

/**
 * Adds a model of one's own, which scenarios and commands then know by its name. Commands read the models' parameters when they are loaded: a
 * program that runs them defines its models first.
 *
 * @throws {InputError} when there is a model of that name, or it has no prediction
 */
export function defineModel(model: Model): Model {
  if (known.some(({ name }) => name === model.name))
    throw new InputError(`the model ${model.name} is there already; give yours another name`);
  if ((model.limit === undefined) === (model.predicts === undefined))
    throw new InputError(`the model ${model.name} needs one of limit and predicts, and only one`);
  known.push(model);
  described.push(signatureFrom(model));
  return model;
}

/** Puts the model in the place of that of its name. @returns what undoes that */
export function replaceModel(model: Model): () => void {
  const place = known.findIndex(({ name }) => name === model.name);
  const before = known[place]!;
  const put = (each: Model) => {
    known[place] = each;
    described[place] = signatureFrom(each);
  };
  put(model);
  return () => put(before);
}

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
