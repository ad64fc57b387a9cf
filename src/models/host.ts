/** What a model supplies to expressions, and where its theories are asked. */

import { InputError } from '../errors.ts';
import { Gap } from '../expressions/gap.ts';
import type { Host, HostName, Population } from '../expressions/host.ts';
import { findActivation, hermiteCoefficients } from '../parts/features/activations.ts';
import { closedForms, type HermiteTexts } from '../parts/features/closedForms.ts';
import { powerOf } from '../parts/inputs/covariance.ts';
import type { Point } from '../parts/parameter.ts';
import { type LimitProblem, type Predicted, predictLimit, quantityOf } from '../theories/engine.ts';
import type { Place } from '../theories/theory.ts';
import { errorOnRows } from './estimated.ts';
import { limitOf, type Model, predicted, predictedAtSizes, type Realisation, resolvePoint } from './model.ts';
import {
  dimensionOf,
  givenNumber,
  leadingDirections,
  meanVariance,
  spectrumOf,
  typedBlocks,
} from './spectra.ts';

type Owner = Pick<Model, 'activations' | 'inputs' | 'hasSpectrum'>;

/** What of it there is at some point of the model. */
export function hostedBy({ activations, inputs, hasSpectrum }: Owner): HostName[] {
  return [
    ...(activations ? (['mu0', 'mu1', 'muStar2'] as const) : []),
    ...(inputs.some(({ name }) => name === 'spectrum') ? (['spectrum'] as const) : []),
    ...(hasSpectrum ? (['engineKappa'] as const) : []),
  ];
}

/** The place of a point of the scan, in the limit. */
export function limitPlace(model: Model, point: Point): Place {
  const resolved = resolvedPoint(model, point);
  const numbers = { ...resolved, ...model.ratios?.(resolved) };
  const says = once(() => predicted(model, resolved));
  return place(model, point, numbers, { says, nominal: says, problem: () => limitOf(model, resolved) });
}

/** The same at integer sizes, whose ratios are rounded; `at` is the point itself, or with absolute sizes at their scale. */
export function sizedPlace(
  model: Model,
  point: Point,
  realised: Pick<Realisation, 'ratios' | 'sizes' | 'limit' | 'predicts'> & { readonly at: Point },
): Place {
  const [nominal, resolved] = [resolvedPoint(model, point), resolvedPoint(model, realised.at)];
  const numbers = { ...resolved, ...model.ratios?.(resolved), ...realised.ratios };
  const said = place(model, realised.at, numbers, {
    says: once(() => predictedAtSizes(realised)),
    nominal: once(() => predicted(model, nominal)),
    problem: () => realised.limit ?? limitOf(model, resolved),
  });
  return { ...said, point, sizes: realised.sizes };
}

const resolutions = new WeakMap<Point, Point>();

/** What words stand for is sought once a point. */
function resolvedPoint(model: Model, point: Point): Point {
  const resolved = resolutions.get(point) ?? resolvePoint(model, point);
  resolutions.set(point, resolved);
  return resolved;
}

/** What the model's own theory says at a place, and at the point itself; and the problem that it solves there. */
interface Own {
  readonly says: () => Predicted;
  readonly nominal: () => Predicted;
  readonly problem: () => LimitProblem;
}

function place(model: Model, point: Point, known: Point, { says, nominal, problem }: Own): Place {
  const numbers = Object.entries(known).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return {
    point,
    numbers: Object.fromEntries(numbers),
    host: hostAt(model, point, problem),
    closedForm: (name, layer) => {
      const text = model.activations?.(point)[layer - 1];
      return closedForms[text ?? '']?.[name as keyof HermiteTexts] ?? null;
    },
    blocks: () => typedBlocks(point),
    engine: (quantity) => quantityOf(says(), quantity),
    uncertainty: (quantity) => errorOnRows(model, point, quantity),
    nominal: (quantity) => quantityOf(nominal(), quantity),
  };
}

function hostAt(model: Model, point: Point, problem: () => LimitProblem): Host {
  const coefficient = (name: 'mu0' | 'mu1' | 'muStar2') => (layer: number) => {
    const text = model.activations!(point)[layer - 1];
    if (text === undefined)
      throw new Gap(`${name}(${layer}): there is no such layer of features at this point`);
    return hermiteCoefficients(findActivation(text))[name];
  };
  const supplied: Readonly<Record<HostName, () => Host[HostName]>> = {
    mu0: () => coefficient('mu0'),
    mu1: () => coefficient('mu1'),
    muStar2: () => coefficient('muStar2'),
    engineKappa: () => (ridge: number) => kappaAt(problem(), ridge * (model.ridgeFactor?.(point) ?? 1)),
    spectrum: once(() => populationOf(point, model.activations !== undefined)),
  };
  // Nothing is computed before an expression asks for it.
  return Object.defineProperties(
    {},
    Object.fromEntries(hostedBy(model).map((name) => [name, { get: supplied[name], enumerable: true }])),
  );
}

function kappaAt(problem: LimitProblem, ridge: number): number {
  const kappa = quantityOf(predictLimit({ ...problem, training: { ...problem.training, ridge } }), 'kappa');
  if (kappa === null) throw new Gap(`the engine has no effective ridge at ${ridge}`);
  return kappa;
}

/** Eigenvalues of the inputs' covariance; of features, scaled to mean 1 as the model scales explicit ones. */
function populationOf(point: Point, normalised: boolean): Population {
  const spectrum = spectrumOf(point);
  if (spectrum.kind === 'blocks') {
    const { blocks } = spectrum;
    const powers = blocks.map(powerOf);
    return shared(
      blocks.map(({ variance }) => variance),
      blocks.map(({ share }) => share),
      powers,
    );
  }
  const given = givenNumber(point, 'p') ?? givenNumber(point, 'd');
  const dimension = dimensionOf(spectrum, given, 'd');
  const directions = leadingDirections(spectrum, dimension, dimension);
  const { variances, counts, powers } = directions.spectrum;
  const scale = normalised ? 1 / meanVariance(directions, dimension) : 1;
  return shared(
    Array.from(variances, (variance) => scale * variance),
    [...counts],
    [...powers],
  );
}

function shared(
  eigenvalues: readonly number[],
  counts: readonly number[],
  powers: readonly number[],
): Population {
  const [all, power] = [counts, powers].map((each) => each.reduce((sum, part) => sum + part, 0)) as [
    number,
    number,
  ];
  if (!(power > 0)) throw new InputError('the target has no power along any direction');
  return {
    eigenvalues,
    shares: counts.map((count) => count / all),
    powers: powers.map((each) => each / power),
  };
}

function once<T>(compute: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: compute() };
    return found.value;
  };
}
