export default async function test({ apiClient }) {
  const { user } = await apiClient.get("/current_user.json");
  if (!user?.username) {
    throw new Error("Ravelry returned no account");
  }
  return { account: user.username };
}
