import { at } from "./addresses.js";

interface Context {
  connectorParameters: { baseUri: string };
  credentials: Record<string, string | undefined>;
}

type Options = { args: { baseUri: string; headers: Record<string, string>; query?: Record<string, string> } };

export default function makeApiClient({ connectorParameters, credentials }: Context): Options {
  const headers: Record<string, string> = { "X-Grant": credentials.grant ?? "first" };
  return { args: { baseUri: at(connectorParameters.baseUri, "/echo") as string, headers, query: { perms: credentials.perms! } } };
}
