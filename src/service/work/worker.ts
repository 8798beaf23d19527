/** Entry of a worker thread. Errors come back as values: classes do not survive the way between threads. */
import { type ProblemDetails, problem, problemOf } from '../problem-json.js';
import { type WorkTask, work } from './tasks.js';

export type WorkResult =
  | { readonly value: unknown }
  | { readonly refused: ProblemDetails; readonly defect?: string };

export default async function run(task: WorkTask): Promise<WorkResult> {
  try {
    return { value: await work(task) };
  } catch (error) {
    const refused = problemOf(error);
    if (refused) return { refused };
    return {
      refused: problem('defect', 500, 'The request met a defect of the service; its log says more.'),
      defect: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}
