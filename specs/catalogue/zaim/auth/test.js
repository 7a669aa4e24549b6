export default async function test({ apiClient }) {
  const answer = await apiClient.get("/home/user/verify");
  const account = answer?.me?.name || answer?.me?.login || answer?.me?.id;
  if (!account) {
    throw new Error(answer?.message ?? "Zaim returned no account");
  }
  return { account };
}
