export default async ({ apiClient, credentials }) => {
  await apiClient.delete(`/connections/${credentials.oauth_token}`);
};
