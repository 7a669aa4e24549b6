export default async function test({ apiClient }) {
  const { userId } = await apiClient.get("/user/id");
  if (!userId) {
    throw new Error("Garmin returned no account");
  }
  return { account: `user ${userId}` };
}
