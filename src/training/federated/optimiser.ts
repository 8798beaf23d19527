/** Server-side optimisers over the flat trainable vector. Their state is a plain value, handed in and out. */
import { InputError } from '../../core/errors.js';
import type { Layout } from '../layout.js';

/** Step sizes of the roles relative to `stepSize`; 0 freezes a role (A fixed is the one-sided variant). */
export type StepScale = Readonly<Record<'loraA' | 'loraB' | 'head', number>> & {
  /** Full fine-tuning only; 1 when absent. */
  readonly encoder?: number;
};

interface CommonOptions {
  /** eta > 0. */
  readonly stepSize: number;
  readonly stepScale: StepScale;
}

export type OptimiserConfig = CommonOptions &
  (
    | /** theta <- theta - eta g: the step of the theorems (theory 2). */ { readonly kind: 'sgd' }
    | /** Heavy ball; momentum in [0, 1), 0.9 when absent. */ {
        readonly kind: 'momentum';
        readonly momentum?: number;
      }
    | /** Kingma and Ba 2015; decays in [0, 1), epsilon > 0; 0.9, 0.999 and 1e-8 when absent. */ {
        readonly kind: 'adam';
        readonly firstDecay?: number;
        readonly secondDecay?: number;
        readonly epsilon?: number;
      }
  );

export interface OptimiserState {
  /** Which slice of the vector takes which step size. */
  readonly layout: Layout;
  /** Steps taken. */
  readonly step: number;
  /** Running averages of the gradient and of its square; absent where the optimiser keeps none. */
  readonly first?: Float32Array;
  readonly second?: Float32Array;
}

export interface Optimiser {
  init(layout: Layout): OptimiserState;
  /** One step; neither argument is changed. */
  step(
    state: OptimiserState,
    trainable: Float32Array,
    gradient: Float32Array,
  ): { state: OptimiserState; trainable: Float32Array };
}

/** Direction of a step and the state after it. */
type Direction = (
  state: OptimiserState,
  gradient: Float32Array,
) => { state: OptimiserState; direction: Float32Array };

/** @throws InputError when an option is out of its range */
export function createOptimiser(options: OptimiserConfig): Optimiser {
  requireRange('stepSize', options.stepSize, options.stepSize > 0, 'a finite number > 0');
  for (const [role, scale] of Object.entries(options.stepScale)) {
    requireRange(`stepScale.${role}`, scale, scale >= 0, 'a finite number >= 0');
  }
  const { first, second, direction } = method(options);
  return {
    init: (layout) => ({
      layout,
      step: 0,
      ...(first && { first: new Float32Array(layout.size) }),
      ...(second && { second: new Float32Array(layout.size) }),
    }),
    step(state, trainable, gradient) {
      const next = direction(state, gradient);
      const moved = Float32Array.from(trainable);
      for (const { role, offset, rows, cols } of state.layout.blocks) {
        const step = options.stepSize * (options.stepScale[role] ?? 1);
        for (let i = offset; i < offset + rows * cols; i++) moved[i]! -= step * next.direction[i]!;
      }
      return { state: next.state, trainable: moved };
    },
  };
}

function method(options: OptimiserConfig): { first: boolean; second: boolean; direction: Direction } {
  switch (options.kind) {
    case 'sgd':
      return { first: false, second: false, direction: sgd };
    case 'momentum':
      return { first: true, second: false, direction: heavyBall(options.momentum ?? 0.9) };
    case 'adam': {
      const { firstDecay = 0.9, secondDecay = 0.999, epsilon = 1e-8 } = options;
      return { first: true, second: true, direction: adam(firstDecay, secondDecay, epsilon) };
    }
    default:
      throw new InputError('optimiser.kind', (options as { kind: unknown }).kind, 'sgd, momentum or adam');
  }
}

const sgd: Direction = (state, gradient) => ({
  state: { ...state, step: state.step + 1 },
  direction: gradient,
});

function heavyBall(momentum: number): Direction {
  requireRange('momentum', momentum, momentum >= 0 && momentum < 1, 'a number in [0, 1)');
  return (state, gradient) => {
    const first = Float32Array.from(state.first!, (value, i) => momentum * value + gradient[i]!);
    return { state: { ...state, step: state.step + 1, first }, direction: first };
  };
}

function adam(firstDecay: number, secondDecay: number, epsilon: number): Direction {
  requireRange('firstDecay', firstDecay, firstDecay >= 0 && firstDecay < 1, 'a number in [0, 1)');
  requireRange('secondDecay', secondDecay, secondDecay >= 0 && secondDecay < 1, 'a number in [0, 1)');
  requireRange('epsilon', epsilon, epsilon > 0, 'a finite number > 0');
  return (state, gradient) => {
    const step = state.step + 1;
    const average = (old: Float32Array, decay: number, value: (g: number) => number) =>
      Float32Array.from(old, (m, i) => decay * m + (1 - decay) * value(gradient[i]!));
    const first = average(state.first!, firstDecay, (g) => g);
    const second = average(state.second!, secondDecay, (g) => g * g);
    // Both averages start at zero; dividing by 1 - decay^step takes that bias out.
    const [c1, c2] = [1 - firstDecay ** step, 1 - secondDecay ** step];
    const direction = first.map((m, i) => m / c1 / (Math.sqrt(second[i]! / c2) + epsilon));
    return { state: { ...state, step, first, second }, direction };
  };
}

function requireRange(field: string, value: number, ok: boolean, accepted: string): void {
  if (!ok || !Number.isFinite(value)) throw new InputError(field, value, accepted);
}
