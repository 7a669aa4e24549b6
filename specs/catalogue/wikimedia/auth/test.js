export default async function test({ apiClient }) {
  const answer = await apiClient.get("/w/api.php", { action: "query", meta: "userinfo", format: "json" });
  const user = answer?.query?.userinfo;
  if (!user) {
    throw new Error(answer?.error?.info ?? "the wiki did not say whose token this is");
  }
  if (!user.id) {
    throw new Error("the wiki takes this connection for an anonymous visitor");
  }
  return { account: user.name };
}
