/** The OpenAPI document of this version, without a running service. */
import { createService } from './server.js';
import { serviceSettings } from './settings.js';
import { openStore } from './store/open.js';

export async function openapiDocument(): Promise<object> {
  const service = await createService({
    store: await openStore(':memory:'),
    settings: serviceSettings({ workers: 1 }, 1),
    newId: () => 'none',
  });
  try {
    await service.app.ready();
    return service.app.swagger();
  } finally {
    await service.close();
  }
}
