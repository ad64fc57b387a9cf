/** From elements to a PDF of one page: vectors only, no fonts, no dates, so that the same figure gives the same bytes. */
import { zlibSync } from 'fflate';
import type { Page } from './document.ts';
import { fixed } from './element.ts';
import { paint, utf16 } from './paint.ts';

/**
 * The document: its page is as large as the figure, in bp, to a thousandth; labels are outlines whose TeX is their text for
 * those who copy or search. The provenance is kept beside the page, as private data of Descent (`/PieceInfo`).
 */
export function writePdf({ info, drawing }: Page): Uint8Array {
  const { width, height, background } = info;
  const ground = { name: 'rect', attributes: { width, height, fill: background }, children: [] };
  const { operators, opacities } = paint([ground, ...drawing], height);
  const states = opacities.map(({ fill, stroke }, i) => `/a${i} <</ca ${fill} /CA ${stroke}>>`).join(' ');
  // The key of a private entry asks for a date; it is that of no day, lest bytes depend on it.
  const piece = '<</Descent <</LastModified (D:19800101000000Z) /Private 5 0 R>>>>';
  return assemble([
    `<</Type /Catalog /Pages 2 0 R /PieceInfo ${piece} /Lang (en)>>`,
    '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    `<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${fixed(width)} ${fixed(height)}] /Contents 4 0 R /Resources <</ExtGState <<${states}>>>> /Group <</S /Transparency /CS /DeviceRGB>>>>`,
    stream(operators),
    stream(JSON.stringify(info.provenance) ?? 'null'),
    `<</Title ${utf16(info.title)} /Subject ${utf16(info.description)} /Creator (Descent)>>`,
  ]);
}

interface Stream {
  readonly dictionary: string;
  readonly data: Uint8Array;
}

function stream(text: string): Stream {
  const data = zlibSync(new TextEncoder().encode(text), { level: 9 });
  return { dictionary: `<</Length ${data.length} /Filter /FlateDecode>>`, data };
}

/** The file of these objects, numbered from 1: the first is the catalog, the last says what the document is about. */
function assemble(objects: readonly (string | Stream)[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: string | Uint8Array): void => {
    const bytes = typeof part === 'string' ? Uint8Array.from(part, (each) => each.charCodeAt(0)) : part;
    parts.push(bytes);
    length += bytes.length;
  };
  // Four bytes beyond ASCII tell programs that copy files that this one is not text.
  add('%PDF-1.5\n%\xd0\xe5\xf3\xce\n');
  const offsets = objects.map((object, i) => {
    const offset = length;
    add(`${i + 1} 0 obj\n`);
    if (typeof object === 'string') add(object);
    else {
      add(`${object.dictionary}\nstream\n`);
      add(object.data);
      add('\nendstream');
    }
    add('\nendobj\n');
    return offset;
  });
  const start = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`);
  add(
    `trailer\n<</Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R>>\nstartxref\n${start}\n%%EOF\n`,
  );
  const file = new Uint8Array(length);
  parts.reduce((at, part) => {
    file.set(part, at);
    return at + part.length;
  }, 0);
  return file;
}
