export default async function test({ apiClient }) {
  const me = await apiClient.get("/people/+me");
  if (!me?.name) {
    throw new Error("Launchpad did not say whose token this is");
  }
  return { account: me.name };
}
