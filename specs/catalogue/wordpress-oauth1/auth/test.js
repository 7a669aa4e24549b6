export default async function test({ apiClient }) {
  const me = await apiClient.get("/wp/v2/users/me");
  if (!me?.id) {
    throw new Error(me?.message ?? "the site takes this connection for an anonymous visitor");
  }
  return { account: me.name || me.slug || `user ${me.id}` };
}
