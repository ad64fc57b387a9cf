import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { D3Node } from 'd3-node';
import { describe, expect, it } from 'vitest';
import type { Figure } from '../../src/figure/figure.ts';
import { renderFigure } from '../../src/figure/write.ts';
import { overlapping, parseSvg } from './svg.ts';

const folder = new URL('./golden/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

function input(name: string): Figure {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Figure;
}

describe.each(names)('the golden figure %s', (name) => {
  const drawn = renderFigure(input(name));

  it('is drawn as before (UPDATE_GOLDEN=1 accepts a change)', async () => {
    const svg = await drawn;
    const golden = new URL(`${name}.svg`, folder);
    const changed = new URL(`${name}.changed.svg`, folder);
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, svg);
    const same = existsSync(golden) && readFileSync(golden, 'utf8') === svg;
    if (same) rmSync(changed, { force: true });
    else writeFileSync(changed, svg);
    expect(same, `${name}.svg differs; look at test/figure/golden/${name}.changed.svg`).toBe(true);
  });

  it('is the same bytes twice', async () => {
    expect(await renderFigure(input(name))).toBe(await drawn);
  });

  it('is well-formed, holds no text to be set by a font, and only finite numbers', async () => {
    const svg = await drawn;
    const { DOMParser } = new D3Node().window as unknown as { DOMParser: new () => Parser };
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(parsed.querySelector('text')).toBeNull();
    expect(JSON.parse(parsed.querySelector('metadata')!.textContent)).toEqual(input(name).provenance);
    expect(svg).not.toMatch(/="[^"]*(NaN|undefined|Infinity)[^"]*"/);
  });

  it('keeps legend, labels and marks apart', async () => {
    const { legend, marks, labels, ticks } = parseSvg(await drawn);
    expect(legend.length + ticks.length).toBeGreaterThan(0);
    expect(overlapping(legend, marks)).toEqual([]);
    expect(overlapping(legend, labels)).toEqual([]);
    expect(overlapping(labels, marks)).toEqual([]);
    expect(overlapping(ticks, ticks)).toEqual([]);
    expect(overlapping(ticks, legend)).toEqual([]);
  });
});

interface Parser {
  parseFromString(
    text: string,
    type: string,
  ): { querySelector(selector: string): { textContent: string } | null };
}
