/** ARCHITECTURE.md and CONTRIBUTING.md name places that exist, and the picture of the rooms is the code's. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));

/** Rooms from the first line of the picture to the last, and from left to right; a line's words end at two spaces before what it says. */
function picture(): string[][] {
  const block = /\n\n((?: {4}\S.*\n)+)/.exec(textOf('ARCHITECTURE.md'))![1]!;
  return block.split('\n').flatMap((line) => {
    const rooms = line.trim().split(/ {3,}/)[0]!.split(/ {2}/);
    return line === '' ? [] : [rooms];
  });
}

describe('the picture of the rooms', () => {
  it('has every room once', () => {
    const rooms = new Set(sources.filter((file) => file.includes('/')).map((file) => file.split('/')[0]!));
    expect(picture().flat().sort()).toEqual([...rooms].sort());
  });

  it('has imports from lines above, or from the left on the same line', () => {
    const place = new Map(
      picture().flatMap((rooms, line) => rooms.map((room, i) => [room, [line, i]] as const)),
    );
    let across = 0;
    for (const file of sources.filter((each) => each.includes('/'))) {
      for (const [, name] of textOf(`src/${file}`).matchAll(/from\s*'(\.[^']+)'/g)) {
        const target = join(dirname(file), name!).replaceAll('\\', '/').split('/')[0]!;
        const room = file.split('/')[0]!;
        if (target === room || !place.has(target)) continue;
        across += 1;
        const [[line, i], [above, left]] = [place.get(room)!, place.get(target)!];
        expect(above! < line! || (above === line && left! < i!), `${file} imports ${name}`).toBe(true);
      }
    }
    expect(across).toBeGreaterThan(300);
  });
});

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s', (document) => {
  const named = [...textOf(document).matchAll(/`([\w./-]+)`/g)].map((match) => match[1]!);

  it('names paths that exist', () => {
    const paths = named.filter((name) => /^(src|test|docs|scenarios)\//.test(name));
    expect(paths.length).toBeGreaterThan(8);
    for (const path of paths) expect(existsSync(join(root, path)), path).toBe(true);
  });

  it('names files that exist', () => {
    const names = named.filter((name) => name.endsWith('.ts') && !name.includes('/'));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names)
      expect(
        sources.map((file) => basename(file)),
        name,
      ).toContain(name);
  });

  it('links to documents that are packed with it', () => {
    const { files } = JSON.parse(textOf('package.json')) as { files: string[] };
    const links = [document, 'README.md'].flatMap((each) => [...textOf(each).matchAll(/\]\(([^):]+)\)/g)]);
    for (const [, link] of links) {
      expect(existsSync(join(root, link!)), link).toBe(true);
      expect(files, link).toContain(link!.split('/')[0]);
    }
  });
});
