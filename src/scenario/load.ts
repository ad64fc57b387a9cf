/** From the text of a scenario file to a resolved, checked scenario. */
import { InputError, show } from '../errors.ts';
import { quantitiesOf } from '../theories/plan.ts';
import { readDocument, type SourceDocument } from './document.ts';
import { planFigure } from './figurePlan.ts';
import { observedBy, resolveLaw } from './law.ts';
import { planMeasurements, planPublished } from './measured.ts';
import { collectProblems } from './problems.ts';
import { findModel, readScan } from './scan.ts';
import type { CanonicalScenario, FigurePlan, LawScenario, ModelSignature, Scenario } from './scenario.ts';
import { type RawComparison, scenarioShape } from './schema.ts';
import { readSections } from './shape.ts';
import { planSimulation, usualClaim } from './simulation.ts';
import { noFiles, planTheories, type ReadFile } from './theories.ts';

/**
 * @param file for messages and for the scenario's name
 * @param text YAML
 * @param overrides texts `path=value`, such as `simulation.trials=64`
 * @param read reads the files that the scenario names
 * @throws {InputError} with everything that is wrong, `file:line:column: …`, or naming the override
 */
export function loadScenario(
  file: string,
  text: string,
  models: readonly ModelSignature[],
  overrides: readonly string[] = [],
  read?: ReadFile,
): Scenario {
  return resolveScenario(scenarioName(file), readDocument(file, text, overrides), models, read);
}

/** The same of a file that may be of a law instead. */
export function loadAnyScenario(
  ...[file, text, models, overrides = [], read]: Parameters<typeof loadScenario>
): Scenario | LawScenario {
  const [name, document] = [scenarioName(file), readDocument(file, text, overrides)];
  const law = observedBy(document);
  return law === null
    ? resolveScenario(name, document, models, read)
    : resolveLaw(name, document, law, models, read);
}

/** The scenario that the document's data describe. @throws {InputError} as the document words it */
export function resolveScenario(
  name: string,
  document: SourceDocument,
  models: readonly ModelSignature[],
  read: ReadFile = noFiles,
): Scenario {
  const problems = collectProblems(document.problems);
  const model = findModel(document, models, problems);
  const meant = { ...document, data: { ...(document.data as object), model: model.name } };
  const shape = scenarioShape(model);
  const raw = readSections(meant, shape, problems, ['parameters', 'inputs']);
  const { axes, points, values } = readScan(document, Object.keys(shape.shape), model, problems);
  const published =
    raw.published && axes && planPublished(document, raw.published, { model, axes, read }, problems);
  const measurements =
    raw.measurements && axes
      ? problems.attempt(() => planMeasurements(document, raw.measurements!, { model, axes, read }))
      : [];
  const simulation =
    raw.simulation && problems.attempt(() => planSimulation(document, raw.simulation!, model, points ?? []));
  const title = raw.title ?? name;
  const theories =
    raw.theories && axes && planTheories(document, raw.theories, { model, axes, read }, problems);
  const figure =
    raw.figure && axes && planFigure(document, raw.figure, { title, axes, model, read }, problems);
  const design = simulation?.design ?? null;
  const comparison =
    raw.comparison &&
    problems.attempt(() =>
      readComparison(document, raw.comparison!, {
        model,
        design,
        figure: figure ?? null,
        claim: usualClaim(model, points ?? [], simulation ?? null),
        spoken: [
          ...(theories ?? []).flatMap(quantitiesOf),
          ...[...(published ?? []), ...(measurements ?? [])].flatMap(({ values }) => Object.keys(values)),
        ],
      }),
    );
  problems.settle();
  const { references } = raw as { readonly references: readonly string[] };
  const resolved = {
    theories: theories!,
    published: published!,
    measurements: measurements!,
    simulation: simulation!,
    comparison: comparison!,
    figure: figure!,
  };
  const canonical: CanonicalScenario = {
    name,
    title,
    references,
    model: model.name,
    ...values!,
    ...resolved,
  };
  return { name, title, references, model: model.name, axes: axes!, ...resolved, canonical };
}

/** What the figure shows. */
function drawnQuantities(figure: FigurePlan | null): readonly string[] {
  if (figure === null) return [];
  return figure.kind === 'heatmap' ? [figure.color] : [...new Set(figure.y)];
}

/** The one design that measures the quantity; undefined where all do. */
function designOf(quantity: string, { measuredBy = {} }: ModelSignature): string | undefined {
  return Object.entries(measuredBy).find(([, names]) => names.includes(quantity))?.[0];
}

function isMeasured(quantity: string, design: string, model: ModelSignature): boolean {
  return (designOf(quantity, model) ?? design) === design;
}

function scenarioName(file: string): string {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.ya?ml$/, '');
  if (/^[a-z0-9-]+$/.test(name)) return name;
  const place = { file, line: 1, column: 1 };
  throw new InputError(
    `the file's name ${show(name)} names the results; expected a-z, 0-9 and - only`,
    place,
  );
}

/** What is compared unless the scenario says otherwise: what its figure shows and its theories speak of, if that is measured. */
function readComparison(
  document: SourceDocument,
  raw: RawComparison,
  {
    model,
    design,
    figure,
    claim: usual,
    spoken,
  }: {
    readonly model: ModelSignature;
    readonly design: string | null;
    readonly figure: FigurePlan | null;
    /** What is claimed unless the scenario says. */
    readonly claim: Scenario['comparison']['claim'];
    /** What theories of one's own speak of. */
    readonly spoken: readonly string[];
  },
): Scenario['comparison'] {
  const measured = model.simulated.filter((name) => design === null || isMeasured(name, design, model));
  const shown = [...new Set([...drawnQuantities(figure), ...spoken])].filter((name) =>
    measured.includes(name),
  );
  const { claim = usual, quantities = shown.length > 0 ? shown : [measured[0]!] } = raw;
  const { alpha, tolerance, theoryFactor } = raw;
  for (const [i, quantity] of quantities.entries()) {
    const problem = !measured.includes(quantity)
      ? `is not measured by the design ${design}; expected simulation.design: ${designOf(quantity, model)}`
      : quantities.indexOf(quantity) !== i
        ? 'is there twice'
        : null;
    if (problem === null) continue;
    throw document.errorAt(
      ['comparison', 'quantities', i],
      `comparison.quantities: ${show(quantity)} ${problem}`,
    );
  }
  return { alpha, tolerance, theoryFactor, claim, quantities };
}
