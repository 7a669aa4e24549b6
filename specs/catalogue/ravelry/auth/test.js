export default async function test({ apiClient }) {
  const { user } = await apiClient.get("/current_user.json");
  if (!user?.username) {
    throw new Error("Ravelry did not say whose token this is");
  }
  return { account: user.username };
}
