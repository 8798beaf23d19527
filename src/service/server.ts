/** The service put together: what goes in is passed in, so that tests run it without a network or a real clock. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { InputError } from '../core/errors.js';
import { VERSION } from '../core/version.js';
import { bearerOf, digestOf, matches } from './auth.js';
import { createDesk, ID } from './desk.js';
import { closeUnread, detailsOf, malformed, namesThisMachine } from './edge.js';
import { serviceMetrics } from './metrics.js';
import { pageRoutes } from './page/routes.js';
import { PROBLEM_TYPE, problem, refuse } from './problem-json.js';
import { readBody } from './routes/bodies.js';
import { controllerRoutes } from './routes/controllers.js';
import { eventRoutes } from './routes/events.js';
import { statelessRoutes } from './routes/stateless.js';
import type { ServiceSettings } from './settings.js';
import type { Store, StoredController } from './store/store.js';
import { workPool } from './work/pool.js';

export interface ServiceParts {
  readonly store: Store;
  readonly settings: ServiceSettings;
  /** A new id, unguessable and never given before. */
  readonly newId: () => string;
  /** Demanded of every request but /healthz and /readyz; absent: nobody is asked. */
  readonly token?: string;
  /** A pino logger; absent: nothing is logged. */
  readonly logger?: FastifyBaseLogger;
}

export interface Service {
  readonly app: FastifyInstance;
  /** Finishes what was accepted, takes nothing more, ends streams, closes the store. */
  close(): Promise<void>;
}

/** Reached without a token: probes of whoever runs the service. The pages hold no data; what they show is asked for with the token. */
const OPEN = new Set(['/healthz', '/readyz', '/', '/app.js', '/app.css', '/docs']);

export async function createService(parts: ServiceParts): Promise<Service> {
  const { store, settings, newId, token, logger } = parts;
  const tokenDigest = token === undefined ? undefined : digestOf(token);
  const app = fastify({
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    // Every request as a line would fill a disk; what is refused or broken is logged.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: settings.maxBodyBytes,
    // Bodies have a limit of their own: a stream of lines may go on for hours.
    requestTimeout: 0,
    // Of silence in both directions. Longer than any work, shorter than for ever.
    connectionTimeout: 1000 * settings.silenceS,
    // Slow clients are looked for every second; the time-outs would otherwise count in steps of 30 s.
    http: { connectionsCheckingInterval: 1_000 },
    keepAliveTimeout: 30_000,
    maxRequestsPerSocket: 0,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false },
    ajv: { customOptions: { strict: false } },
    clientErrorHandler: malformed,
    // What the router refuses (an address it cannot read) meets no error handler.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      answer(error, request, reply),
  }) as unknown as FastifyInstance;
  app.server.maxConnections = settings.maxConnections;
  app.server.headersTimeout = 1000 * settings.headersTimeoutS;
  // Bodies are read and judged by the library's own readers in a worker; schemas describe.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => (typeof data === 'string' ? data : JSON.stringify(data)));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (_request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, settings),
  );
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));

  const stopping = new AbortController();
  const changes = new EventEmitter().setMaxListeners(0);
  const pool = workPool(settings, { onDefect: (stack) => app.log.error({ stack }, 'defect in a worker') });
  const metrics = serviceMetrics(() => pool.load);

  function answer(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
    const details = detailsOf(error);
    metrics.refused(details.type.slice('/problems/'.length));
    if (details.status >= 500) request.log.error({ err: error }, details.title);
    if (details.status === 401) reply.header('WWW-Authenticate', 'Bearer');
    if (details.status === 503) reply.header('Retry-After', '1');
    closeUnread(request, reply);
    return reply.code(details.status).type(PROBLEM_TYPE).send(JSON.stringify(details));
  }
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => {
    metrics.refused('not-found');
    closeUnread(request, reply);
    const details = problem(
      'not-found',
      404,
      `there is nothing at ${request.method} ${request.url.slice(0, 100)}`,
    );
    return reply.code(404).type(PROBLEM_TYPE).send(JSON.stringify(details));
  });
  await app.register(rateLimit, {
    max: settings.requestsPerSecond,
    timeWindow: 1000,
    errorResponseBuilder: () =>
      refuse('too-many', 429, `more than ${settings.requestsPerSecond} requests a second`),
  });
  // A page of another origin can have its own name point here; with a token it cannot know what to send.
  if (token === undefined) {
    app.addHook('onRequest', async (request) => {
      if (namesThisMachine(request.headers.host)) return;
      const accepted = 'a loopback address as Host, or a service with --token-file';
      throw refuse('misdirected', 421, `Host: accepted is ${accepted}`, { field: 'Host', accepted });
    });
  }
  // A body that nobody waited for is not waited for after the answer either.
  app.addHook('onResponse', async ({ raw }) => {
    if (!raw.complete) raw.socket.destroySoon();
  });
  const ownToken = /^\/v1\/controllers\/[^/]+/;
  app.addHook('onRequest', async (request) => {
    const path = request.url.split('?', 1)[0]!;
    if (tokenDigest === undefined || OPEN.has(path) || path.startsWith('/docs/')) return;
    const presented = bearerOf(request.headers.authorization);
    if (matches(presented, tokenDigest)) return;
    // A controller's own token opens that controller; its route looks at it.
    if (presented !== undefined && ownToken.test(path) && (await opensController(store, path, presented)))
      return;
    throw refuse('unauthorised', 401, 'a valid token is needed: Authorization: Bearer TOKEN');
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'driftlora',
        version: VERSION,
        description: 'Whom to schedule, with how much bandwidth, round by round, with proof.',
      },
      ...(token === undefined
        ? {}
        : {
            components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
            security: [{ token: [] }],
          }),
    },
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });

  const desk = createDesk({ store, pool, metrics, newId, onChange: (id) => changes.emit(id) });
  const ofService = (request: FastifyRequest) =>
    tokenDigest !== undefined && matches(bearerOf(request.headers.authorization), tokenDigest);
  const opened = controllerGuard(desk.found, ofService);
  await app.register(async (routes) => {
    statelessRoutes(routes, {
      pool,
      metrics,
      lineLimits: {
        maxLineBytes: settings.maxBodyBytes,
        maxLineS: settings.requestTimeoutS,
        stopping: stopping.signal,
      },
      ahead: 2 * settings.workers,
    });
    controllerRoutes(routes, { desk, store, pageSize: settings.pageSize, opened, ofService });
    eventRoutes(routes, { store, changes, opened, stopping: stopping.signal, pollMs: 1_000 });
    routes.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    routes.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true, version: VERSION }));
    routes.get('/readyz', { schema: { hide: true } }, async () => {
      await store.check();
      return { ready: true, store: store.kind };
    });
    routes.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
      reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    );
    pageRoutes(routes);
  });
  return {
    app,
    async close() {
      stopping.abort();
      // Whoever does not take the answer in the time that any work may need holds up nobody.
      const patienceS = settings.maxTimeLimitS + settings.graceS;
      const timer = setTimeout(() => app.server.closeAllConnections(), 1000 * patienceS);
      // Connections whose answer went out after the end had begun are kept for nothing.
      const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
      await app.close();
      clearTimeout(timer);
      clearInterval(sweep);
      await pool.close();
      await store.close();
    },
  };
}

async function opensController(store: Store, path: string, presented: string): Promise<boolean> {
  const id = path.split('/')[3]!;
  const controller = ID.test(id) ? await store.controller(id) : undefined;
  return controller?.tokenDigest != null && matches(presented, controller.tokenDigest);
}

/** A controller with a token of its own opens to it, and to the service's. */
function controllerGuard(
  found: (id: string) => Promise<StoredController>,
  ofService: (request: FastifyRequest) => boolean,
) {
  return async (request: FastifyRequest): Promise<StoredController> => {
    const controller = await found((request.params as { id: string }).id);
    const own = controller.tokenDigest;
    if (own === null || matches(bearerOf(request.headers.authorization), own) || ofService(request))
      return controller;
    throw refuse('unauthorised', 401, 'this controller has a token of its own');
  };
}

/** Refuses to listen to the world without a token. @throws InputError */
export function checkAddress(host: string, isLoopbackHost: boolean, token: string | undefined): void {
  if (isLoopbackHost || token !== undefined) return;
  throw new InputError('--host', host, 'a loopback address, or any address with --token-file');
}
