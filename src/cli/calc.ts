/** `descent calc MODEL`: theory at points, as a table, CSV or JSON. */
import { predictionError } from '../models/estimated.ts';
import { exactMeansAt } from '../models/exactMeans.ts';
import { limitPlace } from '../models/host.ts';
import { hasTerms, type Model, predict, resolvePoint } from '../models/model.ts';
import { modelNamed, models, signatureOf } from '../models/registry.ts';
import type { Point } from '../parts/parameter.ts';
import { decomposedQuantities } from '../simulators/regression/quantities.ts';
import { digitsOf } from '../theories/digits.ts';
import { surroundingsOf, theoryFrom } from '../theories/plan.ts';
import { engineName, type PreciseRequest, type Theory } from '../theories/theory.ts';
import type { Command } from './command.ts';
import { digitsOption, readDigits } from './digits.ts';
import { refuseUnused } from './options.ts';
import { parameterNotes, parameterOptions, readScan, theoryAlone } from './parameterOptions.ts';
import { rowFormat, rowOptions, tableOf } from './rows.ts';
import { theoriesGiven, theoryOptions } from './theoriesGiven.ts';

const terms: readonly string[] = decomposedQuantities;

export const calc: Command = {
  options: [
    ...parameterOptions(models, { never: 'draws' }),
    {
      name: 'decompose',
      of: 'terms',
      kind: 'flag',
      group: 'Output',
      meaning: `the excess risk term by term: ${terms.join(', ')}`,
    },
    ...theoryOptions,
    digitsOption,
    ...rowOptions('point'),
  ],
  notes: `${parameterNotes(models)} At absolute sizes there are columns exactMean:QUANTITY where exact finite-size means are known, and exactMean:status. A formula has the columns QUANTITY:NAME and QUANTITY:NAME:difference, relative to the engine; with --digits QUANTITY:NAME:digits, its value, and QUANTITY:NAME:correct, how many digits of the double are right.`,
  execute: async (given, terminal) => {
    const model = modelNamed(given.words[0]!);
    const format = rowFormat(given);
    const { axes, points } = readScan(model, given, calc.options);
    refuseUnused(given, calc.options, {
      ...theoryAlone,
      terms: points.some((point) => hasTerms(model, point))
        ? undefined
        : 'the terms are those of ridge regression, trained to its end, on one layer of features or none',
    });
    const decompose = given.options.has('decompose');
    const signature = signatureOf(model.name);
    const theories = theoriesGiven(given, signature, axes)
      .filter((plan) => plan !== engineName)
      .map((plan) => theoryFrom(plan, surroundingsOf(signature)));
    const request = readDigits(given, theories.length > 0);
    const gaps: string[] = [];
    const isShown = (name: string) => decompose || !terms.includes(name);
    const resolutions = points.map((point) => resolvePoint(model, point));
    const means = meanColumns(model, resolutions, isShown);
    const errors = errorColumns(model, resolutions);
    const rows = points.map((point, i) => {
      const resolved = resolutions[i]!;
      const predicted = Object.entries(predict(model, resolved)).filter(([name]) => isShown(name));
      const second = model.secondSolution ? { secondSolution: model.secondSolution(resolved) } : {};
      const own = statements(model, point, theories, request);
      gaps.push(...own.gaps);
      // Each with its error beside it.
      const found = Object.fromEntries(
        predicted.flatMap(([name, value]) => [[name, value], ...(errors[name]?.[i] ?? [])]),
      );
      return { ...resolved, ...found, ...means[i], ...second, ...own.columns };
    });
    const table = tableOf(rows, axes, ['secondSolution']);
    terminal.out(format(rows, [table, ...new Set(gaps)].join('\n')));
    return 0;
  },
};

/** Exact finite-size means beside the limits, where some point has them or is known to have none. */
function meanColumns(
  model: Model,
  points: readonly Point[],
  isShown: (quantity: string) => boolean,
): Readonly<Record<string, number | string | null>>[] {
  const found = points.map((point) => exactMeansAt(model, point));
  if (found.every((each) => each === null || each.status === 'not known')) return points.map(() => ({}));
  const names = model.exactMeans!.quantities.filter(isShown);
  return found.map((each) => ({
    ...Object.fromEntries(names.map((name) => [`exactMean:${name}`, each?.means[name] ?? null])),
    'exactMean:status': each?.status ?? 'not known',
  }));
}

/** Columns of the standard error of what is predicted first, by its name and point, where some spectrum is an estimate that tells. */
function errorColumns(
  model: Model,
  points: readonly Point[],
): Readonly<Record<string, readonly (readonly [readonly [string, number | null]])[]>> {
  const name = model.observables.objective;
  const errors = points.map((point) => predictionError(model, point, name));
  if (errors.every((error) => error === null)) return {};
  return { [name]: errors.map((error) => [[`${name}:standardError`, error]] as const) };
}

/** What theories of one's own say at a point, each beside its relative difference to the engine; and why they say nothing. */
function statements(
  model: Model,
  point: Point,
  theories: readonly Theory[],
  request: PreciseRequest | undefined,
) {
  const place = limitPlace(model, point);
  const columns: Record<string, number | string | null> = {};
  const gaps: string[] = [];
  for (const theory of theories) {
    for (const quantity of theory.quantities ?? []) {
      const { value = null, gap } = theory.state(quantity, place);
      const engine = place.engine(quantity);
      columns[`${quantity}:${theory.name}`] = value;
      columns[`${quantity}:${theory.name}:difference`] =
        value === null || engine === null ? null : relativeDifference(value, engine);
      if (request) {
        const digits = digitsOf(theory, quantity, place, request);
        columns[`${quantity}:${theory.name}:digits`] = digits.value;
        columns[`${quantity}:${theory.name}:correct`] = digits.correct;
        if (digits.gap !== null) gaps.push(`gap: ${quantity} of ${theory.name}: ${digits.gap}`);
      }
      if (gap !== undefined) gaps.push(`gap: ${quantity} of ${theory.name}: ${gap}`);
    }
  }
  return { columns, gaps };
}

/** (value − engine)/|engine|; null for what differs from zero. */
function relativeDifference(value: number, engine: number): number | null {
  if (value === engine) return 0;
  return engine === 0 ? null : (value - engine) / Math.abs(engine);
}
