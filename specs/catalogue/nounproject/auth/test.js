// Nobody stands behind a key but its app, whose name no call gives: the key itself tells one from another.
export default async function test({ apiClient, connectorParameters }) {
  const answer = await apiClient.get("/client/usage");
  if (!answer?.usage && !answer?.usage_limits && !answer?.limits) {
    throw new Error("the Noun Project answered without this key's usage");
  }
  return { account: `key ${connectorParameters.consumerKey.slice(0, 6)}…` };
}
