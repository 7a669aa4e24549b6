export async function refreshCredentials({ apiClient, credentials }) {
  const { method } = await apiClient.post("/refresh", { token: credentials.oauth_token });
  return { grant: `second, by ${method}`, expires_in: 3600 };
}
