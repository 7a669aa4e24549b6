// The label shows only the last four digits of the account number.
export default async function test({ apiClient }) {
  const answer = await apiClient.get("/v1/accounts/list.json");
  const found = answer?.AccountListResponse?.Accounts?.Account;
  const first = Array.isArray(found) ? found[0] : found;
  if (!first) {
    throw new Error(answer?.Error?.message ?? "E*TRADE lists no account for this token");
  }
  const name = first.accountName?.trim() || first.accountDesc?.trim() || "account";
  const id = String(first.accountId ?? "");
  return { account: id ? `${name} …${id.slice(-4)}` : name };
}
