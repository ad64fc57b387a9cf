/** Points that are given outside of the scan, in tables, published values and measurements: checked as the scan's are. */
import { InputError, show } from '../errors.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import type { ModelSignature } from './scenario.ts';
import { type Axis, parseValues, type Value } from './values.ts';

/** Takes what is wrong with a point, and where it can be told with which of its parameters. */
export type RefusePoint = (message: string, parameter?: string) => InputError;

/** The point with everything that the scan does not vary. @throws what `wrong` makes of it */
export type CompletePoint = (given: Point, wrong: RefusePoint) => Point;

/** Digits to which numbers are the same: a value of the scan may be typed with more or fewer than it has here. */
const digits = 12;
const nameOf = (value: Value): string => (typeof value === 'number' ? value.toPrecision(digits) : value);

export function pointReader(model: ModelSignature, axes: readonly Axis[]): CompletePoint {
  const parameters = new Map([...model.parameters, ...model.inputs].map((each) => [each.name, each]));
  const scanned = new Map(
    axes.map(({ name, values }) => [name, new Map(values.map((value) => [nameOf(value), value]))]),
  );
  return (given, wrong) => {
    const values = Object.entries(given).map(([name, value]) => {
      const parameter = parameters.get(name);
      if (parameter === undefined)
        throw wrong(
          `${show(name)} is not a parameter; expected some of ${[...parameters.keys()].join(', ')}`,
          name,
        );
      const read = refusing(wrong, name, () => oneValue(value, parameter));
      return [name, scanned.get(name)?.get(nameOf(read)) ?? read] as const;
    });
    const known = new Map(values);
    const point: Record<string, Value> = {};
    for (const { name, values: scan } of axes) {
      const value = known.get(name) ?? (scan.length === 1 ? scan[0] : undefined);
      if (value === undefined) throw wrong(`${name} is missing, which varies over the scan`);
      point[name] = value;
    }
    Object.assign(point, Object.fromEntries(known));
    refusing(wrong, undefined, () => model.check?.(point));
    return point;
  };
}

function oneValue(value: Value, parameter: Parameter): Value {
  const [first, ...more] = parseValues([value], parameter);
  if (more.length === 0) return first!;
  throw new InputError(`${parameter.name}: ${show(value)} is several values; expected one`);
}

function refusing<T>(wrong: RefusePoint, parameter: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InputError ? wrong(error.message, parameter) : error;
  }
}
