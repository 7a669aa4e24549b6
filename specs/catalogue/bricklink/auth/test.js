export default async function test({ apiClient }) {
  const { meta, data } = await apiClient.get("/orders", { direction: "in" });
  if (!Array.isArray(data)) {
    throw new Error(meta?.description ?? meta?.message ?? "BrickLink returned no orders");
  }
  return { account: data[0]?.seller_name ?? data[0]?.store_name ?? "store without orders" }; // no request gives the store name directly
}
