export default async function test({ apiClient }) {
  const me = await apiClient.get("/Users/me");
  const account = me?.nick_name || me?.display_name || me?.id;
  if (!account) {
    throw new Error(me?.error_text ?? "Plurk returned no account");
  }
  return { account };
}
