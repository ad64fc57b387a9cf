/** Scenarios of a law: eigenvalues or margins in the place of risks. */
import { z } from 'zod';
import type { Parameter } from '../parts/parameter.ts';
import type { SourceDocument } from './document.ts';
import { checkLook, lawLook, lookOf, type RawLook } from './look.ts';
import { readOwnPoints } from './ownPoints.ts';
import { oneOf, whole } from './pieces.ts';
import { collectProblems, type Problems } from './problems.ts';
import { findModel, plainValues, readScan } from './scan.ts';
import {
  type CanonicalLaw,
  type LawComparison,
  type LawFigurePlan,
  type LawName,
  type LawPlan,
  type LawScenario,
  lawNames,
  type MatrixName,
  type ModelSignature,
  matrices,
  mostPoints,
  usualLawComparison,
  usualPoints,
} from './scenario.ts';
import {
  common,
  decision,
  type RawScenario,
  type RawSimulation,
  scales,
  seed,
  size,
  sizes,
} from './schema.ts';
import { readSections } from './shape.ts';
import { planSimulation } from './simulation.ts';
import { noFiles, type ReadFile } from './theories.ts';

const lawOptions = {
  spectrum: {
    matrix: oneOf(Object.keys(matrices) as [MatrixName], 'a matrix').optional(),
    scale: oneOf(scales, 'a scale').optional(),
  },
  margins: {},
};

/** What the section `law` may say. */
export function lawKeys(observe: LawName): readonly string[] {
  return [...Object.keys(lawOptions[observe]), 'points'];
}

const lawSizes = {
  spectrum: sizes,
  margins: size
    .describe('a size, a whole number from 1 to 1000000; left out where the parameters are absolute sizes')
    .nullable()
    .default(null),
};

/** A law's scenario when its shape is right. */
export interface RawLaw extends Pick<RawScenario, 'title' | 'references' | 'model'> {
  readonly observe: LawName;
  readonly law: LawPlan;
  readonly simulation: Pick<RawSimulation, 'sizes' | 'trials' | 'seed'> | null;
  readonly comparison?: LawComparison | undefined;
  readonly figure: RawLook;
}

/** The shape of a scenario of a law of one model, whose parameters act on it in their own way. */
export function lawShape(
  model: ModelSignature,
  observe: LawName,
  parameters: readonly Parameter[],
): z.ZodObject & z.ZodType<RawLaw> {
  const count = whole(1, 1_000_000, 'trials per size');
  return z.strictObject({
    ...common(model, parameters),
    observe: z.literal(observe).describe(`risks, ${lawNames.join(' or ')}`),
    law: z
      .strictObject({
        ...lawOptions[observe],
        points: whole(1, mostPoints, 'points of the grid').default(usualPoints[observe]),
      })
      .describe(`a map with ${lawKeys(observe).join(', ')}`)
      .prefault({}),
    simulation: z
      .strictObject({
        sizes: lawSizes[observe],
        trials: z
          .union([count, z.array(count).min(1)])
          .describe('trials per size, a whole number from 1 to 1000000 or one such number per size'),
        seed,
      })
      .describe('a map with sizes, trials and seed; leave it out for theory only')
      .nullable()
      .default(null),
    ...(observe === 'spectrum'
      ? {
          comparison: z
            .strictObject(decision(usualLawComparison))
            .describe('a map with alpha and tolerance')
            .prefault({}),
        }
      : {}),
    figure: z
      .strictObject(lawLook)
      .describe(`a map with ${Object.keys(lawLook).join(', ')}`)
      .prefault({}),
  }) as unknown as z.ZodObject & z.ZodType<RawLaw>;
}

/** The law that the document says is observed; null: risks. */
export function observedBy({ data }: SourceDocument): LawName | null {
  const { observe } = data as { readonly observe?: unknown };
  return lawNames.find((name) => name === observe) ?? null;
}

/** The scenario that the document's data describe. @throws {InputError} as the document words it */
export function resolveLaw(
  name: string,
  document: SourceDocument,
  observe: LawName,
  models: readonly ModelSignature[],
  read?: ReadFile,
): LawScenario {
  const problems = collectProblems(document.problems);
  const model = findModel(document, models, problems);
  const parameters = model.laws?.[observe];
  if (parameters === undefined) {
    const known = models.filter(({ laws }) => laws?.[observe]).map((each) => each.name);
    const message = `observe: no ${observe} of ${model.name} can be observed; expected ${['risks', ...Object.keys(model.laws ?? {})].join(' or ')}, or another model (${known.join(', ')})`;
    problems.add(document.errorAt(['observe'], message));
    problems.settle();
  }
  const meant = { ...document, data: { ...(document.data as object), model: model.name } };
  const shape = lawShape(model, observe, parameters!);
  const raw = readSections(meant, shape, problems, ['parameters', 'inputs']);
  const seen = { ...model, parameters: parameters! };
  const { axes, points } = readScan(document, Object.keys(shape.shape), seen, problems);
  const drawn =
    raw.simulation &&
    problems.attempt(() => {
      const all = { ...raw.simulation!, design: 'direct', labels: 1 };
      const { sizes, trials, seed } = planSimulation(document, all, model, points ?? []);
      return { sizes, trials, seed };
    });
  const look = raw.figure && problems.attempt(() => planLook(document, raw.figure!, read, problems));
  problems.settle();
  const { title = name, references, law, comparison = null } = raw as Required<typeof raw>;
  return lawScenario(model, axes!, {
    ...{ name, title, references, model: model.name, observe, law, simulation: drawn ?? null, comparison },
    figure: { ...look!, title: raw.figure!.title ?? raw.title ?? null },
  });
}

/** The scenario of these parts, whoever gives them. */
export function lawScenario(
  model: Pick<ModelSignature, 'parameters' | 'inputs'>,
  axes: LawScenario['axes'],
  parts: Omit<CanonicalLaw, 'parameters' | 'inputs'>,
): LawScenario {
  return { ...parts, axes, canonical: { ...parts, ...plainValues(axes, model) } };
}

/** How the figure of a law looks. */
function planLook(
  document: SourceDocument,
  raw: RawLook,
  read: ReadFile = noFiles,
  problems: Problems,
): Omit<LawFigurePlan, 'title'> {
  const { width, theme, points } = raw;
  const look = lookOf(raw);
  checkLook({ ...look, width }, 'curves', { x: 'linear', y: 'linear' }, (key, message) =>
    problems.add(document.errorAt(['figure', key], `figure.${key}: ${message}`)),
  );
  const own = points && readOwnPoints(document, points, read);
  return { width, theme, ...look, ...(own ? { points: own } : {}) };
}
