export default async function test({ apiClient }) {
  const me = await apiClient.get("/myself");
  const account = me?.name ?? me?.key ?? me?.displayName;
  if (!account) {
    throw new Error("Jira returned no account");
  }
  return { account };
}
