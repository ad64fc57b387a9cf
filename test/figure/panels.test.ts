/** Panels in a grid and insets: aligned frames, shared axes, one legend, and the same in PDF. */
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { Element } from '../../src/figure/element.ts';
import type { CurveFigure, HeatmapFigure, PanelsFigure } from '../../src/figure/figure.ts';
import { drawPanels } from '../../src/figure/panels.ts';
import { makeStyle } from '../../src/figure/style.ts';
import { typeset, withFonts } from '../../src/figure/tex.ts';
import { renderFigure, writeFigure } from '../../src/figure/write.ts';

const common = { title: 't', description: 'd', width: 'prl-full', provenance: null } as const;
const curves = (scale: number, label = 'a'): CurveFigure => ({
  ...common,
  kind: 'curves',
  x: { label: 'x', scale: 'linear' },
  y: { label: 'y', scale: 'linear' },
  series: [
    { label, line: { x: [0, 1, 2], y: [0.2 * scale, 0.3 * scale, scale] } },
    { label: 'b', line: { x: [0, 1, 2], y: [scale, 0.5 * scale, 0.1 * scale] } },
  ],
});
const map = (scale: number): HeatmapFigure => ({
  ...common,
  kind: 'heatmap',
  x: { label: 'x', scale: 'linear' },
  y: { label: 'y', scale: 'linear' },
  color: { label: 'z', scale: 'linear' },
  grid: {
    x: [0, 1, 2],
    y: [0, 1],
    values: [
      [0, scale, 2],
      [1, 2, scale],
    ],
  },
});
const page = (panels: PanelsFigure['panels'], rest: Partial<PanelsFigure> = {}): PanelsFigure => ({
  ...common,
  kind: 'panels',
  columns: 2,
  shared: {},
  letters: '(a)',
  panels,
  ...rest,
});
const four = [1, 1000, 3, 2].map((scale) => ({ figure: curves(scale), title: '\\text{head}' }));

/** The frame of each panel on the page, from its clip path and its place. */
async function framesOf(figure: PanelsFigure) {
  const drawn = await withFonts(() => drawPanels(figure, makeStyle(figure, 'id')));
  const panels = drawn.elements.filter(({ attributes }) => attributes['class'] === 'panel');
  return panels.map((panel) => {
    const [, dx, dy] = /translate\((\S+) (\S+)\)/.exec(String(panel.attributes['transform']))!;
    const { x, y, width, height } = find(panel, 'clipPath')[0]!.children.map(
      (each) => (each as Element).attributes,
    )[0]!;
    return {
      x: Number(x) + Number(dx),
      y: Number(y) + Number(dy),
      width: Number(width),
      height: Number(height),
      panel,
    };
  });
}

function find(parent: Element, name: string): Element[] {
  return parent.children.flatMap((child) =>
    typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...find(child, name)],
  );
}

const named = (panel: Element) =>
  find(panel, 'path')
    .flatMap(({ attributes }) => attributes['aria-label'] ?? [])
    .map(String);

describe('panels', () => {
  it('have frames of one size, aligned by row and column, within the page', async () => {
    const frames = await framesOf(page(four));
    const [a, b, c, d] = frames as [
      (typeof frames)[0],
      (typeof frames)[0],
      (typeof frames)[0],
      (typeof frames)[0],
    ];
    for (const frame of frames) {
      expect(frame.width).toBeCloseTo(a.width, 2);
      expect(frame.height).toBeCloseTo(0.75 * a.width, 2);
    }
    expect([a.x, b.x, a.y, c.y]).toEqual([c.x, d.x, b.y, d.y]);
    expect(b.x).toBeGreaterThan(a.x + a.width);
    expect(c.y).toBeGreaterThan(a.y + a.height);
    expect(a.x).toBeGreaterThan(0);
    expect(b.x + b.width).toBeLessThan(508.2);
  });

  it('are lettered and titled', async () => {
    const frames = await framesOf(page(four));
    expect(frames.map(({ panel }) => named(panel).slice(-2))).toEqual(
      ['(a)', '(b)', '(c)', '(d)'].map((letter) => [`\\text{${letter}}`, '\\text{head}']),
    );
    const [, second] = await framesOf(page(four, { letters: 'A.' }));
    expect(named(second!.panel).at(-2)).toBe('\\text{B.}');
  });

  it('share axes: one domain, and labels at the outer ones alone', async () => {
    const frames = await framesOf(page(four, { shared: { x: true, y: true } }));
    const labels = frames.map(({ panel }) => named(panel).filter((label) => label === 'x' || label === 'y'));
    expect(labels).toEqual([['y'], [], ['x', 'y'], ['x']]);
    const lines = frames.map(
      ({ panel }) => find(panel, 'path').find(({ attributes }) => attributes['stroke-linejoin'])!,
    );
    const heights = lines.map(({ attributes }) =>
      String(attributes['d'])
        .match(/[\d.]+/g)!
        .map(Number),
    );
    // The curves of 1 and of 1000 on the same axis: the first lies at its bottom.
    const rise = (numbers: readonly number[]) => numbers[1]! - numbers.at(-1)!;
    expect(rise(heights[1]!) / rise(heights[0]!)).toBeCloseTo(1000, -2);
    await expect(
      renderFigure(
        page([{ figure: curves(1) }, { figure: { ...curves(1), x: { label: 'x', scale: 'log' } } }], {
          shared: { x: true },
        }),
      ),
    ).rejects.toThrow('panels cannot share x: that of panel 2 is log, that of panel 1 is linear');
  });

  it('keep labels that differ, and share nothing that is not the same', async () => {
    const other = { ...curves(2), y: { label: 'w', scale: 'linear' as const } };
    const frames = await framesOf(page([{ figure: curves(1) }, { figure: other }], { shared: { y: true } }));
    expect(frames.map(({ panel }) => named(panel).filter((label) => 'xyw'.includes(label)))).toEqual([
      ['x', 'y'],
      ['x', 'w'],
    ]);
    const refused = (panels: PanelsFigure['panels'], shared: PanelsFigure['shared']) =>
      expect(renderFigure(page(panels, { shared }))).rejects;
    await refused([{ figure: curves(1) }, { figure: map(1) }], { y: true }).toThrow('panels cannot share y');
    const grey = { ...map(1), color: { ...map(1).color, map: 'greys' as const } };
    await refused([{ figure: map(1) }, { figure: grey }], { color: true }).toThrow(
      'their colour maps differ',
    );
  });

  it('share colours, with the bar at the end of the row', async () => {
    const maps = [{ figure: map(1) }, { figure: map(9) }];
    const bars = async (shared: PanelsFigure['shared']) =>
      (await framesOf(page(maps, { shared }))).map(
        ({ panel }) => named(panel).filter((label) => label === 'z').length,
      );
    expect(await bars({})).toEqual([1, 1]);
    expect(await bars({ color: true })).toEqual([0, 1]);
    // The first map has values beyond the bar, which stands beside the second one.
    const short = (scale: number) => ({
      figure: { ...map(scale), color: { ...map(scale).color, domain: [0, 2] as const } },
    });
    const outline = async (panels: PanelsFigure['panels']) => {
      const last = (await framesOf(page(panels, { shared: { color: true } }))).at(-1)!.panel;
      const bar = find(last, 'g').find(({ attributes }) => attributes['class'] === 'colorbar')!;
      return String(find(bar, 'path')[0]!.attributes['d']);
    };
    const corners = async (panels: PanelsFigure['panels']) => (await outline(panels)).match(/[LVH]/g)!.length;
    expect(await corners([short(9), short(1)])).toBe(1 + (await corners([short(1), short(1)])));
  });

  it.each([
    ['is one above where all would have the same', {}, four, 2],
    ['is each panel’s own where they differ', {}, [{ figure: curves(1) }, { figure: curves(1, 'c') }], 4],
    [
      'is one, everything once, where it is wanted',
      { legend: { place: 'below' } },
      [{ figure: curves(1) }, { figure: curves(1, 'c') }],
      3,
    ],
    ['is none', { legend: { place: 'none' } }, four, 0],
    ['is each panel’s own inside', { legend: { place: 'top left' } }, four, 8],
  ] as [string, Partial<PanelsFigure>, PanelsFigure['panels'], number][])(
    'have a legend that %s',
    async (_, rest, panels, entries) => {
      const svg = await renderFigure(page(panels, { ...rest, letters: null }));
      expect([...svg.matchAll(/aria-label="([abc])"/g)]).toHaveLength(entries);
    },
  );

  it('need room', async () => {
    const many = Array.from({ length: 12 }, () => ({ figure: curves(1) }));
    await expect(renderFigure(page(many, { columns: 12, width: 'prl' }))).rejects.toThrow(InputError);
  });

  it('are the same bytes again, and at the same places in PDF', async () => {
    const [one, other] = [
      await writeFigure(page(four), 'f', ['svg', 'pdf']),
      await writeFigure(page(four), 'f', ['svg', 'pdf']),
    ];
    expect(one).toEqual(other);
    const { unzlibSync, strFromU8 } = await import('fflate');
    const bytes = Buffer.from(one['f.pdf'] as Uint8Array);
    const start = bytes.indexOf('stream\n') + 'stream\n'.length;
    const operators = strFromU8(unzlibSync(bytes.subarray(start, bytes.indexOf('\nendstream'))));
    const places = [...String(one['f.svg']).matchAll(/class="panel" transform="translate\((\S+) (\S+)\)"/g)];
    expect(places).toHaveLength(4);
    for (const [, x, y] of places) expect(operators).toContain(`1 0 0 1 ${x} ${y} cm`);
  });
});

describe('labels', () => {
  const long = `\\text{${'long '.repeat(40)}}`;
  const scaleOf = (svg: string, label: string) => {
    const at = svg.indexOf(`aria-label="${label}`);
    return Number(/scale\((\S+)\)/.exec(svg.slice(svg.lastIndexOf('<path', at), svg.indexOf('>', at)))![1]);
  };

  it('are set smaller where they are longer than their axis or panel', async () => {
    const figure = { ...curves(1), width: 'prl' as const, x: { label: long, scale: 'linear' as const } };
    const svg = await renderFigure(figure);
    expect(scaleOf(svg, 'y')).toBe(8);
    const { width } = await withFonts(async () => typeset(long));
    const size = scaleOf(svg, '\\text{long');
    expect(size * width).toBeLessThan(245.1);
    expect(size * width).toBeGreaterThan(180);
    const titled = await renderFigure(page([{ figure: curves(1), title: long }, { figure: curves(1) }]));
    expect(scaleOf(titled, '\\text{long') * width).toBeLessThan(230);
  });

  it.each(['above', 'below', 'right'] as const)(
    'of a legend %s that is wider than the figure are refused',
    async (place) => {
      const figure = { ...curves(1, long), width: 'prl' as const, legend: { place } };
      await expect(renderFigure(figure)).rejects.toThrow(
        /the legend is \d+ bp wide, but there are \d+ bp for it/,
      );
    },
  );

  it('of thresholds are shorter where the long one would cover a curve', async () => {
    // Steep curves between which the short one alone fits.
    const crowded = [0, 0.2, 0.6, 1.4, 1.8, 2].map((x) => ({
      label: '',
      line: { x: [x, x + 1e-3], y: [0, 1] },
    }));
    const line = { along: 'x' as const, at: 1, label: '\\text{threshold } x = 1', short: 'x = 1' };
    const labels = async (series: CurveFigure['series']) =>
      [
        ...(await renderFigure({ ...curves(1), width: 'prl', series, lines: [line] })).matchAll(
          /aria-label="([^"]*x = 1)"/g,
        ),
      ].map(([, label]) => label);
    expect(await labels(curves(1).series)).toEqual([line.label]);
    expect(await labels(crowded)).toEqual([line.short]);
  });
});

describe('an inset', () => {
  const peak: CurveFigure = {
    ...common,
    width: 'prl',
    kind: 'curves',
    x: { label: 'x', scale: 'linear', domain: [0, 4] },
    y: { label: 'y', scale: 'linear', domain: [0, 4] },
    series: [
      {
        label: 'a',
        line: { x: [0, 1, 2, 4], y: [0.1, 0.2, 0.1, 0.1] },
        marks: [{ x: 3, y: 0.1, low: 0.05, high: 0.15 }],
      },
    ],
  };
  const clips = (svg: string) =>
    [...svg.matchAll(/<clipPath[^>]*><rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
  const insetOf = (svg: string) => /class="insets">(.*)$/s.exec(svg)![1]!;

  it('shows its part larger, without marks outside, in the emptiest place', async () => {
    const svg = await renderFigure({ ...peak, insets: [{ x: [0.5, 1.5], y: [0, 0.3] }] });
    const [, , width] = clips(svg)[0]!;
    const [, , small] = clips(svg)[1]!;
    expect(small! / width!).toBeGreaterThan(0.3);
    expect(small! / width!).toBeLessThan(0.42);
    const inset = insetOf(svg);
    expect(inset).not.toContain('class="mark');
    const [, , y] = /translate\((\S+) (\S+)\)/.exec(inset)!;
    expect(Number(y)).toBeLessThan(60);
    // A frame around the part, and two lines from it.
    expect(inset.split('<rect')[0]).toMatch(/<path d="M\S+ \S+h\S+v\S+h-\S+Z"/);
    expect(inset).toMatch(/<path d="M\S+ \S+L\S+ \S+M\S+ \S+L\S+ \S+" fill="none"/);
  });

  it('with nothing in it is refused', async () => {
    for (const inset of [{ x: [5, 6] as const }, { x: [0, 1] as const, y: [2, 3] as const }])
      await expect(renderFigure({ ...peak, insets: [inset] })).rejects.toThrow(
        'there is nothing in the inset of x from',
      );
  });

  it('goes by what is in it: of bins those that it shows', async () => {
    const histogram = { x: [0, 1, 2, 3, 4], heights: [50, 1, 1, 1] };
    const svg = await renderFigure({
      ...peak,
      series: [{ label: 'a', histogram }],
      insets: [{ x: [2.2, 3.8] }],
    });
    expect(insetOf(svg)).not.toMatch(/aria-label="(?:20|40)"/);
  });

  it('leaves room for the next', async () => {
    const insets = [0.5, 1, 1.5].map((x) => ({ x: [x, x + 0.5] as const, size: [0.3, 0.3] as const }));
    const inset = insetOf(await renderFigure({ ...peak, insets }));
    const places = [...inset.matchAll(/<g transform="translate\((\S+) (\S+)\)"/g)].map(
      ([, x, y]) => `${x} ${y}`,
    );
    expect(new Set(places).size).toBe(3);
  });

  it('stands where it is wanted, as large as it is wanted, without a frame around its part', async () => {
    const svg = await renderFigure({
      ...peak,
      insets: [{ x: [0.5, 1.5], place: [0.5, 0.5], size: [0.5, 0.5], zoom: false }],
    });
    const [x, y, width, height] = clips(svg)[0]!;
    const [, left, top] = /translate\((\S+) (\S+)\)/.exec(insetOf(svg))!;
    expect(Number(left)).toBeCloseTo(x! + width! / 2, 2);
    expect(Number(top)).toBeCloseTo(y!, 2);
    expect(insetOf(svg).indexOf('<rect')).toBe(0);
    expect(height).toBeGreaterThan(0);
  });
});

describe('as pgfplots', () => {
  it('panels have labels at the outer axes alone, and each its place', async () => {
    const files = await writeFigure(page(four, { shared: { x: true, y: true } }), 'f', ['tikz', 'svg']);
    const latex = String(files['f.tex']);
    expect(latex.match(/\\begin\{axis\}/g)).toHaveLength(4);
    expect(latex.match(/ylabel=\{\$?y/g)).toHaveLength(2);
    expect(latex.match(/yticklabels=\{(?:\{\},?)+\}/g)).toHaveLength(2);
    for (const [, x, y] of String(files['f.svg']).matchAll(
      /class="panel" transform="translate\((\S+) (\S+)\)"/g,
    ))
      expect(latex).toContain(`\\begin{scope}[shift={(${x},${y})}]`);
  });
});
