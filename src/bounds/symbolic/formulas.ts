/**
 * The theorems as expressions of one round, for reports (LaTeX) and for checking the derivatives that the theorem
 * files work out by hand. Names: x participation, nu noise factor, e2 and g2 squared participation error and gradient.
 */

export interface Formula {
  readonly name: string;
  /** Left side, in LaTeX. */
  readonly left: string;
  readonly relation: '\\le' | '\\ge' | '=';
  /** Right side, an expression in the names of `symbols`. */
  readonly expression: string;
  /** LaTeX of each name in the expression. */
  readonly symbols: Readonly<Record<string, string>>;
}

const COMMON = {
  x: 'x_t',
  eta: '\\eta',
  mu: '\\mu',
  L: 'L',
  T: 'T',
  delta2: '\\delta^2',
  sigma2: '\\sigma^2',
  nu: '\\nu(S_t)',
} as const;

function pick<K extends keyof typeof COMMON>(...names: K[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, COMMON[name]]));
}

/** All formulas, by the theorem's name. */
export const FORMULAS = {
  participationError: {
    name: 'Lemma 1 (participation error)',
    left: '\\lVert g_t - \\nabla F\\rVert^2',
    relation: '\\le',
    expression: 'delta2 * (1 - x) / x',
    symbols: pick('delta2', 'x'),
  },
  boundedParticipationError: {
    name: 'Lemma 1, every device bounded, x at least 1/2',
    left: '\\lVert g_t - \\nabla F\\rVert^2',
    relation: '\\le',
    expression: 'deltaMax2 * ((1 - x) / x)^2',
    symbols: { ...pick('x'), deltaMax2: '\\delta_{\\max}^2' },
  },
  uniformSamplingError: {
    name: 'Lemma 1, n of K drawn uniformly',
    left: '\\mathbb{E}\\lVert g_t - \\nabla F\\rVert^2',
    relation: '\\le',
    expression: 'delta2 * (K - n) / (n * (K - 1))',
    symbols: { ...pick('delta2'), K: 'K', n: 'n' },
  },
  oneRoundDescent: {
    name: 'Theorem 1 (one round)',
    left: '\\mathbb{E} F(\\theta_{t+1})',
    relation: '\\le',
    expression: 'loss - eta / 2 * g2 + eta / 2 * delta2 * (1 - x) / x + L * eta^2 / 2 * sigma2 * nu',
    symbols: {
      ...pick('eta', 'delta2', 'x', 'L', 'sigma2', 'nu'),
      loss: 'F(\\theta_t)',
      g2: '\\lVert\\nabla F(\\theta_t)\\rVert^2',
    },
  },
  gap: {
    name: 'Theorem 2 (gap, one round of the recursion)',
    left: '\\Delta_{t+1}',
    relation: '\\le',
    expression: '(1 - eta * mu) * gap + eta / 2 * delta2 * (1 - x) / x + L * eta^2 / 2 * sigma2 * nu',
    symbols: { ...pick('eta', 'mu', 'delta2', 'x', 'L', 'sigma2', 'nu'), gap: '\\Delta_t' },
  },
  stationarity: {
    name: 'Theorem 3 (stationarity, T equal rounds)',
    left: '\\frac{1}{T}\\sum_t \\mathbb{E}\\lVert\\nabla F(\\theta_t)\\rVert^2',
    relation: '\\le',
    expression: '2 * excess / (eta * T) + delta2 * (1 - x) / x + L * eta * sigma2 * nu',
    symbols: {
      ...pick('eta', 'T', 'delta2', 'x', 'L', 'sigma2', 'nu'),
      excess: '(F(\\theta_0) - F_{\\inf})',
    },
  },
  constraintViolation: {
    name: 'Constraint violation',
    left: '\\frac{1}{T}\\sum_t(\\tau_t - \\bar\\tau_t)',
    relation: '\\le',
    expression: '(final - initial) / T',
    symbols: { ...pick('T'), final: 'Y(T)', initial: 'Y(0)' },
  },
  queueBound: {
    name: 'Queue bound',
    left: 'Q(t)',
    relation: '\\le',
    expression: '(value + decisionGap) / leastCost + mostCost - leastAllowed',
    symbols: {
      value: 'V w_{\\max}\\Delta\\varphi_{\\max}',
      decisionGap: '\\epsilon',
      leastCost: 'E_{\\min}',
      mostCost: 'E_{\\max}',
      leastAllowed: '\\bar E_{\\min}',
    },
  },
  lookAheadGap: {
    name: 'Drift-plus-penalty (frames of an even W, one constraint)',
    left: '\\frac{1}{T}\\sum_t p_t - p^*_W',
    relation: '\\le',
    expression: 'y^2 / 2 * (1 + W / 2) / V + Q0^2 / (2 * V * T) + decisionGap / V',
    symbols: { ...pick('T'), y: 'y_{\\max}', W: 'W', V: 'V', Q0: 'Q(0)', decisionGap: '\\epsilon' },
  },
  clairvoyant: {
    name: 'Clairvoyant bound (one constraint)',
    left: '\\sum_t w_t\\varphi(S_t)',
    relation: '\\ge',
    expression: 'minima - price * allowance',
    symbols: { minima: '\\sum_t m_t(\\theta)', price: '\\theta', allowance: 'T\\bar\\tau' },
  },
  roundWeight: {
    name: 'Round weight',
    left: 'w_t',
    relation: '=',
    expression: 'T * rho^(T - 1 - t) * (1 - rho) / (1 - rho^T)',
    symbols: { ...pick('T'), rho: '\\rho', t: 't' },
  },
} as const satisfies Readonly<Record<string, Formula>>;

export type FormulaName = keyof typeof FORMULAS;
