/** The part of the package `highs` that is used: its typed default export is wrong under nodenext. */
export interface HighsModule {
  /** Makes a solver of its own for each call and frees it before it returns or throws. */
  solve(model: string, options: HighsOptions): HighsResult;
}

export type HighsOptions = Readonly<Record<string, number | boolean>>;

export interface HighsResult {
  readonly Status: string;
  readonly Columns: Readonly<Record<string, { readonly Primal?: number }>>;
}
