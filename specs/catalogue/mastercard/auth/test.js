// No request gives the project's name; the label shows the key.
export default async function test({ apiClient, credentials, connectorParameters }) {
  const answer = await apiClient.get(credentials.testPath);
  const error = answer?.Errors?.Error?.[0] ?? answer?.Errors?.Error;
  if (error) {
    throw new Error(error.Description ?? "Mastercard refused the request");
  }
  return { account: `key ${connectorParameters.consumerKey.slice(0, 8)}…` };
}
