export default async function test({ apiClient }) {
  const info = await apiClient.get("/app-user-info");
  if (!info?.api_uid) {
    throw new Error("Schoology returned no account");
  }
  const user = await apiClient.get(`/users/${info.api_uid}`).catch(() => ({})); // a school can hide it
  return { account: user?.name_display || user?.username || `user ${info.api_uid}` };
}
