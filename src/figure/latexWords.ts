/** What labels may hold in LaTeX besides symbols, and how characters beyond ASCII are written there. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Commands whose argument is text. */
export const TEXTS: ReadonlySet<string> = words(
  'text textrm textup textnormal textit textbf textsf texttt mbox hbox',
);

/** Commands of mathematics, of which none defines, reads or writes anything. */
export const MACROS: ReadonlySet<string> = words(`
  displaystyle textstyle scriptstyle scriptscriptstyle
  mathrm mathnormal mathbf mathit mathbb mathfrak mathscr mathsf mathtt mathcal boldsymbol
  arcsin arccos arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr
  sec sin sinh sup tan tanh limits nolimits operatorname
  overline underline overbrace underbrace overrightarrow overleftarrow overset underset stackrel
  frac tfrac dfrac binom tbinom dbinom cfrac sqrt left right middle
  thinspace negthinspace enspace quad qquad space
  big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm biggm Biggm
  mathord mathop mathopen mathclose mathbin mathrel mathpunct mathinner
  phantom vphantom hphantom mathstrut boxed bmod pmod mod not dots iff implies impliedby
  acute grave ddot dddot tilde bar breve check hat vec dot widetilde widehat mathring
  Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
  alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
  varepsilon vartheta varpi varrho varsigma varphi
`);

/** Delimiters by name. */
export const DELIMITED: ReadonlySet<string> = words(`
  Vert vert uparrow downarrow updownarrow Uparrow Downarrow Updownarrow backslash rangle langle rbrace lbrace
  rceil lceil rfloor lfloor lbrack rbrack lvert rvert lVert rVert
`);

const greek =
  'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon varphi chi psi omega';
const others: Readonly<Record<string, string>> = {
  ...{ Γ: 'Gamma', Δ: 'Delta', Θ: 'Theta', Λ: 'Lambda', Ξ: 'Xi', Π: 'Pi', Σ: 'Sigma', Υ: 'Upsilon' },
  ...{ Φ: 'Phi', Ψ: 'Psi', Ω: 'Omega', ϕ: 'phi', ϵ: 'epsilon', ϑ: 'vartheta', '∂': 'partial' },
  ...{
    '→': 'rightarrow',
    '←': 'leftarrow',
    '↔': 'leftrightarrow',
    '⇒': 'Rightarrow',
    '≤': 'leq',
    '≥': 'geq',
  },
  ...{ '≠': 'neq', '≈': 'approx', '∼': 'sim', '≡': 'equiv', '∝': 'propto', '±': 'pm', '×': 'times' },
  ...{ '·': 'cdot', '∞': 'infty', '∈': 'in', '∑': 'sum', '∏': 'prod', '∫': 'int', '∇': 'nabla', '−': '-' },
};

/** Letters and symbols whose name is a command of mathematics. */
export const LETTERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    greek
      .split(' ')
      .map((name, i) => [String.fromCodePoint(0x3b1 + i), name === 'omicron' ? 'mathrm{o}' : name]),
  ),
  ...others,
};

/** In texts. */
export const SIGNS: Readonly<Record<string, string>> = {
  ...{ '\\': '\\textbackslash{}', '^': '\\textasciicircum{}', '~': '\\textasciitilde{}', '"': "''" },
  ...{ '<': '$<$', '>': '$>$', '|': '$|$', '−': '$-$', '°': '$^{\\circ}$', '²': '$^{2}$', '³': '$^{3}$' },
  ...{ '¹': '$^{1}$', '₀': '$_{0}$', '₁': '$_{1}$', '₂': '$_{2}$', '√': '$\\sqrt{}$', '…': '\\ldots{}' },
  ...{ '–': '--', '—': '---', '‘': '`', '’': "'", '“': '``', '”': "''", '\u00a0': '~', '\u202f': '\\,' },
};
