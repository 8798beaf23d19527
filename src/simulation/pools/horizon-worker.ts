/** Entry of a worker thread: holds one horizon and solves its rounds at the prices asked for. */
import { workerData } from 'node:worker_threads';
import type { HorizonProblem } from '../../problem/horizon/problem.js';
import { solveRoundsHere } from '../../solvers/horizon/index.js';

// Piscina hands workerData on as the second entry of an array of its own.
const problem = (Array.isArray(workerData) ? workerData[1] : workerData) as HorizonProblem;

export default solveRoundsHere(problem);
