export default async function test({ apiClient }) {
  const who = await apiClient.get("/whoami"); // a user's URL, as text
  const account = typeof who === "string" ? who.trim().split("/").pop() : who?.userId;
  if (!account || account.includes("<")) {
    throw new Error("the server returned no account");
  }
  return { account: decodeURIComponent(account) };
}
