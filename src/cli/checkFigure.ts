/** The figure of a check: the claimed quantities over the number that takes the most values, a curve for each value of the others. */
import type { ModelSignature } from '../scenario/scenario.ts';
import type { Axis } from '../scenario/values.ts';
import { quantitiesOf, type TheoryPlan } from '../theories/plan.ts';

/** As the figure section of a scenario; null where nothing is a number to be drawn over. */
export function figureFor(
  model: ModelSignature,
  axes: readonly Axis[],
  theories: readonly TheoryPlan[],
): object | null {
  const numbers = axes.filter(({ values }) => values.every((value) => typeof value === 'number'));
  const x = numbers.toSorted((a, b) => b.values.length - a.values.length)[0];
  if (x === undefined) return null;
  const claimed = [...new Set(theories.flatMap(quantitiesOf))];
  const series = axes.filter((axis) => axis !== x && axis.values.length > 1).map(({ name }) => name);
  const values = x.values as readonly number[];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return {
    x: x.name,
    xScale: least > 0 && most > 20 * least ? 'log' : 'linear',
    y: claimed.length > 0 ? claimed : model.quantities[0],
    ...(series.length > 0 ? { series } : {}),
  };
}
