export default async function test({ apiClient }) {
  const me = await apiClient.get("https://n.hatena.com/applications/my.json");
  const account = me?.url_name ?? me?.display_name;
  if (!account) {
    throw new Error("Hatena did not say whose token this is");
  }
  return { account };
}
