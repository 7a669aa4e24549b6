export default async function test({ apiClient, credentials }) {
  const host = credentials.account.toLowerCase().replaceAll("_", "-");
  let token;
  try {
    token = await apiClient.get(`https://${host}.restlets.api.netsuite.com/rest/tokeninfo`);
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
    await apiClient.get("/record/v1/metadata-catalog"); // tokeninfo is undocumented; this request is documented
  }
  if (token?.error) {
    throw new Error(token.error.message ?? "unknown token");
  }
  const who = [token?.name ?? token?.userName ?? token?.email, token?.roleName].filter(Boolean).join(", ");
  const where = token?.companyName ?? credentials.account;
  return { account: who ? `${who} at ${where}` : where };
}
