export default async function test({ apiClient }) {
  const key = await apiClient.get("/keys/current");
  const account = key?.username ?? key?.userID;
  if (!account) {
    throw new Error("Zotero returned no account");
  }
  return { account };
}
