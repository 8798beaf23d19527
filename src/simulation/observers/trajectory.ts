/** The bound's constants along the first policy's run: its models at a few rounds are kept, and measured at the end. */
import { measureTrajectory, trajectoryRecorder } from '../constants/trajectory-constants.js';
import type { RunObserver } from './observer.js';

/** @param points from the start to the end of the horizon, >= 2; a run stopped before the second has no trajectory */
export function trajectoryConstants(horizon: number, points: number): RunObserver {
  const recorder = trajectoryRecorder(horizon, points);
  return {
    start: (initial) => recorder.see(0, initial),
    played({ round, policies }) {
      recorder.see(round + 1, policies[0]!.trainable);
    },
    async end({ prepared: { probing, runs }, isCut }) {
      if (recorder.models.length < 2 || isCut) return {};
      return { trajectory: await measureTrajectory(probing, runs[0]!.policy.name, recorder.models) };
    },
  };
}
