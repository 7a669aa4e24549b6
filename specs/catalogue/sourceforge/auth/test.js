export default async function test({ apiClient, credentials }) {
  const profile = await apiClient.get(`/u/${credentials.username}/profile`);
  if (typeof profile !== "object" || profile === null) {
    throw new Error(`no profile found for ${credentials.username}`);
  }
  return { account: profile.username || credentials.username };
}
