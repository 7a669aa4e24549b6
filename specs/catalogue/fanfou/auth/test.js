export default async function test({ apiClient }) {
  const me = await apiClient.get("/account/verify_credentials.json");
  if (!me?.id) {
    throw new Error(me?.error ?? "Fanfou did not say whose token this is");
  }
  return { account: me.screen_name || me.name || me.id };
}
