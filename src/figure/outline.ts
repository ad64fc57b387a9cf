/** Path data as the few commands that every format knows. */
import svgpath from 'svgpath';

/** `M x y`, `L x y`, `C` with two handles and an end, `Z`: absolute. */
export type Command = readonly [name: 'M' | 'L' | 'C' | 'Z', ...numbers: number[]];

/** The commands of path data: arcs and parabolas become cubic curves, everything absolute. */
export function commandsOf(data: string): Command[] {
  let [x, y] = [0, 0];
  let start: readonly [number, number] = [0, 0];
  const commands: Command[] = [];
  svgpath(data)
    .abs()
    .unarc()
    .unshort()
    .iterate(([command, ...numbers]) => {
      const [a = 0, b = 0, c = 0, d = 0] = numbers as number[];
      const [left, top] = [x, y];
      if (command === 'Z') [x, y] = start;
      else if (command === 'H') x = a;
      else if (command === 'V') y = a;
      else [x, y] = numbers.slice(-2) as [number, number];
      if (command === 'M') start = [x, y];
      if (command === 'M') commands.push(['M', x, y]);
      else if (command === 'C') commands.push(['C', ...(numbers as number[])]);
      else if (command === 'Q')
        commands.push(['C', (left + 2 * a) / 3, (top + 2 * b) / 3, (c + 2 * a) / 3, (d + 2 * b) / 3, c, d]);
      else if (command === 'Z') commands.push(['Z']);
      else commands.push(['L', x, y]);
    });
  return commands;
}

/** Where the handles of a Bézier curve stand that is a quarter of a circle, to 3·10⁻⁴ of its radius. */
const QUARTER = (4 / 3) * (Math.SQRT2 - 1);

/** The path data of a circle. */
export function circlePath(cx: number, cy: number, r: number): string {
  const k = QUARTER * r;
  const quarters = `c0 ${k} ${r - k} ${r} ${r} ${r}s${r} ${k - r} ${r} ${-r}s${k - r} ${-r} ${-r} ${-r}s${-r} ${r - k} ${-r} ${r}Z`;
  return `M${cx - r} ${cy}${quarters}`;
}
