// Runs the platform's own package as a process: it reads one JSON request per
// line and writes one JSON response per line. COUNTERSIGN_PLATFORM_SDK is the
// folder in which the package is installed. See specs/platform_test.go.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const require = createRequire(join(process.env.COUNTERSIGN_PLATFORM_SDK, 'node_modules', 'x.js'));
const platform = require('@membranehq/sdk');
// Dependencies of that package.
const within = createRequire(require.resolve('@membranehq/sdk'));
const yaml = within('js-yaml');
const { toKebabCase } = within('js-convert-case');
const { z } = within('zod');

const oauth1Config = z.fromJSONSchema(platform.OAUTH1_CONFIG_SCHEMA);

// Without the dates of YAML 1.1: the platform's own loader is unknown, and JSON has no dates.
const load = (text) => yaml.load(text, { schema: yaml.CORE_SCHEMA });

const questions = {
  // build evaluates a formula, given as JSON or as YAML text.
  build({ formula, yaml: text, variables }) {
    const value = text === undefined ? formula : load(text);
    return { value: tagged(platform.buildData(value, variables ?? {})) };
  },
  // connector reads a connector from a path and validates it.
  connector: ({ path }) => checked(...read(path)),
  // spec validates a connector given as one object.
  spec: ({ spec }) => checked(spec),
  // config validates the result of getOAuthConfig.
  config: ({ value }) => ({ issues: issues(oauth1Config, value, 'OAUTH1_CONFIG_SCHEMA') }),
};

// tagged preserves what JSON would lose, such as undefined and NaN.
function tagged(value) {
  if (value === undefined) return { special: 'missing' };
  if (typeof value === 'number' && !Number.isFinite(value)) return { special: String(value) };
  if (typeof value === 'function' || typeof value === 'symbol') return { special: typeof value };
  if (Array.isArray(value)) return Array.from(value, tagged);
  if (value === null || typeof value !== 'object') return value;
  return { object: Object.fromEntries(Object.entries(value).map(([key, one]) => [key, tagged(one)])) };
}

// read returns a connector's spec with the files of its methods inlined, and the
// names of those files. An option inherits the connector's methods, and may have
// its own files for them.
function read(path) {
  const folder = statSync(path).isDirectory() ? path : undefined;
  const spec = load(readFileSync(folder ? join(path, 'spec.yml') : path, 'utf8'));
  const files = {};
  const auth = spec.auth ?? spec;
  const options = Object.entries(auth.options ?? {});
  for (const [option, block] of options.length ? options : [[undefined, auth]]) {
    for (const name of methodNames) {
      const method = { ...(block[name] ?? auth[name]) };
      const how = method.implementationType ?? method.type;
      if (!how || how === 'not-supported' || method.mapping !== undefined || method.code !== undefined) continue;
      const [file, relative] = fileOf(folder ?? dirname(path), option, name, method, how);
      const text = readFileSync(file, 'utf8');
      files[relative] = true;
      if (how === 'javascript') method.code = text;
      else method.mapping = load(text);
      block[name] = method;
    }
  }
  return [spec, Object.keys(files)];
}

const methodNames = Object.entries(platform.ConnectorAuthMethodTypes)
  .filter(([, method]) => !method.authTypes || method.authTypes.includes('oauth1'))
  .map(([name]) => name);

// fileOf returns the path of a method's file, absolute and relative to the folder, by the platform's names and suffixes.
function fileOf(folder, option, name, method, how) {
  if (method.filePath) return [join(folder, method.filePath), posix.normalize(method.filePath)];
  const suffixes = platform.CONNECTOR_METHOD_IMPLEMENTATION_SUFFIXES[how] ?? [];
  for (const place of option ? [`auth/${option}`, 'auth'] : ['auth']) {
    for (const base of platform.ConnectorAuthMethodTypes[name].fileKeys ?? [toKebabCase(name)]) {
      for (const suffix of suffixes) {
        const file = `${place}/${base}${suffix}`;
        if (existsSync(join(folder, file))) return [join(folder, file), file];
      }
    }
  }
  throw new Error(`${name}: the platform finds no file for ${how} in ${folder}`);
}

// checked validates a connector against the schemas of both generations,
// regardless of the one that it is written for.
function checked(spec, files = []) {
  const { auth, ui, ...rest } = spec;
  const block = auth ?? spec;
  const { options, ...base } = block;
  const found = auth ? issues(platform.ConnectorSpec, spec, 'ConnectorSpec') : [];
  for (const way of (options ? Object.values(options) : [{}]).map((one) => ({ ...base, ...one }))) {
    if (way.type === 'oauth1') found.push(...checkedAuth(way));
  }
  const newer = { ...rest, name: spec.name ?? spec.key, ...named(block, 'type') };
  if (options) newer.options = Object.fromEntries(Object.entries(options).map(([key, way]) => [key, named(way, 'type')]));
  found.push(...issues(platform.CreateConnectorRequest, newer, 'CreateConnectorRequest'));
  return { issues: found, files };
}

// checkedAuth validates one authentication option against the OAuth1 schemas.
function checkedAuth(auth) {
  const found = issues(platform.ConnectorAuthOAuth1, named(auth, 'implementationType'), 'ConnectorAuthOAuth1');
  for (const name of methodNames) {
    const { isRequired, supportedImplementationTypes } = platform.ConnectorAuthMethodTypes[name];
    const method = named(auth, 'type')[name];
    // The platform's own documentation omits the test.
    if (!auth[name] && isRequired && name !== 'test') found.push(`${name} is missing`);
    if (!method) continue;
    if (!supportedImplementationTypes.includes(method.type)) found.push(`${name} cannot be written as ${method.type}`);
    found.push(...issues(platform.FunctionDefinition, method, `FunctionDefinition of ${name}`));
  }
  return found;
}

// named returns the block with the type of each method under the key of one
// generation: implementationType in the older one, type in the newer, which
// omits unsupported methods.
function named(block, key) {
  const result = { ...block };
  for (const name of methodNames.filter((name) => block[name])) {
    const { implementationType, type, ...method } = block[name];
    if (key === 'type' && (implementationType ?? type) === 'not-supported') delete result[name];
    else result[name] = { ...method, [key]: implementationType ?? type };
  }
  return result;
}

function issues(schema, value, name) {
  const result = schema.safeParse(value);
  if (result.success) return [];
  const told = result.error.issues.flatMap((issue) => leaves(issue, []));
  return [`${name}: ${[...new Set(told)].slice(0, 10).join('; ')}`];
}

// leaves returns the issues of each alternative of a value.
function leaves({ path, message, errors }, above) {
  const whole = [...above, ...path];
  if (!errors) return [`${whole.join('.')}: ${message}`];
  return errors.flatMap((form) => form.flatMap((issue) => leaves(issue, whole)));
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = questions[ask](question);
  } catch (error) {
    answer = { error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
