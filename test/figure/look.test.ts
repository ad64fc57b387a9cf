import { describe, expect, it } from 'vitest';
import type { CurveFigure, HeatmapFigure } from '../../src/figure/figure.ts';
import { readWidth } from '../../src/figure/venue.ts';
import { renderFigure } from '../../src/figure/write.ts';
import { parseSvg } from './svg.ts';

const common = { title: 't', description: 'd', width: 'prl', provenance: null } as const;
const curves: CurveFigure = {
  ...common,
  kind: 'curves',
  x: { label: 'x', scale: 'linear', domain: [0, 1] },
  y: { label: 'y', scale: 'linear', domain: [0, 1] },
  series: [
    { label: 'a', line: { x: [0, 1], y: [0.2, 0.3] } },
    { label: 'b', line: { x: [0, 1], y: [0.6, 0.7] }, marks: [{ x: 0.5, y: 0.65, low: 0.6, high: 0.7 }] },
  ],
};

function frameOf(svg: string) {
  const [x, y, width, height] = /<clipPath[^>]*><rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/
    .exec(svg)!
    .slice(1)
    .map(Number) as [number, number, number, number];
  return { left: x, top: y, right: x + width, bottom: y + height };
}

describe('the legend', () => {
  it.each([
    ['above', (box, frame) => box.y + box.height < frame.top],
    ['below', (box, frame) => box.y > frame.bottom],
    ['right', (box, frame) => box.x > frame.right],
    ['top left', (box, frame) => box.x < frame.left + 30 && box.y < frame.top + 20],
    ['bottom right', (box, frame) => box.x > frame.right - 20 && box.y > frame.bottom - 30],
  ] as [
    NonNullable<NonNullable<CurveFigure['legend']>['place']>,
    (
      box: { x: number; y: number; width: number; height: number },
      frame: ReturnType<typeof frameOf>,
    ) => boolean,
  ][])('stands %s', async (place, stands) => {
    const svg = await renderFigure({ ...curves, legend: { place } });
    const { legend } = parseSvg(svg);
    expect(legend.map(({ name }) => name)).toEqual(['a', 'b']);
    const labels = legend.map((box) => ({ ...box, x: box.x + 15, width: box.width - 15 }));
    for (const box of labels) {
      expect(stands(box, frameOf(svg))).toBe(true);
      expect(box.x >= 0 && box.x + box.width <= 245.1 && box.y >= 0 && box.y + box.height <= 151.5).toBe(
        true,
      );
    }
  });

  it('has the order that is wanted, or is none', async () => {
    const swapped = parseSvg(await renderFigure({ ...curves, legend: { order: [2] } })).legend;
    expect(swapped.map(({ name }) => name)).toEqual(['b', 'a']);
    expect(parseSvg(await renderFigure({ ...curves, legend: { place: 'none' } })).legend).toEqual([]);
  });
});

describe('the look of a curve', () => {
  it('is its own colour, dash, width and shape, or none', async () => {
    const [a, b] = curves.series as [CurveFigure['series'][0], CurveFigure['series'][0]];
    const look = { color: '#123456', dash: 'dotted', lineWidth: 2 } as const;
    const svg = await renderFigure({
      ...curves,
      series: [
        { ...a, look },
        { ...b, look: { marker: 'none' } },
      ],
    });
    expect(svg).toContain(
      'stroke="#123456" stroke-width="2" stroke-linejoin="round" stroke-dasharray="2 2.2"',
    );
    expect(parseSvg(svg).marks).toEqual([]);
    const bare = await renderFigure({ ...curves, series: [a, { ...b, look: { dash: 'none' } }] });
    expect(bare.match(/stroke-linejoin="round"/g)).toHaveLength(2);
    expect(parseSvg(bare).marks).toHaveLength(1);
  });

  it('keeps its place among colours and shapes when others are left out', async () => {
    const svg = await renderFigure({ ...curves, series: [{ ...curves.series[1]!, slot: 1 }] });
    expect(svg).toContain('#d55e00');
    expect(svg).not.toContain('#0072b2');
  });
});

describe('what is added to a plot', () => {
  it('stands where its data are', async () => {
    const svg = await renderFigure({
      ...curves,
      x: {
        ...curves.x,
        ticks: [
          { value: 0.25, label: 'q' },
          { value: 3, label: 'far' },
        ],
      },
      lines: [{ along: 'y', at: 0.5, label: 'h', color: '#00aa00' }],
      spans: [{ x: [0.25, 0.75], label: 's', color: '#aa0000' }],
      texts: [{ at: [0.5, 0.9], text: 'note', to: [0.75, 0.5], anchor: 'middle' }],
    });
    const { left, right, top, bottom } = frameOf(svg);
    const x = (value: number) => left + value * (right - left);
    const y = (value: number) => bottom - value * (bottom - top);
    const [, line] = new RegExp(`<path d="M${left} (\\S+)h[^"]*" fill="none" stroke="#00aa00"`).exec(svg)!;
    expect(Number(line)).toBeCloseTo(y(0.5), 2);
    const [, start, width] = /<rect x="(\S+)" y="\S+" width="(\S+)" height="\S+" fill="#aa0000"/.exec(svg)!;
    expect(Number(start)).toBeCloseTo(x(0.25), 2);
    expect(Number(width)).toBeCloseTo(x(0.75) - x(0.25), 2);
    const { labels, ticks } = parseSvg(svg);
    expect(labels.map(({ name }) => name).sort()).toEqual(['h', 'note', 's']);
    expect(ticks.map(({ name }) => name)).toContain('q');
    expect(ticks.map(({ name }) => name)).not.toContain('far');
    const note = labels.find(({ name }) => name === 'note')!;
    expect(note.x + note.width / 2).toBeCloseTo(x(0.5), 0);
    expect(note.y + note.height / 2).toBeCloseTo(y(0.9), 0);
    const tip = new RegExp(`M(${x(0.75).toFixed(3).replace(/0+$/, '')}) (\\S+)L`).exec(svg)!;
    expect(Number(tip[2])).toBeCloseTo(y(0.5), 2);
  });

  it('gives a heat map its colours, levels and bar', async () => {
    const map: HeatmapFigure = {
      ...common,
      kind: 'heatmap',
      x: { label: 'x', scale: 'linear' },
      y: { label: 'y', scale: 'linear' },
      color: { label: 'c', scale: 'linear', domain: [0, 1] },
      grid: {
        x: [0, 1],
        y: [0, 1],
        values: [
          [0, 1],
          [0, 1],
        ],
      },
    };
    const usual = await renderFigure(map);
    const grey = await renderFigure({
      ...map,
      color: { ...map.color, map: 'greys', bar: false },
      levels: [0.37],
    });
    expect(frameOf(grey).right).toBeGreaterThan(frameOf(usual).right + 20);
    expect(parseSvg(grey).labels.map(({ name }) => name)).toEqual(['0.37']);
    const colors = [...grey.matchAll(/fill="#(..)(..)(..)" fill-rule/g)].map(([, ...parts]) => parts);
    expect(colors).toHaveLength(28);
    for (const [r, g, b] of colors) expect([g, b]).toEqual([r, r]);
  });
});

describe('a width', () => {
  it.each([
    ['246pt', 245.0809],
    ['86mm', 243.7795],
    ['8.6cm', 243.7795],
    ['3.4in', 244.8],
    ['300 bp', 300],
  ])('of %s', (text, bp) => {
    expect(readWidth(text)).toBeCloseTo(bp, 3);
  });

  it.each(['86', 'mm', '0.5in', '30in', '-3in', '1e2mm'])('is not %s', (text) => {
    expect(readWidth(text)).toBeNull();
  });
});
