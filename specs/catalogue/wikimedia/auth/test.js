export default async function test({ apiClient }) {
  const answer = await apiClient.get("/w/api.php", { action: "query", meta: "userinfo", format: "json" });
  const user = answer?.query?.userinfo;
  if (!user) {
    throw new Error(answer?.error?.info ?? "the wiki returned no account");
  }
  if (!user.id) {
    throw new Error("the wiki treats this connection as anonymous");
  }
  return { account: user.name };
}
