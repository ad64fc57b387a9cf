/** The value of one parameter at which a model's excess risk, or classification error, is least. */
import { clip, InputError } from '../errors.ts';
import { minimise, polish } from '../numerics/minimum.ts';
import type { NumberParameter, Point } from '../parts/parameter.ts';
import { beyond, type Predicted, quantityOf, signedOptimum } from '../theories/engine.ts';
import type { RiskPrediction } from '../theory/risk.ts';
import { parameterHint } from '../words/aliases.ts';
import type { Cautioned } from './cautions.ts';
import { type Model, predict, resolvePoint } from './model.ts';

export interface Optimum {
  /** Of the parameter; the end of the range where the risk is least there. */
  readonly argument: number;
  readonly at: 'interior' | 'lower end' | 'upper end';
  readonly prediction: (Predicted | RiskPrediction) & Cautioned;
}

const gridPoints = 400;
/** Where the range of a parameter is not given: these, as far as its domain goes. */
const usual = { low: 1e-3, high: 1e3 };

/** The numeric parameters of a model. @throws {InputError} when none has this name */
export function tunable(model: Model, name: string): NumberParameter {
  const numbers = [...model.parameters, ...model.inputs].filter((each) => each.kind === 'number');
  const found = numbers.find((each) => each.name === name);
  if (found) return found;
  const names = numbers.map((each) => each.name);
  const hint = parameterHint(name, names);
  throw new InputError(
    `--over ${clip(name)} is not a number of ${model.name}${hint ? `; did you mean ${hint}?` : ''} (valid: ${names.join(', ')})`,
  );
}

/**
 * The optimum over a parameter that the point leaves out, along a logarithmic grid and then to some ten digits. The ridge is sought below 0, too, as far as
 * the problem stays convex, unless a range is given.
 */
export function findOptimum(
  model: Model,
  point: Point,
  parameter: NumberParameter,
  range: readonly [number, number] | null,
): Optimum {
  const { name, minimum, maximum = Number.POSITIVE_INFINITY } = parameter;
  const at = (value: number) => resolvePoint(model, { ...point, [name]: value });
  if (name === 'ridge' && range === null && model.limit) {
    const limit = model.limit(at(0));
    if (beyond(limit, ['shift', 'scaled']) === null) {
      const { classifier: _, ...problem } = limit;
      const { ridge, prediction } = signedOptimum(problem);
      return {
        argument: ridge,
        at: ridge === 0 ? 'lower end' : 'interior',
        prediction: { ...prediction, cautions: model.cautions(at(0)) },
      };
    }
  }
  const [low, high] = range ?? [Math.max(minimum, usual.low), Math.min(maximum, usual.high)];
  const risk = (logarithm: number) => riskWherePossible(model, () => at(Math.exp(logarithm)));
  const [first, last] = [Math.log(low), Math.log(high)];
  const grid = Array.from({ length: gridPoints + 1 }, (_, i) => first + ((last - first) * i) / gridPoints);
  const best = minimise(grid, risk);
  const width = (last - first) / gridPoints;
  const end =
    best - first < 1e-6 * width || risk(best - 1e-6) === Number.POSITIVE_INFINITY
      ? 'lower end'
      : last - best < 1e-6 * width || risk(best + 1e-6) === Number.POSITIVE_INFINITY
        ? 'upper end'
        : null;
  const smooth =
    end === null ? polish(risk, best) : best - first < width ? first : last - best < width ? last : best;
  const argument = parameter.whole
    ? bestWhole(Math.exp(smooth), (value) => risk(Math.log(value)))
    : Number(Math.exp(smooth).toPrecision(15));
  return { argument, at: end ?? 'interior', prediction: predict(model, at(argument)) };
}

/** Infinity where the value does not go with the rest of the point, such as more parameters than there are. */
function riskWherePossible(model: Model, point: () => Point): number {
  try {
    return quantityOf(predict(model, point()), model.observables.objective) ?? Number.POSITIVE_INFINITY;
  } catch (error) {
    if (error instanceof InputError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

function bestWhole(value: number, risk: (value: number) => number): number {
  const below = Math.max(1, Math.floor(value));
  return risk(below) <= risk(below + 1) ? below : below + 1;
}

/** How values go along an axis; differences within rounding count as none. */
export function trendOf(
  values: readonly (number | null)[],
): 'decreasing' | 'increasing' | 'constant' | 'neither' {
  const finite = values.filter((value) => value !== null);
  if (finite.length < values.length || finite.length === 0) return 'neither';
  const steps = finite.slice(1).map((value, i) => {
    const change = value - finite[i]!;
    return Math.abs(change) <= 1e-12 * Math.abs(value) ? 0 : Math.sign(change);
  });
  const [rises, falls] = [steps.includes(1), steps.includes(-1)];
  return rises && falls ? 'neither' : rises ? 'increasing' : falls ? 'decreasing' : 'constant';
}
