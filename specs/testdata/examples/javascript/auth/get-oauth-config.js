import { at } from "./addresses.js";

export default function getOAuthConfig({ connectorParameters, connectionParameters, redirectUri, state }) {
  const { baseUri, consumerKey, consumerSecret } = connectorParameters;
  return {
    consumerKey,
    consumerSecret,
    requestTokenUri: at(baseUri, "/oauth/request_token"),
    authorizeUri: at(baseUri, "/oauth/authorize"),
    tokenUri: at(baseUri, "/oauth/access_token"),
    extra: { perms: connectionParameters.perms, state, return_to: redirectUri },
  };
}
