export default async function test({ apiClient }) {
  const answer = await apiClient.get("/api/v2!authuser");
  const user = answer?.Response?.User;
  const account = user?.NickName ?? user?.Name;
  if (!account) {
    throw new Error(answer?.Message ?? "SmugMug returned no account");
  }
  return { account };
}
