import { Resvg } from '@resvg/resvg-js';
import { interpolateViridis, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors.ts';
import type { CurveFigure, HeatmapFigure, Mark } from '../../src/figure/figure.ts';
import { toPng } from '../../src/figure/png.ts';
import { VENUES, type Venue } from '../../src/figure/venue.ts';
import { renderFigure } from '../../src/figure/write.ts';

const common = { title: 'title', description: 'description', width: 'prl', provenance: null } as const;
const curves: CurveFigure = {
  ...common,
  kind: 'curves',
  x: { label: 'x', scale: 'linear', domain: [0, 1] },
  y: { label: 'y', scale: 'linear', domain: [0, 1] },
  series: [{ label: 'a', line: { x: [0, 1], y: [0.2, 0.3] } }],
};
const map: HeatmapFigure = {
  ...common,
  kind: 'heatmap',
  x: { label: 'x', scale: 'log' },
  y: { label: 'y', scale: 'linear' },
  color: { label: 'c', scale: 'log', domain: [0.1, 10] },
  grid: {
    x: [1, 10, 100],
    y: [0, 1, 2],
    values: [
      [0.11, 0.11, 0.11],
      [1.05, 1.05, 1.05],
      [9, 9, 9],
    ],
  },
};

function withMarks(...marks: Mark[]): CurveFigure {
  return { ...curves, series: [{ ...curves.series[0]!, marks }] };
}

/** x, y, width, height of the frame in bp. */
function frame(svg: string): [number, number, number, number] {
  const clip = /<clipPath[^>]*><rect x="(.*?)" y="(.*?)" width="(.*?)" height="(.*?)"/.exec(svg)!;
  return clip.slice(1).map(Number) as [number, number, number, number];
}

describe('renderFigure', () => {
  it('keeps the width of the venue and the aspect', async () => {
    const svg = await renderFigure({ ...curves, width: 'icml', aspect: 0.5 });
    expect(svg).toContain('width="234pt" height="117pt"');
    expect(VENUES.prl.width).toBeCloseTo(245.08, 2);
  });

  it.each(['agree', 'disagree', 'undecided'] as const)(
    'shows that a mark is %s, and explains all but agreement',
    async (verdict) => {
      const svg = await renderFigure(withMarks({ x: 0.5, y: 0.5, low: 0.4, high: 0.6, verdict }));
      expect(svg).toContain(`<g class="mark ${verdict}">`);
      expect(svg.includes('aria-label="\\text{disagrees}"')).toBe(verdict === 'disagree');
      expect(svg.includes('aria-label="\\text{undecided}"')).toBe(verdict === 'undecided');
      expect(svg.includes('#c00000')).toBe(verdict === 'disagree');
    },
  );

  it('points to marks beyond the frame, keeps those on its edge, and drops those without a value', async () => {
    const bar = { low: Number.NaN, high: Number.NaN };
    const svg = await renderFigure(
      withMarks(
        { x: 0.2, y: 7, ...bar },
        { x: 0.4, y: Number.POSITIVE_INFINITY, ...bar },
        { x: 0.6, y: -1, ...bar },
        { x: 1, y: 1, ...bar },
        { x: 0.5, y: Number.NaN, ...bar },
        { x: 1.5, y: 0.5, ...bar },
      ),
    );
    const marks = [...svg.matchAll(/<g class="(mark[^"s]*)"/g)].map((match) => match[1]);
    expect(marks).toEqual(['mark above', 'mark above', 'mark below', 'mark']);
  });

  it('interrupts a line at its gaps and clips it', async () => {
    const line = { x: [0, 0.2, 0.4, 0.6, 0.8, 1], y: [0.1, 0.2, null, Number.NaN, 0.3, 1e300] };
    const svg = await renderFigure({ ...curves, series: [{ label: '', line }] });
    const d = /<g class="lines"><path d="([^"]*)"/.exec(svg)![1]!;
    expect(d.match(/M/g)).toHaveLength(2);
    expect(svg).toMatch(/<clipPath id="(figure-\w+-clip)">.*<g clip-path="url\(#\1\)">/);
  });

  it('names TeX that does not parse', async () => {
    await expect(renderFigure({ ...curves, note: '\\frac{1' })).rejects.toThrow("'\\frac{1'");
  });

  it.each<[string, CurveFigure | HeatmapFigure]>([
    ["no venue 'science'", { ...curves, width: 'science' as Venue }],
    ['aspect is 9', { ...curves, aspect: 9 }],
    ['2 x and 1 y', { ...curves, series: [{ label: 'a', line: { x: [1, 2], y: [1] } }] }],
    ['the y axis cannot show [0, 1]', { ...curves, y: { label: 'y', scale: 'log', domain: [0, 1] } }],
    ['a row of 1 values', { ...map, grid: { ...map.grid, values: [[1], [2], [3]] } }],
    ['5 follows 5', { ...map, grid: { ...map.grid, x: [1, 5, 5] } }],
  ])('refuses data that cannot be drawn: %s', async (message, figure) => {
    await expect(renderFigure(figure)).rejects.toThrow(InputError);
    await expect(renderFigure(figure)).rejects.toThrow(message);
  });
});

describe('a heat map', () => {
  it('has the colour of its value at every point of the grid, and hatching only at gaps', async () => {
    const values = map.grid.values.map((row, j) =>
      row.map((value, i) => (i === 2 && j === 2 ? null : value)),
    );
    const svg = await renderFigure({ ...map, grid: { ...map.grid, values } });
    const [x, y, width, height] = frame(svg);
    const image = new Resvg(svg, { fitTo: { mode: 'zoom', value: 3 } }).render();
    const pixel = (u: number, v: number): number[] => {
      const at = (Math.round((y + v * height) * 4) * image.width + Math.round((x + u * width) * 4)) * 4;
      return [...image.pixels.subarray(at, at + 3)];
    };
    const viridis = (value: number): number[] => {
      const part = (Math.log10(value) + 1) / 2;
      const { r, g, b } = rgb(interpolateViridis((Math.floor(part * 28) + 0.5) / 28));
      return [r, g, b];
    };
    expect(pixel(0.25, 0.5)).toEqual(viridis(1.05));
    expect(pixel(0.25, 0.99)).toEqual(viridis(0.111));
    expect(pixel(0.25, 0.01)).toEqual(viridis(8.9));
    const corner = Array.from({ length: 40 }, (_, k) => pixel(0.9 + k / 500, 0.05 + k / 1000));
    expect(corner.every(([r, g, b]) => r === g && g === b)).toBe(true);
    expect(corner.some(([r]) => r === 255)).toBe(true);
    expect(corner.some(([r]) => r! < 240)).toBe(true);
  });

  it('says at the bar that values lie beyond its ends', async () => {
    const within = await renderFigure(map);
    const beyond = await renderFigure({ ...map, color: { ...map.color, domain: [0.2, 5] } });
    const tips = (svg: string): number => {
      const bar = svg.slice(svg.indexOf('<g class="colorbar">'));
      return /d="([^"]*)"/.exec(bar)![1]!.match(/L/g)!.length;
    };
    expect(tips(beyond) - tips(within)).toBe(2);
  });
});

describe('toPng', () => {
  it('has `scale` pixels a bp', async () => {
    const png = Buffer.from(
      await toPng(await renderFigure({ ...curves, width: 'icml', aspect: 0.5 }), { scale: 2 }),
    );
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([468, 234]);
  });
});
