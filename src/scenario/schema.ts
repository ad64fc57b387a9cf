/**
 * The shape of a scenario file, declared once: the loader validates with it, editors complete with it. Every
 * description says what is valid, and ends the error message for what is not.
 */
import { z } from 'zod';
import type { SystemText } from '../expressions/system.ts';
import type { GridLook } from '../figure/look.ts';
import { designs, type Labels } from '../parts/design.ts';
import type { Parameter, Point } from '../parts/parameter.ts';
import { engineName } from '../theories/theory.ts';
import { gridLook, look, type RawLook } from './look.ts';
import { oneOf, text, whole } from './pieces.ts';
import { type LawComparison, lawNames, type ModelSignature } from './scenario.ts';
import type { RawRow } from './tableRows.ts';
import { validText } from './values.ts';

export const scales: readonly ['linear', 'log'] = ['linear', 'log'];

export const size: z.ZodInt = whole(1, 1_000_000, 'a size');
const factor = z.number().gt(0).max(1000).describe('a factor > 0, at most 1000');
const trials = whole(2, 1_000_000, 'trials per size');

export const sizes: z.ZodDefault<z.ZodNullable<z.ZodUnion<readonly [z.ZodInt, z.ZodArray<z.ZodInt>]>>> = z
  .union([size, z.array(size).min(1)])
  .describe(
    'ascending sizes, whole numbers from 1 to 1000000 (what they count, see the model); left out where the parameters are absolute sizes',
  )
  .nullable()
  .default(null);
export const seed: z.ZodDefault<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>> = z
  .union([z.string().min(1).max(100), z.int().min(0)])
  .describe('a text of 1 to 100 characters or a whole number, from which all random numbers follow')
  .default('1');

const simulation = (usable: readonly string[]) =>
  z
    .strictObject({
      sizes,
      scales: z
        .union([factor, z.array(factor).min(1)])
        .describe(
          'ascending factors > 0 and ≤ 1000 on absolute sizes, all of them together, such as [0.5, 1, 2]; whole ones with an explicit spectrum, whose every direction is there so many times',
        )
        .optional(),
      trials: z
        .union([trials, z.array(trials).min(1)])
        .describe('trials per size, a whole number from 2 to 1000000 or one such number per size'),
      design: oneOf(usable as [string, ...string[]], 'how trials are drawn').default('direct'),
      labels: z
        .union([whole(1, 10_000, 'label vectors per trial'), z.literal('exact')])
        .describe(
          'label vectors per trial, a whole number from 1 to 10000, or exact: averaged over signals and noise in closed form (not used by the design tridiagonal)',
        )
        .default(16),
      seed,
    })
    .describe('a map with sizes, scales, trials, design, labels and seed; leave it out for theory only');

export const decision = (
  usual: LawComparison,
): { alpha: z.ZodDefault<z.ZodNumber>; tolerance: z.ZodDefault<z.ZodNumber> } => ({
  alpha: z
    .number()
    .gt(0)
    .lt(1)
    .describe('a false-alarm probability of the whole scenario, > 0 and < 1')
    .default(usual.alpha),
  tolerance: z
    .number()
    .gt(0)
    .describe('a relative deviation that still counts as agreement, > 0')
    .default(usual.tolerance),
});

const comparison = (quantities: readonly string[]) =>
  z
    .strictObject({
      ...decision({ alpha: 1e-4, tolerance: 0.02 }),
      theoryFactor: z
        .number()
        .gt(0)
        .describe('a factor > 0 on the theory; other than 1 it is a deliberate error')
        .default(1),
      claim: z
        .enum(['limit', 'size'])
        .describe(
          'limit or size: whether the limit of large sizes is claimed, or what theory says at the largest simulated size, as such and within the tolerance (size unless given with data, and at absolute sizes that are not scaled; else limit)',
        )
        .optional(),
      quantities: z
        .array(oneOf(quantities as [string, ...string[]], 'a compared quantity'))
        .min(1)
        .describe(`compared quantities, a list of ${quantities.join(', ')}`)
        .optional(),
    })
    .describe('a map with alpha, tolerance, theoryFactor, claim, quantities');

const domain = z
  .tuple([z.number(), z.number()])
  .describe('two numbers [first, last], first < last')
  .optional();

const figure = (quantities: readonly string[]) =>
  z
    .strictObject({
      x: text('the name of a varying parameter'),
      y: z
        .union([text('the name of a quantity'), z.array(text('the name of a quantity')).min(1)])
        .describe(
          `a quantity or a list of them (${quantities.join(', ')}) or, when color is given, the name of a varying parameter`,
        ),
      series: z
        .union([text('the name of a parameter'), z.array(text('the name of a parameter')).min(1)])
        .describe('a parameter, or a list of parameters, with one curve for each of its values')
        .optional(),
      color: oneOf(quantities as [string, ...string[]], 'the quantity of a heat map').optional(),
      optimum: text('x or y of a heat map: the parameter along which the least value is traced').optional(),
      facet: text('the name of a parameter')
        .describe('a parameter with a panel for each of its values')
        .optional(),
      grid: z.strictObject(gridLook).describe('of panels, a map with columns, share and letters').optional(),
      ...look,
      xScale: oneOf(scales, 'a scale').default('linear'),
      yScale: oneOf(scales, 'a scale').default('linear'),
      xDomain: domain,
      yDomain: domain,
      bands: z.boolean().describe('true or false: whether to draw bands of the trials’ quantiles').optional(),
      floor: z
        .boolean()
        .describe('true or false: whether to draw what no rule beats, the Bayes-optimal curve')
        .optional(),
    })
    .describe('a map with x, y, and series for curves or color for a heat map');

/** One value or a list; lists of choices complete in editors, and commas may separate values in a text. */
function values(parameter: Parameter) {
  const { kind, meaning, default: fallback } = parameter;
  const item =
    kind === 'number'
      ? z.union([z.number(), z.string()])
      : kind === 'choice'
        ? choice(parameter.choices)
        : z.union([z.string(), z.number()]);
  const shape = z.union([item, z.array(item)]).describe(`${meaning}: ${validText(parameter)}`);
  if (fallback !== undefined) return shape.default(fallback);
  return kind === 'number' && (parameter.optional || parameter.unless) ? shape.optional() : shape;
}

const choice = (names: readonly string[]) =>
  z.union([
    z.enum(names as [string, ...string[]]),
    z.string(),
    ...(names.includes('true') ? [z.boolean()] : []),
  ]);

const section = (parameters: readonly Parameter[], description: string) =>
  z
    .strictObject(Object.fromEntries(parameters.map((parameter) => [parameter.name, values(parameter)])))
    .describe(description);

/** A scenario file's data when its shape is right: defaults filled in, values and relations not yet checked. */
export interface RawScenario {
  /** The file's name unless given. */
  readonly title?: string | undefined;
  readonly references: readonly string[];
  readonly model: string;
  readonly observe: 'risks';
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly theories: readonly RawTheory[];
  readonly published: readonly RawPublished[];
  readonly measurements: RawMeasurements | null;
  readonly simulation: RawSimulation | null;
  readonly comparison: RawComparison;
  readonly figure: RawFigure | null;
}

export interface RawComparison {
  readonly alpha: number;
  readonly tolerance: number;
  readonly theoryFactor: number;
  readonly claim?: 'limit' | 'size' | undefined;
  readonly quantities?: readonly string[] | undefined;
}

export interface RawSimulation {
  readonly sizes: number | readonly number[] | null;
  readonly scales?: number | readonly number[] | undefined;
  readonly trials: number | readonly number[];
  readonly design: string;
  readonly labels: Labels;
  readonly seed: string | number;
}

export interface RawFigure extends RawLook {
  readonly x: string;
  readonly y: string | readonly string[];
  readonly series?: string | readonly string[] | undefined;
  readonly color?: string | undefined;
  readonly optimum?: string | undefined;
  readonly xScale: 'linear' | 'log';
  readonly yScale: 'linear' | 'log';
  readonly xDomain?: readonly [number, number] | undefined;
  readonly yDomain?: readonly [number, number] | undefined;
  readonly bands?: boolean | undefined;
  readonly floor?: boolean | undefined;
  readonly facet?: string | undefined;
  readonly grid?: GridLook | undefined;
}

/** What a theory of one's own may be: a map whose further keys are quantities. */
export interface RawTheoryMap {
  readonly name: string;
  readonly source?: string | undefined;
  readonly unknowns?: SystemText['unknowns'] | undefined;
  readonly equations?: readonly string[] | undefined;
  readonly let?: Readonly<Record<string, string>> | undefined;
  readonly file?: string | undefined;
  readonly rows?: readonly RawRow[] | undefined;
  readonly [quantity: string]: unknown;
}

export type RawTheory = typeof engineName | RawTheoryMap;

const expression = z
  .string()
  .min(1)
  .describe('an expression in the parameters, a text such as "noise*gamma/(1-gamma)"');

const unknown = z
  .strictObject({
    start: z
      .union([expression, z.number()])
      .transform(String)
      .describe('where the search begins, an expression in the parameters'),
    domain: expression.describe('a condition that solutions satisfy, such as "kap > 0"').optional(),
    complex: z.boolean().describe('true or false: whether the unknown is complex').optional(),
  })
  .describe('a map with start, domain and complex');

const row = z
  .record(z.string(), z.union([z.number(), z.string(), z.null()]))
  .describe('a map of parameters and quantities, such as {gamma: 2, noise: 1, excessRisk: 1.5}');

export function theoriesShape(quantities: readonly string[]): z.ZodType<readonly RawTheory[]> {
  const own = z
    .strictObject({
      name: text('the name of the theory, a text'),
      source: text('where it is from, a text').optional(),
      unknowns: z
        .record(z.string(), unknown)
        .describe('unknowns by name, each a map with start and domain')
        .optional(),
      equations: z
        .array(expression)
        .min(1)
        .describe('equations, a list of expressions that are 0 at the solution')
        .optional(),
      let: z.record(z.string(), expression).describe('names for expressions, a map').optional(),
      file: text('a file of comma-separated values, its columns parameters and quantities').optional(),
      rows: z.array(row).min(1).describe('a table, a list of maps of parameters and quantities').optional(),
      ...Object.fromEntries(
        quantities.map((name) => [
          name,
          z.union([expression, z.number()]).describe(`${name}, an expression in the parameters`).optional(),
        ]),
      ),
    })
    .describe(
      `engine, or a map with name, source and expressions for ${quantities.slice(0, 3).join(', ')}, …, or with name and file`,
    );
  return z
    .array(z.union([z.literal(engineName), own]))
    .min(1)
    .describe('theories, a list of engine and maps with name and a quantity')
    .default([engineName]) as unknown as z.ZodType<readonly RawTheory[]>;
}

export interface RawPublished {
  readonly at: Point;
  readonly decimals: number;
  readonly source?: string | undefined;
  readonly [quantity: string]: unknown;
}

export interface RawMeasurements {
  readonly file?: string | undefined;
  readonly rows?: readonly RawRow[] | undefined;
}

function published(quantities: readonly string[]) {
  const entry = z
    .strictObject({
      at: z
        .record(z.string(), z.union([z.number(), z.string()]))
        .describe(
          'the point, a map of parameters such as {gamma: 2, noise: 1}; those that do not vary may be left out',
        ),
      decimals: whole(0, 15, 'decimals of the published number'),
      source: text('where it is from, a text').optional(),
      ...Object.fromEntries(
        quantities.map((name) => [name, z.number().describe(`${name}, a number`).optional()]),
      ),
    })
    .describe('a map with at, a quantity, decimals and source');
  return z
    .array(entry)
    .describe('published values, a list of maps with at, a quantity and decimals')
    .default([]);
}

const measurements = z
  .strictObject({
    file: text(
      'a file of comma-separated values: parameters, quantities, size, QUANTITY:standardError',
    ).optional(),
    rows: z.array(row).min(1).describe('rows, a list of maps of parameters and quantities').optional(),
  })
  .describe('a map with file, or with rows: measurements of one’s own');

/** What scenarios of one model have, whatever they observe. */
export const common = (
  { name, inputs }: ModelSignature,
  parameters: readonly Parameter[],
): z.ZodRawShape => ({
  title: text('a text of 1 to 500 characters; the name of the file unless given').optional(),
  references: z.array(text('a text')).describe('a list of texts').default([]),
  model: z.literal(name).describe('the name of a model'),
  parameters: section(parameters, 'a map with the parameters of the model').prefault({}),
  inputs: section(inputs, 'a map with the distribution and the covariance of the inputs').prefault({}),
});

/** The shape of a scenario of one model's risks. */
export function scenarioShape(model: ModelSignature): z.ZodObject & z.ZodType<RawScenario> {
  return z.strictObject({
    ...common(model, model.parameters),
    observe: z
      .literal('risks')
      .describe(
        `risks, which all commands take, or ${lawNames.join(' or ')}, of which descent run draws the law`,
      )
      .default('risks'),
    theories: theoriesShape(model.quantities),
    published: published(model.quantities) as z.ZodType<readonly RawPublished[]>,
    measurements: measurements.nullable().default(null),
    simulation: simulation([...new Set([...designs, ...(model.designs ?? [])])])
      .nullable()
      .default(null),
    comparison: comparison(model.simulated).prefault({}),
    figure: figure(model.quantities).nullable().default(null),
  }) as unknown as z.ZodObject & z.ZodType<RawScenario>;
}
