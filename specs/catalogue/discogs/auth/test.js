export default async function test({ apiClient }) {
  const me = await apiClient.get("/oauth/identity");
  if (!me?.username) {
    throw new Error(me?.message ?? "Discogs returned no account");
  }
  return { account: me.username };
}
