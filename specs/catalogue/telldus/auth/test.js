export default async function test({ apiClient }) {
  const me = await apiClient.get("/user/profile");
  const name = [me?.firstname, me?.lastname].filter(Boolean).join(" ");
  if (!me?.email && !name) {
    throw new Error(me?.error ?? "Telldus returned no profile");
  }
  return { account: me.email ?? name };
}
