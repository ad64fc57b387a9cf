/** Formulas with planted slips, and the engine that refutes them. */
import { evaluate } from '../../src/expressions/evaluate.ts';
import { parseExpression } from '../../src/expressions/expression.ts';
import type { Host, HostName } from '../../src/expressions/host.ts';
import { claimVocabulary } from '../../src/expressions/vocabulary.ts';
import { predict } from '../../src/models/model.ts';
import { modelNamed } from '../../src/models/registry.ts';
import type { Point } from '../../src/parts/parameter.ts';
import { type Diagnosis, diagnose, type Refuted } from '../../src/theories/diagnosis.ts';
import { quantityOf } from '../../src/theories/engine.ts';

export type Values = Readonly<Record<string, number>>;

/** The point with the defaults of the model. */
export function pointOf(model: string, given: Point): Point {
  const { parameters, inputs } = modelNamed(model);
  const defaults = [...parameters, ...inputs].flatMap(({ name, default: value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

/** The engine of a model, and its parameters. */
export function engineOf(name: string): Pick<Refuted, 'parameters' | 'engineAt'> {
  const model = modelNamed(name);
  return {
    parameters: [...model.parameters, ...model.inputs],
    engineAt: (point, quantity) => {
      model.check?.(point);
      return quantityOf(predict(model, point), quantity);
    },
  };
}

/** The diagnosis of the engine's own prediction of `quantity` after `plant` has spoilt the parameters or the value. */
export function diagnosePlanted(
  model: string,
  quantity: string,
  points: readonly Point[],
  plant: {
    readonly values?: (values: Values) => Values;
    readonly value?: (value: number, values: Values) => number;
    /** What the formula is of, if it is not what it claims. */
    readonly of?: string;
  },
): Diagnosis {
  const engine = engineOf(model);
  const { values: spoilt = () => ({}), value: spoil = (value: number) => value, of = quantity } = plant;
  const claimAt = (point: Point) => {
    const values = point as Values;
    const value = engine.engineAt({ ...values, ...spoilt(values) }, of);
    return value === null ? null : spoil(value, values);
  };
  return diagnose({ ...engine, quantity, claimAt, points: points.map((point) => pointOf(model, point)) });
}

/** A typed formula in parameters of that name. */
export function typed(
  text: string,
  names: readonly string[],
  hostAt: (point: Point) => Host = () => ({}),
  hosted: readonly HostName[] = [],
): Refuted['claimAt'] {
  const expression = parseExpression(text, claimVocabulary(names, hosted));
  return (values, at) => {
    const numbers = names.map((name) => Number(values[name]));
    return evaluate(expression, numbers, { host: hostAt(at) }).value ?? null;
  };
}

export const slipNames = ({ slips }: Diagnosis) => slips.map(({ name }) => name);
