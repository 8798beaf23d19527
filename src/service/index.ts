/** `driftlora serve`: the scheduler as a service other tools call (docs/service.md). */
export { isLoopback } from './auth.js';
export { openapiDocument } from './openapi.js';
export { checkAddress, createService, type Service, type ServiceParts } from './server.js';
export { DEFAULT_SETTINGS, type ServiceSettings, serviceSettings } from './settings.js';
export { openStore } from './store/open.js';
export type {
  ControllerHead,
  NewOutcome,
  NewRound,
  Store,
  StoredController,
  StoredRound,
  Written,
} from './store/store.js';
