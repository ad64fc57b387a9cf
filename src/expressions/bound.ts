/** The names that a text binds itself, found before it is parsed: variables of integrals and the like, and losses of prox. */
import { forms, type Place } from './forms.ts';

interface Open {
  /** The form whose parentheses these are; null of others. */
  readonly form: string | null;
  readonly args: string[];
  begin: number;
}

/** @param known the forms of the vocabulary */
export function boundWords(text: string, known: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const stack: Open[] = [];
  const take = (at: number) => {
    const open = stack.at(-1);
    open?.args.push(text.slice(open.begin, at).trim());
    if (open) open.begin = at + 1;
  };
  for (const match of text.matchAll(/([A-Za-z_]\w*)?\s*\(|[,)]/g)) {
    const end = match.index + match[0].length;
    if (match[0].endsWith('(')) {
      const word = match[1] ?? '';
      stack.push({ form: known.includes(word) ? word : null, args: [], begin: end });
      continue;
    }
    take(match.index);
    if (match[0] === ')') add(found, stack.pop());
  }
  // What is not closed is refused later, for that reason.
  take(text.length);
  for (const open of stack) add(found, open);
  return found;
}

function add(found: Set<string>, open: Open | undefined): void {
  // The variable of a derivative is a name that is known outside.
  if (!open || open.form === null || open.form === 'derivative') return;
  const { shapes } = forms[open.form]!;
  const fitting = shapes.filter((shape) => shape.length === open.args.length);
  const places: readonly Place[] = ['variable', 'loss'];
  for (const shape of fitting.length > 0 ? fitting : shapes) {
    for (const [i, word] of open.args.entries())
      if (places.includes(shape[i]!) && /^[A-Za-z_]\w*$/.test(word)) found.add(word);
  }
}
