export default async function test({ apiClient }) {
  const me = await apiClient.get("/users/", { op: "whoami" });
  if (!me?.username) {
    throw new Error("MAAS did not say whose key this is");
  }
  return { account: me.username };
}
