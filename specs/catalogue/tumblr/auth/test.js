export default async function test({ apiClient }) {
  const answer = await apiClient.get("/v2/user/info");
  const name = answer?.response?.user?.name;
  if (!name) {
    throw new Error(answer?.meta?.msg ?? "Tumblr returned no account");
  }
  return { account: name };
}
