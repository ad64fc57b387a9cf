/** Pages: figures of several results in one grid, as a file of YAML describes it. */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import type { SingleFigure } from '../figure/figure.ts';
import type { FigureLook } from '../figure/look.ts';
import { readWidth, VENUES } from '../figure/venue.ts';
import { readDocument } from '../scenario/document.ts';
import { pageLook, tex } from '../scenario/look.ts';
import { oneOf, text } from '../scenario/pieces.ts';
import { collectProblems } from '../scenario/problems.ts';
import { readSections } from '../scenario/shape.ts';
import type { ReadFile } from '../scenario/theories.ts';
import type { FigureChanges } from './figure.ts';
import { texOf } from './figures/dressed.ts';
import { evidenceKinds } from './figures/evidence.ts';
import { type PagePlan, pageOf } from './figures/panels.ts';
import { type SavedFigure, savedFigure } from './savedFigure.ts';

const results = text('a results.json');
const panel = z
  .strictObject({
    results: z
      .union([results, z.array(results).min(1).max(20)])
      .describe('a results.json, or a list of them, which are drawn over each other'),
    kind: oneOf(
      Object.keys(evidenceKinds) as [string, ...string[]],
      'a figure of the evidence in the place of the scenario’s',
    ).optional(),
    title: tex('a title'),
    figure: z
      .record(z.string(), z.unknown())
      .describe('a map of keys of the figure section that are changed')
      .optional(),
  })
  .describe('a panel, a map with results, kind, title and figure');

const shape = z.strictObject({
  ...pageLook,
  panels: z
    .array(panel)
    .min(1)
    .max(48)
    .describe('panels, row by row, a list of at least one map with results'),
});

interface RawPage extends Omit<PagePlan, 'title'>, Pick<FigureLook, 'formats' | 'dpi'> {
  readonly title?: string;
  readonly panels: readonly z.infer<typeof panel>[];
}

export interface PageRequest {
  /** What errors name. */
  readonly file: string;
  readonly text: string;
  /** Texts `key=value` of the page, or `figure.key=value` of every panel. */
  readonly overrides: readonly string[];
  readonly changes: FigureChanges;
}

/**
 * @param read  reads files that the page names
 * @throws {InputError} at the line and column of the page, or of what does not fit in the results that it names
 */
export function readPage({ file, text: yaml, overrides, changes }: PageRequest, read: ReadFile): SavedFigure {
  const isOfPanels = (override: string): boolean => override.startsWith('figure.');
  const document = {
    ...readDocument(
      file,
      yaml,
      overrides.filter((override) => !isOfPanels(override)),
      'panels',
    ),
    about: 'a page',
  };
  if ((document.data as { readonly model?: unknown }).model !== undefined)
    throw new InputError(
      `${file}: this is a scenario; a results.json of descent run is needed, or a page with panels`,
    );
  const problems = collectProblems(document.problems);
  const raw = readSections(document, shape as unknown as z.ZodObject & z.ZodType<RawPage>, problems);
  if (raw.width !== undefined && !Object.hasOwn(VENUES, raw.width) && readWidth(raw.width) === null)
    problems.add(
      document.errorAt(['width'], `width: ${raw.width} is not valid; expected a length from 1in to 20in`),
    );
  problems.settle();
  const { panels, title = file, ...plan } = { ...raw, ...changes } as RawPage;
  const drawn = panels.map(({ results: files, kind = null, title: head = '', figure = {} }, i) => {
    const own = Object.entries(figure).map(([key, value]) => `figure.${key}=${JSON.stringify(value)}`);
    const asked = {
      files: [files].flat(),
      kind,
      overrides: [...overrides.filter(isOfPanels), ...own],
      changes: {},
    };
    try {
      return { title: texOf(head), figure: single(savedFigure(asked, read), asked.files[0]!) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // Keys of a panel are given as overrides, which nobody has typed.
      const said = error.message.replace(/--set (?=figure\.)/g, '');
      throw document.errorAt(['panels', i], `panels.${i}: ${said}`);
    }
  });
  return { figure: pageOf(drawn, { ...plan, title }), written: plan };
}

function single({ figure }: SavedFigure, file: string): SingleFigure {
  if (figure.kind !== 'panels') return figure;
  throw new InputError(`${file}: its figure is of panels already (facet); one without is needed`);
}
