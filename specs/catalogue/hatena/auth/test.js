export default async function test({ apiClient }) {
  const me = await apiClient.get("https://n.hatena.com/applications/my.json");
  const account = me?.url_name ?? me?.display_name;
  if (!account) {
    throw new Error("Hatena returned no account");
  }
  return { account };
}
