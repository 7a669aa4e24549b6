export default async function test({ apiClient }) {
  const none = await apiClient.get("/none");
  if (none.length !== 0) {
    throw new Error("what is not there is something");
  }
  const found = [];
  for (const path of ["/", "/echo/gone", "/echo/busy"]) {
    await apiClient.get(path).catch((error) => found.push(error.message));
  }
  console.log(found.join("; "));
  const me = await apiClient.get("/me");
  return { account: me.username };
}
