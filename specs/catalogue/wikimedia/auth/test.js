export default async function test({ apiClient }) {
  const { query } = await apiClient.get("/w/api.php", { action: "query", meta: "userinfo", format: "json" });
  if (query.userinfo.id === 0) {
    throw new Error("the wiki takes this connection for an anonymous visitor");
  }
  return { account: query.userinfo.name };
}
