export default async function test({ apiClient }) {
  const { userId } = await apiClient.get("/user/id");
  if (!userId) {
    throw new Error("Garmin did not say whose token this is");
  }
  return { account: `user ${userId}` };
}
