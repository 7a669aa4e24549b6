export default async function test({ apiClient }) {
  const { data } = await apiClient.get("/2/users/me");
  return { account: `@${data.username}` };
}
