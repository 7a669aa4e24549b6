export default async function test({ apiClient, credentials }) {
  const status = await apiClient.get("/system_status");
  if (!status?.environment) {
    throw new Error(status?.message ?? "the shop returned no status");
  }
  const address = status.environment.home_url || status.environment.site_url || credentials.site;
  return { account: address.replace(/^https?:\/\//, "").replace(/\/+$/, "") };
}
