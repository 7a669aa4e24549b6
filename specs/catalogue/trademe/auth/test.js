export default async function test({ apiClient }) {
  const me = await apiClient.get("/MyTradeMe/Summary.json");
  const name = [me?.FirstName, me?.LastName].filter(Boolean).join(" ");
  const account = me?.Nickname || name || (me?.MemberId && `member ${me.MemberId}`);
  if (!account) {
    throw new Error(me?.ErrorDescription ?? "Trade Me returned no account");
  }
  return { account };
}
