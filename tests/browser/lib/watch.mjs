// Listens to everything that must not happen on any page: broken CSP, console errors, requests to other hosts.

/** Watches a browser context; `base` is the only origin that its pages may ask. */
export async function watch(context, base) {
  const complaints = [];
  const allowed = [];
  const origin = new URL(base).origin;
  const complain = (kind, text) => {
    if (!allowed.some((pattern) => pattern.test(text))) complaints.push(`${kind}: ${text}`);
  };

  await context.exposeBinding('luoshiViolation', (_source, text) => complain('CSP', text));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const what = event.blockedURI || event.sample || '(inline)';
      window.luoshiViolation(`${event.effectiveDirective} blocked ${what} on ${location.pathname}`);
    });
  });
  context.on('weberror', (error) => complain('script', error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') complain('console', message.text());
  });
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin) {
      complain('external request', url.href);
    }
  });

  return {
    complaints,
    /** For steps that provoke an error on purpose, such as a refused form: what matches is no complaint. */
    allow: (pattern) => allowed.push(pattern),
  };
}
