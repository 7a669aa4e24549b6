export default async function test({ apiClient }) {
  const me = await apiClient.get("/account/verify_credentials.json");
  if (!me?.id) {
    throw new Error(me?.error ?? "Fanfou returned no account");
  }
  return { account: me.screen_name || me.name || me.id };
}
