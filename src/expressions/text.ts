import type { Span } from './tree.ts';

/** The part of a text that a node stands for, with the parentheses that belong to it. */
export function textOf(text: string, { from, to }: Span): string {
  let open = 0;
  let missing = 0;
  for (const sign of text.slice(from, to)) {
    if (sign === '(') open++;
    else if (sign === ')' && open > 0) open--;
    else if (sign === ')') missing++;
  }
  for (; open > 0 && to < text.length; to++) if (text[to] === ')') open--;
  for (; missing > 0 && from > 0; from--) if (text[from - 1] === '(') missing--;
  return text.slice(from, to).trim();
}
