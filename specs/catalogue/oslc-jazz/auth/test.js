export default async function test({ apiClient }) {
  const who = await apiClient.get("/whoami"); // the address of a user, as text
  const account = typeof who === "string" ? who.trim().split("/").pop() : who?.userId;
  if (!account || account.includes("<")) {
    throw new Error("the server did not say whose token this is");
  }
  return { account: decodeURIComponent(account) };
}
