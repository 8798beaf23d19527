/** Worker threads with a wall-clock limit: work that goes past it is ended with its thread, whatever it does. */
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { problem, refuse, ServiceProblem } from '../problem-json.js';
import type { ServiceSettings } from '../settings.js';
import type { CreateAnswer, DecideAnswer, EndAnswer, SolveAnswer, WorkTask } from './tasks.js';
import type { WorkResult } from './worker.js';

interface Answers {
  readonly solve: SolveAnswer;
  readonly certify: { readonly body: string };
  readonly explain: { readonly body: string };
  readonly create: CreateAnswer;
  readonly decide: DecideAnswer;
  readonly end: EndAnswer;
  readonly digest: { readonly digest: string };
}

type TaskOf<K extends WorkTask['kind']> = Omit<Extract<WorkTask, { kind: K }>, 'limits'>;

export interface WorkPool {
  /** @throws ServiceProblem: what was wrong with the request, that it took too long, or that too many wait */
  run<K extends WorkTask['kind']>(task: TaskOf<K> & { readonly kind: K }): Promise<Answers[K]>;
  /** Requests under way or waiting. */
  readonly load: number;
  close(): Promise<void>;
}

export interface PoolHooks {
  /** A defect that a worker met, with its stack. */
  readonly onDefect: (stack: string) => void;
}

export function workPool(settings: ServiceSettings, { onDefect }: PoolHooks): WorkPool {
  const { workers, maxWaiting, maxDevices, maxHorizon, timeLimitS, maxTimeLimitS, graceS } = settings;
  const limits = { maxDevices, maxHorizon, timeLimitS, maxTimeLimitS };
  const pool = new Piscina<WorkTask, WorkResult>({
    filename: fileURLToPath(new URL('./worker.js', import.meta.url)),
    minThreads: workers,
    maxThreads: workers,
    maxQueue: maxWaiting,
    // One task a thread: the limit of one never ends another.
    concurrentTasksPerWorker: 1,
  });
  let load = 0;
  return {
    get load() {
      return load;
    },
    async run<K extends WorkTask['kind']>(task: TaskOf<K> & { readonly kind: K }) {
      if (load >= maxWaiting + workers)
        throw refuse('busy', 503, `${load} requests are waiting; try again later`);
      const asked =
        'timeLimitS' in task && typeof task.timeLimitS === 'number' ? task.timeLimitS : timeLimitS;
      const limitS = Math.min(asked, maxTimeLimitS) + graceS;
      load++;
      try {
        return (await limited(
          pool,
          { ...task, limits } as unknown as WorkTask,
          limitS,
          onDefect,
        )) as Answers[K];
      } finally {
        load--;
      }
    },
    close: () => pool.close(),
  };
}

/** The limit counts from when a thread takes the task up: waiting for one is not the task's fault. */
async function limited(
  pool: Piscina<WorkTask, WorkResult>,
  task: WorkTask,
  limitS: number,
  onDefect: PoolHooks['onDefect'],
): Promise<unknown> {
  const stop = new AbortController();
  const waitingS = (pool.queueSize / pool.threads.length) * limitS;
  const timer = setTimeout(() => stop.abort(), 1000 * (limitS + waitingS));
  try {
    const result = await pool.run(task, { signal: stop.signal });
    if ('value' in result) return result.value;
    if (result.defect !== undefined) onDefect(result.defect);
    throw new ServiceProblem(result.refused);
  } catch (error) {
    if (error instanceof ServiceProblem) throw error;
    if (stop.signal.aborted) {
      throw refuse('took-too-long', 503, `the work did not end within ${limitS} s and was ended`);
    }
    const message = error instanceof Error ? error.message : String(error);
    // A thread that runs out of memory ends with its task: the request was too large for the machine.
    if (/memory|ERR_WORKER/i.test(message)) throw refuse('too-large', 413, 'the work ran out of memory');
    if (/queue/i.test(message)) throw refuse('busy', 503, 'too many requests are waiting; try again later');
    onDefect(error instanceof Error ? (error.stack ?? message) : message);
    throw new ServiceProblem(
      problem('defect', 500, 'The request met a defect of the service; its log says more.'),
    );
  } finally {
    clearTimeout(timer);
  }
}
