/** Panels: a figure of a scenario for each value of a parameter, and figures of several results on one page. */
import type { PanelsFigure, Shared, SingleFigure } from '../../figure/figure.ts';
import type { FigureLook, GridLook } from '../../figure/look.ts';
import { VENUES } from '../../figure/venue.ts';
import { modelNamed } from '../../models/registry.ts';
import type { FigurePlan } from '../../scenario/scenario.ts';
import { valueTex } from '../labels.ts';
import type { Results } from '../results.ts';
import { hexColors, legendOf, widthOf } from './dressed.ts';
import { axesOf } from './parts.ts';

/** A width in bp from which three columns of panels fit, not two. */
const WIDE = 350;

/** A panel for each value of the facet; all axes and colours are shared unless the plan says otherwise. */
export function facetsOf(
  all: readonly Results[],
  { facet: _, grid, ...plan }: FigurePlan,
  facet: string,
  draw: (all: readonly Results[], plan: FigurePlan) => SingleFigure,
): PanelsFigure {
  const model = modelNamed(all[0]!.scenario.model);
  const { aspect: __, legend: ___, ...own } = plan;
  const { values } = axesOf(all[0]!).find(({ name }) => name === facet)!;
  const panels = values.map((value) => ({
    title: valueTex(model, facet, value),
    figure: draw(
      all.map((results) => at(results, facet, value)),
      own as FigurePlan,
    ),
  }));
  const provenance = all.map(({ theory: ____, cells: _____, ...rest }) => rest);
  const usual = { share: ['x', 'y', 'color'], letters: 'none' } as const;
  return { ...pageOf(panels, { ...plan, ...usual, ...grid }), provenance };
}

/** The results where the parameter has that value alone. */
function at(results: Results, name: string, value: string | number): Results {
  const { scenario, theory, cells } = results;
  const only = (section: Results['scenario']['parameters']) =>
    Object.hasOwn(section, name) ? { ...section, [name]: value } : section;
  const isHere = (each: { readonly parameters: Readonly<Record<string, unknown>> }): boolean =>
    each.parameters[name] === value;
  return {
    ...results,
    scenario: { ...scenario, parameters: only(scenario.parameters), inputs: only(scenario.inputs) },
    theory: theory.filter(isHere),
    cells: cells.filter(isHere),
  };
}

/** A page of figures. */
export interface PagePlan extends GridLook, Pick<FigureLook, 'aspect' | 'colors' | 'fonts' | 'legend'> {
  readonly title: string;
  readonly width: string;
  readonly theme: NonNullable<PanelsFigure['theme']>;
}

/** The figures on one page, each with its axes unless the plan says what they share; lettered where there are several. */
export function pageOf(panels: PanelsFigure['panels'], plan: PagePlan): PanelsFigure {
  const { title, theme, aspect, legend, colors, fonts, columns, share = 'none' } = plan;
  const width = widthOf(plan.width);
  const bp = typeof width === 'number' ? width : VENUES[width].width;
  const { length } = panels;
  const { letters = length > 1 ? '(a)' : 'none' } = plan;
  const shared: Shared = Object.fromEntries([share].flat().map((name) => [name, true]));
  return {
    kind: 'panels',
    description: [...new Set(panels.map(({ figure }) => figure.description))].join(' '),
    provenance: panels.map(({ figure }) => figure.provenance),
    columns: columns ?? Math.min(length === 4 ? 2 : length, bp >= WIDE ? 3 : 2),
    letters: letters === 'none' ? null : letters,
    ...{ title, width, theme, shared, panels },
    ...(colors ? { colors: hexColors(colors) } : {}),
    ...(fonts ? { fonts } : {}),
    ...(aspect === undefined ? {} : { aspect }),
    ...(legend === undefined ? {} : { legend: legendOf(legend) }),
  };
}
