export default async function test({ apiClient, credentials }) {
  const stores = await apiClient.get("/store/storeConfigs");
  if (!Array.isArray(stores) || stores.length === 0) {
    throw new Error(stores?.message ?? "the shop answered without its stores");
  }
  const address = stores[0].secure_base_url || stores[0].base_url || credentials.site;
  return { account: address.replace(/^https?:\/\//, "").replace(/\/+$/, "") };
}
