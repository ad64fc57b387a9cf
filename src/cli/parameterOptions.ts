/** The parameters of the models as options of a command, and the axes of the scan that their values make. */
import { InputError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { models } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { fallbackText, type Parameter } from '../parts/parameter.ts';
import { readAxes as axesOf } from '../scenario/axes.ts';
import { type Axis, expandPoints } from '../scenario/values.ts';
import type { Absent, Given, Option, Subject } from './command.ts';
import { camel, kebab, textOf, unused } from './options.ts';

/** What has parameters: a model, or another command's subject. */
export type Owner = Pick<Model, 'name' | 'parameters' | 'inputs'> & Partial<Pick<Model, 'check'>>;

export const valueNotes: string =
  'A value is a number, a list 1,2,3, linspace(first,last,count) or logspace(first,last,count); several lists make their product, in which the last given list varies fastest.';

export function parameterNotes(all: readonly Owner[]): string {
  return `Models: ${all.map(({ name }) => name).join(', ')}. ${valueNotes}`;
}

/** Of commands that draw nothing. */
export const theoryAlone: Absent = {
  draws: 'limits are the same whatever is drawn; descent run, spectrum and margins draw',
};

export function parametersOf(owner: Owner): readonly Parameter[] {
  return [...owner.parameters, ...owner.inputs];
}

interface Known {
  /** Whose parameters are refused with a reason. */
  readonly known?: readonly Owner[];
  /** What the command has nothing to do with: parameters of it are refused, too. */
  readonly never?: Subject;
}

/** Parameters of one owner under its name, those of all under a common heading; those that are refused are hidden. */
export function parameterOptions(taken: readonly Owner[], { known = taken, never }: Known = {}): Option[] {
  const ownedBy = (owners: readonly Owner[], name: string) =>
    owners.flatMap((owner) =>
      parametersOf(owner)
        .filter((parameter) => parameter.name === name)
        .map((parameter) => ({ owner: owner.name, parameter })),
    );
  const names = new Set(known.flatMap(parametersOf).map(({ name }) => name));
  return [...names].map((name) => {
    const shown = ownedBy(taken, name);
    const owned = shown.length > 0 ? shown : ownedBy(known, name);
    const common = owned.length === taken.length;
    const of = owned[0]!.parameter.of ?? 'model';
    return {
      name: kebab(name),
      meaning: describeParameter(owned),
      of,
      group: common ? 'Parameters' : `Parameters of ${owned.map(({ owner }) => owner).join(', ')}`,
      ...(shown.length > 0 && of !== never ? {} : { hidden: true }),
    };
  });
}

/** The meaning that the first owner gives it, that others give it another, and what stands for it with each of them. */
function describeParameter(
  owned: readonly { readonly owner: string; readonly parameter: Parameter }[],
): string {
  const [{ owner, parameter }] = owned as [(typeof owned)[number]];
  const differs = owned.some((each) => each.parameter.meaning !== parameter.meaning);
  const whose = differs ? `; so of ${owner}, for other models see descent describe` : '';
  const choices = parameter.kind === 'choice' ? ` (${parameter.choices.join(', ')})` : '';
  const fallbackOf = (each: Parameter) =>
    `${each.default === undefined ? '' : 'default '}${fallbackText(each)}`;
  const texts = new Set(owned.map((each) => fallbackOf(each.parameter)));
  const fallbacks = [...texts].map((text) => {
    const those = owned.filter((each) => fallbackOf(each.parameter) === text);
    return texts.size === 1 ? text : `${text} of ${those.map(({ owner }) => owner).join(', ')}`;
  });
  return `${parameter.meaning}${choices}${whose} [${fallbacks.join('; ')}]`;
}

/** A scan as the command line gives it: its axes, and all points, which have been checked. */
export interface Scan {
  readonly axes: readonly Axis[];
  readonly points: readonly Point[];
}

/** @throws {InputError} for what is not a point, and for parameters that none of the points uses */
export function readScan(owner: Owner, given: Given, declared: readonly Option[]): Scan {
  const axes = readAxes(owner, given, declared);
  const points = expandPoints(axes);
  for (const point of points) owner.check?.(point);
  for (const { name, usedAt } of parametersOf(owner)) {
    if (usedAt && given.options.has(kebab(name)) && !points.some(usedAt.holds))
      throw unused(kebab(name), `it is for ${usedAt.where}`);
  }
  return { axes, points };
}

/**
 * The values of every parameter, in the order of the command line, so that the last given list varies fastest; then the defaults. Options that
 * the command declares and no model has are its own affair.
 *
 * @throws {InputError} for the first option that is wrong or missing
 */
function readAxes(model: Owner, given: Given, declared: readonly Option[]): Axis[] {
  const ofModels = parameterOptions(models).map(({ name }) => name);
  const own = declared.map(({ name }) => name).filter((name) => !ofModels.includes(name));
  const names = [...given.options.keys()].filter((name) => !own.includes(name));
  return axesOf(new Map(names.map((name) => [camel(name), textOf(given, name)])), {
    owner: model.name,
    parameters: parametersOf(model),
    label: (name) => `--${kebab(name)}`,
    complain: (message) => {
      throw new InputError(message);
    },
  });
}
