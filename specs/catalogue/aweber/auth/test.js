export default async function test({ apiClient }) {
  const { entries } = await apiClient.get("/accounts");
  const account = entries?.[0];
  if (!account?.id) {
    throw new Error("AWeber answered without an account");
  }
  return { account: account.company || `account ${account.id}` };
}
