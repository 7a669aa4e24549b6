export default async function test({ apiClient }) {
  const me = await apiClient.get("/v3.0.0/users/current");
  const account = me?.username || me?.email || me?.user_id;
  if (!account) {
    throw new Error(me?.message ?? "the bank returned no account");
  }
  return { account };
}
