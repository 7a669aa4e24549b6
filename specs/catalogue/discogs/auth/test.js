export default async function test({ apiClient }) {
  const me = await apiClient.get("/oauth/identity");
  if (!me?.username) {
    throw new Error(me?.message ?? "Discogs did not say whose token this is");
  }
  return { account: me.username };
}
