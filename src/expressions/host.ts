/** What the model supplies to an expression at its point, besides its parameters. */

/** The population's eigenvalues, each with its share of the parameters and of the target's power. */
export interface Population {
  readonly eigenvalues: readonly number[];
  /** Share of the parameters in each eigenspace; they sum to 1. */
  readonly shares: readonly number[];
  /** Share of the target's linear power in each eigenspace; they sum to 1. */
  readonly powers: readonly number[];
}

/** What a model has none of is absent. Functions throw Gap, or return NaN, where they have no value. */
export interface Host {
  /** Hermite coefficients of the activation of a layer, counted from 1. */
  readonly mu0?: (layer: number) => number;
  readonly mu1?: (layer: number) => number;
  readonly muStar2?: (layer: number) => number;
  readonly engineKappa?: (ridge: number) => number;
  readonly spectrum?: Population;
}

export type HostName = keyof Host;

/** The functions among them; without its argument a coefficient is that of the first layer. */
export const hostFunctions: Readonly<
  Record<
    string,
    {
      readonly meaning: string;
      readonly arity: readonly [number, number];
      /** It depends on the parameters of the point, too. */
      readonly ofPoint?: true;
    }
  >
> = {
  mu0: { meaning: 'E σ(G) of the activation, of layer l with mu0(l)', arity: [0, 1] },
  mu1: { meaning: 'E G σ(G) of the activation, of layer l with mu1(l)', arity: [0, 1] },
  muStar2: { meaning: 'E σ(G)² − μ0² − μ1² of the activation, of layer l with muStar2(l)', arity: [0, 1] },
  engineKappa: {
    meaning: "the effective ridge of Descent's own theory at this ridge",
    arity: [1, 1],
    ofPoint: true,
  },
};
