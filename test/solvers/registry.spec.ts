/** Solvers by name. */
import { describe, expect, it } from 'vitest';
import { loadSolver, solverRegistry } from '../../src/solvers/index.js';

describe('the registry of solvers', () => {
  it.each(solverRegistry.map((entry) => [entry.name, entry] as const))(
    '%s is what its entry says',
    async (name, entry) => {
      const { title, capabilities } = entry;
      expect(await loadSolver(name)).toMatchObject({ name, title, capabilities });
    },
  );

  it('refuses a name nobody has with all that are, and the nearest', async () => {
    const names = solverRegistry.map(({ name }) => name).join(', ');
    const message = `solver: got "relxed", accepted is one of ${names} (did you mean relaxed?)`;
    await expect(loadSolver('relxed')).rejects.toThrow(message);
  });

  it('says what a solver that was renamed is called now', async () => {
    await expect(loadSolver('myopic')).rejects.toThrow(
      '(the solver myopic is called penalty-only now; myopic is a policy)',
    );
  });
});
