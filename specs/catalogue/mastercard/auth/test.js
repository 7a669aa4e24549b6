// Nobody stands behind a key but its project, whose name no call gives: the key itself tells one from another.
export default async function test({ apiClient, credentials, connectorParameters }) {
  const answer = await apiClient.get(credentials.testPath);
  const error = answer?.Errors?.Error?.[0] ?? answer?.Errors?.Error;
  if (error) {
    throw new Error(error.Description ?? "Mastercard refused the call");
  }
  return { account: `key ${connectorParameters.consumerKey.slice(0, 8)}…` };
}
