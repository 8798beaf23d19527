/** A claim's evidence: data from which a checker recomputes a bound. `kind` names the scheme. */
export interface Certificate {
  readonly kind: string;
}
