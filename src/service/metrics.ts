/** What the service counts (Prometheus text at /metrics). One registry a service, so that two can live in one process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Controllers whose queues are shown, latest first: a label a controller would grow without end. */
const MOST_SHOWN = 100;

export interface ServiceMetrics {
  readonly registry: Registry;
  decided(status: string, solveS: number, gap: number): void;
  ended(controller: string, delayQueueS: number, budgetUsed: number | undefined): void;
  forgotten(controller: string): void;
  refused(kind: string): void;
}

export function serviceMetrics(load: () => number): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const decisions = new Counter({
    name: 'driftlora_decisions_total',
    help: 'Rounds solved or decided, by the status of the answer',
    labelNames: ['status'],
    registers,
  });
  const solve = new Histogram({
    name: 'driftlora_solve_seconds',
    help: 'Time of one solve or decision in a worker',
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30],
    registers,
  });
  const gaps = new Histogram({
    name: 'driftlora_gap',
    help: 'Certified relative gap of the answers',
    buckets: [0, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2, 0.1, 1],
    registers,
  });
  const queue = new Gauge({
    name: 'driftlora_delay_queue_seconds',
    help: `Delay queue of the ${MOST_SHOWN} controllers that ended a round last`,
    labelNames: ['controller'],
    registers,
  });
  const budget = new Gauge({
    name: 'driftlora_delay_budget_used_ratio',
    help: `Part of the horizon's delay budget spent, of the ${MOST_SHOWN} controllers that ended a round last`,
    labelNames: ['controller'],
    registers,
  });
  const refusals = new Counter({
    name: 'driftlora_refused_requests_total',
    help: 'Requests that were refused, by kind of problem',
    labelNames: ['kind'],
    registers,
  });
  new Gauge({
    name: 'driftlora_requests_in_work',
    help: 'Requests that are being worked on or wait for a worker',
    registers,
    collect() {
      this.set(load());
    },
  });
  const shown = new Set<string>();
  const forget = (controller: string) => {
    shown.delete(controller);
    queue.remove({ controller });
    budget.remove({ controller });
  };
  return {
    registry,
    decided(status, solveS, gap) {
      decisions.inc({ status });
      solve.observe(solveS);
      gaps.observe(gap);
    },
    ended(controller, delayQueueS, budgetUsed) {
      shown.delete(controller);
      shown.add(controller);
      if (shown.size > MOST_SHOWN) forget(shown.values().next().value!);
      queue.set({ controller }, delayQueueS);
      if (budgetUsed !== undefined) budget.set({ controller }, budgetUsed);
    },
    forgotten: forget,
    refused: (kind) => refusals.inc({ kind }),
  };
}
