export default async function test({ apiClient }) {
  const me = await apiClient.get("/users/", { op: "whoami" });
  if (!me?.username) {
    throw new Error("MAAS returned no account");
  }
  return { account: me.username };
}
