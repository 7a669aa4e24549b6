export default async function test({ apiClient }) {
  const me = await apiClient.get("/1/members/me", { fields: "username,fullName" });
  const account = me?.username ?? me?.fullName;
  if (!account) {
    throw new Error("Trello returned no account");
  }
  return { account };
}
