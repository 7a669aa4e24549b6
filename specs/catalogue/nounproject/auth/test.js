// No request gives the app's name; the label shows the key.
export default async function test({ apiClient, connectorParameters }) {
  const answer = await apiClient.get("/client/usage");
  if (!answer?.usage && !answer?.usage_limits && !answer?.limits) {
    throw new Error("the Noun Project answered without this key's usage");
  }
  return { account: `key ${connectorParameters.consumerKey.slice(0, 6)}…` };
}
