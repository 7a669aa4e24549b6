export default async function test({ apiClient }) {
  const me = await apiClient.get("/people/+me");
  if (!me?.name) {
    throw new Error("Launchpad returned no account");
  }
  return { account: me.name };
}
