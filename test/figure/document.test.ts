import { describe, expect, it } from 'vitest';
import { writeSvg } from '../../src/figure/document.ts';
import { element, path } from '../../src/figure/element.ts';

const info = {
  id: 'figure-1',
  title: 'a < b & "c"',
  description: 'bell \u0007, lone \ud800',
  provenance: { note: '</metadata><script>&' },
  width: 100,
  height: 50,
  background: '#ffffff',
};

describe('writeSvg', () => {
  it('escapes what XML reserves and replaces what it forbids', () => {
    const svg = writeSvg({ info, drawing: [] });
    expect(svg).toContain('<title id="figure-1-title">a &lt; b &amp; "c"</title>');
    expect(svg).toContain('bell \ufffd, lone \ufffd');
    expect(svg).toContain('{"note":"&lt;/metadata&gt;&lt;script&gt;&amp;"}');
    expect(svg).not.toContain('<script>');
  });

  it('is sized in pt over a viewBox in bp', () => {
    expect(writeSvg({ info, drawing: [] })).toContain('width="100pt" height="50pt" viewBox="0 0 100 50"');
  });

  it('rounds to three decimals, leaves out the undefined and refuses what is not finite', () => {
    const drawing = [element('circle', { cx: 1 / 3, cy: -1e-9, fill: undefined, d: path`M${2 / 3} ${-0}` })];
    expect(writeSvg({ info, drawing })).toContain('<circle cx="0.333" cy="0" d="M0.667 0"/>');
    expect(() => writeSvg({ info, drawing: [element('circle', { cx: Number.NaN })] })).toThrow('NaN');
    expect(() => path`M${Number.POSITIVE_INFINITY} 0`).toThrow('Infinity');
  });
});
