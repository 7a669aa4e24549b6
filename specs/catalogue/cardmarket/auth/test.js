export default async function test({ apiClient }) {
  const { account } = await apiClient.get("/account");
  if (!account) {
    throw new Error("Cardmarket returned no account");
  }
  return { account: account.username || `user ${account.idUser}` };
}
