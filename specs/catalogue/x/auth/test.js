export default async function test({ apiClient }) {
  const answer = await apiClient.get("/2/users/me");
  if (!answer?.data?.username) {
    throw new Error(answer?.errors?.[0]?.detail ?? "X returned no account");
  }
  return { account: `@${answer.data.username}` };
}
