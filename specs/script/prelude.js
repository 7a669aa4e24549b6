// The environment of a script, and how its result gets out. The only function from Go is host(kind, text), which the
// script can't see.
(() => {
  'use strict';
  const { host } = globalThis;
  delete globalThis.host;
  const { parse, stringify } = JSON;
  const { file, name, args, client } = parse(host('start', ''));

  const text = (value) => {
    if (typeof value === 'string') return value;
    try {
      if (value instanceof Error) return value.name === 'Error' ? value.message : `${value.name}: ${value.message}`;
      return stringify(value) ?? String(value);
    } catch {
      return '(a value that cannot be shown)';
    }
  };

  const print = (level) => (...values) => { host(level, values.map(text).join(' ').slice(0, 4000)); };
  globalThis.console = { log: print('log'), info: print('log'), debug: print('log'), warn: print('warn'), error: print('error') };

  const module = { exports: {} };
  globalThis.module = module;
  globalThis.exports = module.exports;
  globalThis.require = (id) => { throw new Error(`cannot require ${text(id)}: a script has no modules`); };

  // Errors of requests, so that Go finds its own error again.
  const failures = new WeakMap();

  // The body of a response with responseType arraybuffer is in base64.
  const decode = (base64) => {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const size = Math.floor(base64.length * 3 / 4) - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
    const bytes = new Uint8Array(size);
    for (let i = 0, at = 0; i < base64.length; i += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => digits.indexOf(base64[i + k]));
      bytes[at++] = a << 2 | b >> 4; // writes beyond the end are ignored
      bytes[at++] = b << 4 | c >> 2;
      bytes[at++] = c << 6 | d;
    }
    return bytes.buffer;
  };

  const send = (method, path, data, query, options) => {
    if (typeof path !== 'string') throw new TypeError(`apiClient.${method.toLowerCase()} needs a path, such as "/me"`);
    if (typeof (query ?? {}) !== 'object') throw new TypeError('the query is not an object; use {name: value}');
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) throw new TypeError('a script cannot send binary data; send a string or an object');
    const { baseUri, headers, auth, responseType, returnFullResponse } = options ?? {};
    const request = { method, path, data, query: { ...options?.query, ...query }, baseUri, headers, auth, responseType };
    const { status, ok, headers: received, data: payload, binary, error, call } = parse(host('call', stringify(request)));
    const body = binary ? decode(payload) : payload;
    if (error === undefined && (ok || (status >= 200 && status < 300))) {
      return returnFullResponse ? { status, statusCode: status, headers: received, data: body } : body;
    }
    const failure = new Error(error ?? `${method} ${path} failed with status ${status}`);
    Object.assign(failure, { status, statusCode: status, headers: received, data: body });
    failures.set(failure, call);
    throw failure;
  };
  const api = {
    get: async (path, query, options) => send('GET', path, undefined, query, options),
    post: async (path, data, options) => send('POST', path, data, {}, options),
    put: async (path, data, options) => send('PUT', path, data, {}, options),
    patch: async (path, data, options) => send('PATCH', path, data, {}, options),
    delete: async (path, data, options) => send('DELETE', path, data, {}, options),
  };
  if (client) args.apiClient = args.externalApiClient = api;

  const describe = (error) => {
    const description = { message: text(error) };
    try {
      description.stack = text(error.stack);
      description.line = error.lineNumber;
      description.column = error.columnNumber;
      description.status = error.status;
      description.data = error.data;
      description.call = failures.get(error);
      return stringify(description);
    } catch {
      return stringify({ message: description.message });
    }
  };

  import(file)
    .then((exported) => {
      const found = [exported.default, exported[name], module.exports, module.exports?.default, module.exports?.[name]]
        .find((candidate) => typeof candidate === 'function');
      if (!found) throw new Error(`the script exports no function; write export default async function ${name}({ credentials }) { … }`);
      return found(args);
    })
    .then((result) => stringify(result) ?? 'null')
    .then((result) => { host('done', result); }, (error) => { host('failed', describe(error)); });
})();
